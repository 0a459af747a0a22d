using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Deposits as a lot knows them: freed where a bidder is outbid, and a limit where one is for the whole fair.</summary>
public sealed class LotDepositTests
{
    private static readonly Offering Asked = Of(ByBids.Terms with { DepositMinor = 500 });

    [Fact]
    public void Who_is_outbid_has_its_deposit_back_at_once_and_holds_it_again_to_bid_again()
    {
        var outbid = Held(Asked).After(new PlaceBid(Smelter, Opening), During).After(new PlaceBid(Foundry, 11_000), During);
        var freed = outbid.When(new FreeDeposit(Smelter), During).Then<DepositFreed>();
        Assert.Equal((Smelter, 1L), (freed.Bidder, freed.Hold));
        var without = outbid.After(new FreeDeposit(Smelter), During);
        without.When(new PlaceBid(Smelter, 12_000), During).Refused("auction.deposit-needed");
        without.When(new FreeDeposit(Smelter), During).Refused("auction.no-deposit");
        Assert.Equal(0, Auction.Decide(without.State, new NoteDeposit(Smelter), During).Count);

        var again = without.After(new NoteDeposit(Smelter, 2), During);
        again.When(new PlaceBid(Smelter, 12_000), During).Then<BidPlaced>();
        Assert.Equal(2, again.When(new FreeDeposit(Smelter), During).Then<DepositFreed>().Hold);
    }

    [Fact]
    public void The_deposit_of_who_leads_stays() => Held(Asked).After(new PlaceBid(Smelter, Opening), During).When(new FreeDeposit(Smelter), During).Refused("auction.leader-is-bound");

    [Fact]
    public void Who_has_not_bid_yet_may_have_it_back() => Held(Asked).When(new FreeDeposit(Smelter), During).Then<DepositFreed>();

    [Fact]
    public void Nothing_is_freed_that_is_not_held_or_after_the_end()
    {
        Held(Asked).When(new FreeDeposit(Wire), During).Refused("auction.no-deposit");
        Held(Asked).When(new FreeDeposit(""), During).Refused("auction.no-enterprise");
        Held(Asked).When(new FreeDeposit(Smelter), Closes).Refused("auction.closed");
        Nothing.When(new FreeDeposit(Smelter), During).Refused("auction.unknown-lot");
    }

    [Fact]
    public void Bids_that_stand_beside_each_other_bind_until_the_end()
    {
        foreach (var offering in new[] { AtPrice, OnClock, ByOffers, BySealedBids, BySecondPrice, SealedTender, Hybrid, InUnits("pay-as-bid"), InUnits("vcg") })
            Held(Of(offering.Terms with { DepositMinor = 500 })).When(new FreeDeposit(Smelter), During).Refused("auction.deposit-binds");
        Assert.Equal(["english", "reverse-open"], Format.All.Where(format => format.OnlyLeaderIsBound).Select(format => format.Name).Order());
    }

    [Fact]
    public void In_a_tender_who_is_underbid_has_it_back() => Held(Of(Tender.Terms with { DepositMinor = 500 })).After(new PlaceBid(Smelter, 9_000), During)
        .After(new PlaceBid(Foundry, 8_000), During).When(new FreeDeposit(Smelter), During).Then<DepositFreed>();

    [Fact]
    public void Where_one_deposit_is_for_the_fair_no_bid_is_for_more_than_the_limit_leaves()
    {
        var limited = With(Of(ByBids.Terms with { DepositMinor = 500, FairLimitMinor = 20_000 }));
        var facts = limited.When(new PlaceBid(Smelter, Opening), During).Refused("auction.fair-deposit-needed").Facts;
        Assert.Equal((Fair, 500L, "CNY"), (facts["fair"], facts["depositMinor"], facts["currency"]));
        Assert.Equal(11_000L, limited.When(Left(new PlaceBid(Smelter, 11_500), 11_000), During).Refused("auction.over-limit").Facts["leftMinor"]);
        var led = limited.After(Left(new PlaceBid(Smelter, 11_000), 11_000), During);
        led.When(new PlaceBid(Smelter, 11_500), During).Refused("auction.fair-deposit-needed");
        led.When(Left(new PlaceBid(Smelter, 11_500), 11_000), During).Refused("auction.over-limit");
        led.When(Left(new PlaceBid(Smelter, 11_500), 11_500), During).Then<BidPlaced>();
    }

    [Fact]
    public void What_a_bidder_may_have_to_pay_is_bounded_in_every_format()
    {
        // A little less than what each of these would cost is not enough.
        (Offering Offering, BuyerCommand Bid, long CostsMinor)[] bids =
        [
            (AtPrice, new TakeQuantity(Smelter, 4_000), 10_000), (OnClock, new TakeQuantity(Smelter, Offered), 6_400),
            (InUnits("pay-as-bid"), new PlaceDemand(Smelter, 2_500, 8_000), 20_000), (ByOffers, new MakeOffer(Smelter, 9_000, null), 9_000),
            (BySealedBids, Sealed(Smelter, 17_000), 17_000), (BySecondPrice, Sealed(Smelter, 17_000), 17_000), (ByBids, new PlaceBid(Smelter, 12_000), 12_000),
        ];
        foreach (var (offering, bid, costs) in bids)
        {
            var limited = With(Of(offering.Terms with { DepositMinor = 500, FairLimitMinor = 50_000 }));
            limited.When(Left(bid, costs - 1), During).Refused("auction.over-limit");
            Assert.Null(Auction.Decide(limited.State, Left(bid, costs), During).Refusal);
        }
    }

    [Fact]
    public void Who_offers_in_a_tender_pays_nothing() =>
        With(Of(Tender.Terms with { DepositMinor = 500, FairLimitMinor = 1 })).When(Left(new PlaceBid(Smelter, 9_000), 0), During).Then<BidPlaced>();

    [Fact]
    public async Task The_highest_version_of_a_limit_holds_in_whatever_order_the_messages_come()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(new BiddingLimit(Fair, Smelter, true, 700, "CNY", 2, 0), "m2");
        await store.Tell(new BiddingLimit(Fair, Smelter, true, 900, "CNY", 1, 0), "m1");
        await store.Settle();
        await using (var session = await store.Journal.Read())
        {
            Assert.Equal(700, (await BidLimitViews.Pass(session, Fair, Smelter))!.LeftMinor);
            Assert.Null(await BidLimitViews.Pass(session, Id.From("another fair"), Smelter));
        }

        await store.Tell(new BidderAdmission(Fair, Smelter, true, ["74"], 1, 0), "a1");
        await store.Tell(new BiddingLimit(Fair, Smelter, false, 0, "CNY", 3, 0), "m3");
        await store.Settle();
        await using (var session = await store.Journal.Read())
        {
            var pass = (await BidLimitViews.Pass(session, Fair, Smelter))!;
            Assert.Equal((true, (long?)null), (pass.IsAdmitted, pass.LeftMinor));
        }

        Assert.Empty(await store.RebuildDifferences());
    }

    private static Scenario<Auction, AuctionCommand, AuctionEvent> Held(Offering offering) =>
        With(offering).After(new NoteDeposit(Smelter), During).After(new NoteDeposit(Foundry), During);

    private static TCommand Left<TCommand>(TCommand command, long leftMinor)
        where TCommand : BuyerCommand => command with { Pass = new(true, [], LeftMinor: leftMinor) };
}

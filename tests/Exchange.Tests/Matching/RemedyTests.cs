using CsCheck;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;
using AwardFell = Exchange.Matching.Auctions.AwardFell;

namespace Exchange.Tests.Matching;

/// <summary>What two organizers may do to a lot whose sale runs.</summary>
public sealed class RemedyTests
{
    private const string Wang = "wang", Li = "li";

    private static readonly FallAward Default = new(Id.From(LotId, "1"), "not-paid");

    private static readonly string Office = Id.From("office"), Mine = Id.From("mine");

    private static readonly Offering Run = ByBids with { Organizer = Office, Terms = ByBids.Terms with { ReserveMinor = 0 } };

    private static readonly Scenario<Auction, AuctionCommand, AuctionEvent> Led =
        With(Run).After(new PlaceBid(Smelter, 10_000), During).After(new PlaceBid(Foundry, 12_000), During).After(new PlaceBid(Smelter, 13_000), During);

    [Fact]
    public void A_bid_is_void_when_a_second_organizer_confirms_it_and_the_price_is_what_the_others_give()
    {
        var proposed = Led.After(Void(3), During);
        Assert.Equal(13_000, proposed.State.PriceMinor);
        var voided = proposed.When(Confirmed(Li, 1, proposed), During).Then<BidVoided>();
        Assert.Equal((3L, 12_000L, 12_500L, 3L, Foundry, 2), (voided.Bid, voided.PriceMinor, voided.NextBidMinor, voided.Bids, voided.Leader, voided.LeaderNumber));
        Assert.Equal((new Proposal(1, 3, "a slip", Wang), Li), (voided.Proposal, voided.ConfirmedBy));
        Assert.Equal([10_000L, 12_000L], voided.BestMinor);
        Assert.Equal([1L, 2L], voided.BestBids!);
        var next = proposed.After(Confirmed(Li, 1, proposed), During);
        Assert.Equal(4, next.When(new PlaceBid(Smelter, 12_500), During).Then<BidPlaced>().Bid);
        Assert.Null(next.State.Proposal);
    }

    [Fact]
    public void With_every_bid_void_the_lot_begins_anew_at_its_opening_with_numbers_that_go_on()
    {
        var one = With(Run).After(new PlaceBid(Smelter, 12_000), During).After(Void(1), During);
        var none = one.After(Confirmed(Li, 1, one), During);
        Assert.Equal((null, 0L, 1L), (none.State.Leader, none.State.PriceMinor, none.State.Bids));
        Assert.Empty(none.State.Resolve());
        none.When(new PlaceBid(Foundry, 9_999), During).Refused("auction.bid-too-low");
        Assert.Equal(2, none.When(new PlaceBid(Foundry, 10_000), During).Then<BidPlaced>().BidderNumber);
        none.When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 0, 1));
    }

    [Fact]
    public void A_raise_over_a_bid_that_is_gone_counts_for_nothing()
    {
        var proposed = Led.After(Void(2), During);
        Assert.Equal((10_000, Smelter), Then(proposed.After(Confirmed(Li, 1, proposed), During).State));

        static (long, string?) Then(Auction state) => (state.PriceMinor, state.Leader);
    }

    [Fact]
    public void A_maximum_that_is_void_binds_nobody()
    {
        var proxy = With(Run with { Terms = Run.Terms with { Proxy = true } })
            .After(new PlaceBid(Smelter, 14_000), During).After(new PlaceBid(Foundry, 20_000), During).After(Void(1), During);
        Assert.Equal(14_500, proxy.State.PriceMinor);
        var voided = proxy.When(Confirmed(Li, 1, proxy), During).Then<BidVoided>();
        Assert.Equal((Opening, Foundry), (voided.PriceMinor, voided.Leader));
    }

    [Fact]
    public void The_one_who_proposed_does_not_confirm_and_nobody_confirms_what_another_proposal_replaced()
    {
        var proposed = Led.After(Void(3), During);
        proposed.When(Confirmed(Wang, 1, proposed), During).Refused("auction.same-organizer");
        var newer = proposed.After(new Propose(Li, Office, false, null, "broken"), During);
        newer.When(Confirmed(Wang, 1, newer), During).Refused("auction.no-such-proposal");
        newer.When(Confirmed(Wang, 2, newer), During).Then<AuctionWithdrawn>();
        Led.When(Confirmed(Li, 1, Led), During).Refused("auction.no-such-proposal");
    }

    [Fact]
    public void Only_the_fairs_organizer_or_the_exchange_proposes_and_confirms()
    {
        Led.When(new Propose(Wang, Foundry, false, 3, "why"), During).Refused("auction.not-the-organizer");
        Led.When(new Propose(Wang, "", false, 3, "why"), During).Refused("auction.not-the-organizer");
        With(ByBids).When(new Propose(Wang, Office, false, null, "why"), During).Refused("auction.not-the-organizer");
        var proposed = Led.After(new Propose(Wang, "", true, null, "why"), During);
        proposed.When(new ConfirmProposal(Li, Foundry, false, 1), During).Refused("auction.not-the-organizer");
        proposed.When(new ConfirmProposal(Li, Office, false, 1), During).Then<AuctionWithdrawn>();
    }

    [Fact]
    public void After_the_close_nothing_is_made_void_and_no_lot_withdrawn()
    {
        var proposed = Led.After(Void(3), During);
        proposed.When(Confirmed(Li, 1, proposed), Closes).Refused("auction.closed");
        Led.When(new Propose(Wang, Office, false, null, "late"), Closes).Refused("auction.closed");
        Led.After(new CloseAuction(), Closes).When(new Propose(Wang, Office, false, 3, "late"), Closes).Refused("auction.closed");
    }

    [Fact]
    public void A_bid_that_is_not_there_or_void_already_and_an_unclear_reason_are_refused()
    {
        foreach (var bid in new[] { 0L, 4, -1 }) Led.When(Void(bid), During).Refused("auction.no-bid-to-void");
        var proposed = Led.After(Void(3), During);
        proposed.After(Confirmed(Li, 1, proposed), During).When(Void(3), During).Refused("auction.no-bid-to-void");
        Led.When(new Propose(Wang, Office, false, 3, ""), During).Refused("auction.reason-unclear");
        Led.When(new Propose(Wang, Office, false, 3, "a\nb"), During).Refused("auction.reason-unclear");
        With(AtPrice with { Organizer = Office }).When(Void(1), During).Refused("auction.cannot-void");
    }

    [Fact]
    public void A_confirmation_without_all_bids_asks_for_them()
    {
        var proposed = Led.After(Void(3), During);
        proposed.When(new ConfirmProposal(Li, Office, false, 1), During).Refused("auction.bids-moved");
        proposed.After(new PlaceBid(Foundry, 15_000), During).When(Confirmed(Li, 1, proposed), During).Refused("auction.bids-moved");
    }

    [Fact]
    public void The_close_does_not_move_with_a_void_bid()
    {
        var late = Closes.AddMinutes(-1);
        var extended = With(Run).After(new PlaceBid(Smelter, Opening), late).After(Void(1), late);
        var end = extended.State.ClosesAt;
        Assert.Equal(end, extended.After(Confirmed(Li, 1, extended), late).State.ClosesAt);
    }

    [Fact]
    public void A_lot_withdrawn_by_two_organizers_is_told_with_what_was_awarded_before()
    {
        var part = With(AtPrice with { Organizer = Office }).After(new TakeQuantity(Smelter, 1_000), During).After(new Propose(Wang, Office, false, null, "broken"), During);
        var withdrawn = part.When(new ConfirmProposal(Li, Office, false, 1), During).Then<AuctionWithdrawn>();
        Assert.Equal((1_000L, Fair, Li, "broken"), (withdrawn.AwardedMilli, withdrawn.Fair, withdrawn.ConfirmedBy, withdrawn.Reason));
    }

    [Fact]
    public void A_bidder_whose_bids_are_all_void_is_never_asked_after_a_default()
    {
        var proposed = With(Run).After(new PlaceBid(Smelter, 10_000), During).After(new PlaceBid(Foundry, 12_000), During).After(Void(1), During);
        var sold = proposed.After(Confirmed(Li, 1, proposed), During).After(new CloseAuction(), Closes);
        Assert.Empty(SecondChances.Order(sold.State));
        Assert.Equal(AuctionStatus.PassedIn, sold.After(Default, Closes).State.Outcome);
    }

    [Fact]
    public void Of_two_who_bid_the_same_the_earlier_of_the_bids_that_remain_is_asked_first()
    {
        // The foundry's maximum was earlier than the smelter's; only its raise, which is void, was later.
        var proposed = With(Run with { Terms = Run.Terms with { Proxy = true } })
            .After(new PlaceBid(Mine, 11_000), During).After(new PlaceBid(Foundry, 30_000), During).After(new PlaceBid(Smelter, 30_000), During)
            .After(new PlaceBid(Foundry, 40_000), During).After(Void(4), During);
        var sold = proposed.After(Confirmed(Li, 1, proposed), During).After(new PlaceBid(Mine, 50_000), During).After(new CloseAuction(), Closes);
        Assert.Equal([1L, 2L, 3L], proposed.When(Confirmed(Li, 1, proposed), During).Then<BidVoided>().BestBids!);
        Assert.Equal([Foundry, Smelter], SecondChances.Order(sold.State).Select(next => next.Winner));
    }

    [Fact]
    public void While_the_next_bidder_is_asked_nothing_is_made_void_and_the_lot_not_withdrawn()
    {
        var asked = Led.After(new CloseAuction(), Closes).After(Default, Closes);
        Assert.Equal(AuctionStatus.SecondChance, asked.State.Outcome);
        asked.When(Void(2), Closes).Refused("auction.closed");
        asked.When(new Propose(Wang, Office, false, null, "broken"), Closes).Refused("auction.closed");
        asked.When(new WithdrawLot("broken"), Closes).Refused("auction.closed");
    }

    [Fact]
    public void A_lot_withdrawn_by_two_organizers_is_offered_to_nobody_after_a_default()
    {
        var withdrawn = With(AtPrice with { Organizer = Office }).After(new TakeQuantity(Smelter, 1_000), During)
            .After(new Propose(Wang, Office, false, null, "broken"), During).After(new ConfirmProposal(Li, Office, false, 1), During);
        var fallen = withdrawn.When(Default, Closes).Then(new AwardFell(Default.Award, Fair, 1_000, 2_500, "not-paid", 0));
        Assert.Equal((AuctionStatus.Withdrawn, 0L), (fallen.State.Outcome, fallen.State.AwardedMilli));
        Assert.Empty(SecondChances.Order(fallen.State));
    }

    [Fact]
    public void A_withdrawal_says_what_stands_and_what_fell()
    {
        var part = With(AtPrice with { Organizer = Office }).After(new TakeQuantity(Smelter, 1_000), During).After(new TakeQuantity(Foundry, 3_000), During)
            .After(Default, During).After(new Propose(Wang, Office, false, null, "broken"), During);
        var withdrawn = part.When(new ConfirmProposal(Li, Office, false, 1), During).Then<AuctionWithdrawn>();
        Assert.Equal((3_000L, 1_000L), (withdrawn.AwardedMilli, withdrawn.FallenMilli));
    }

    [Fact]
    public void Whatever_bid_is_void_the_others_give_what_they_give_alone() => Gen.Select(Gen.Bool, Gen.Bool, Gen.Select(Gen.Int[0, 3], Gen.Long[0, 40]).Array[1, 12], Gen.Int[0, 11])
        .Sample((proxy, whole, steps, which) =>
        {
            var offering = Run with { Terms = Run.Terms with { Proxy = proxy, WholeSteps = whole, ReserveMinor = 11_000 } };
            var all = With(offering);
            var taken = new List<PlaceBid>();
            foreach (var (bidder, amount) in steps)
            {
                var bid = new PlaceBid($"b{bidder}", Opening + (amount * Increment / 2), true);
                if (Auction.Decide(all.State, bid, During).Refusal is not null) continue;
                all = all.After(bid, During);
                taken.Add(bid);
            }

            if (taken.Count == 0) return true;
            var number = (which % taken.Count) + 1;
            var alone = With(offering);
            foreach (var bid in taken.Where((_, place) => place != number - 1))
                if (Auction.Decide(alone.State, bid, During).Refusal is null) alone = alone.After(bid, During);
            var proposed = all.After(Void(number), During);
            var state = proposed.After(Confirmed(Li, 1, proposed), During).State;
            return (state.PriceMinor, state.Leader, state.Format.NextBidMinor(state)) == (alone.State.PriceMinor, alone.State.Leader, alone.State.Format.NextBidMinor(alone.State))
                && state.Bids == taken.Count && state.Resolve().SequenceEqual(alone.State.Resolve())
                && Enumerable.Range(0, 4).All(n => state.Bidders[$"b{n}"].BestMinor == alone.State.Bidders[$"b{n}"].BestMinor)
                && state.Bidders.Ranked().Select(bidder => bidder.Key).SequenceEqual(alone.State.Bidders.Ranked().Select(bidder => bidder.Key));
        });

    [Fact]
    public async Task The_views_and_the_others_see_the_bid_void_and_the_lot_withdrawn()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(Entered(Run), "m1");
        foreach (var bid in new PlaceBid[] { new(Smelter, 10_000), new(Foundry, 12_000) }) await store.Submit(bid);
        await store.Submit(Void(2));
        var scenario = With(Run).After(new PlaceBid(Smelter, 10_000), During).After(new PlaceBid(Foundry, 12_000), During);
        await store.Submit(Confirmed(Li, 1, scenario));
        await store.Settle();
        await using (var session = await store.Journal.Read())
        {
            Assert.Equal(["a slip", ""], (await AuctionViews.BidsOf(session, LotId, 1, 9)).Select(row => row.VoidReason));
            var row = Assert.Single(await AuctionViews.OfFair(session, Fair, 0, "", 0, 9));
            Assert.Equal((10_000L, 10_500L, 1L, 2L), (row.PriceMinor, row.NextBidMinor, row.LeaderNumber, row.Bids));
        }

        await store.Submit(new Propose(Wang, Office, false, null, "broken"));
        await store.Submit(new ConfirmProposal(Li, Office, false, 2));
        await store.Settle();
        Assert.Contains(store.Sent, sent => sent.Type == "matching.sale-withdrawn.v1");
        var moved = store.Sent.Where(sent => sent.Type == "matching.lots-moved.v1").Select(sent => System.Text.Json.JsonSerializer.Deserialize<LotsMoved>(sent.Data, StoredJson.Options)!);
        Assert.Equal(10_000, moved.Last().Lots.Single().PriceMinor);
        Assert.Empty(await store.RebuildDifferences());
    }

    private static Propose Void(long bid) => new(Wang, Office, false, bid, "a slip");

    private static ConfirmProposal Confirmed(string by, long proposal, Scenario<Auction, AuctionCommand, AuctionEvent> sale) => new(by, Office, false, proposal)
    {
        Standing =
        [
            .. sale.History.OfType<BidPlaced>().Where(bid => !sale.State.Voided.Contains(bid.Bid))
                .Select(bid => new CountedBid(bid.Bid, bid.Bidder, bid.AmountMinor, During.ToUnixTimeMilliseconds())),
        ],
    };
}

using CsCheck;
using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What is said about a lot may be amended until somebody has bid on it, and never after.</summary>
public sealed class AmendmentTests
{
    private static readonly AllowAmendment Second = new(Fair, 2);

    public static TheoryData<string> Bids => [.. FirstBids.Keys];

    private static Dictionary<string, (Offering Offering, AuctionCommand Bid)> FirstBids { get; } = new()
    {
        ["english"] = (ByBids, new PlaceBid(Smelter, Opening)),
        ["fixed price"] = (AtPrice, new TakeQuantity(Smelter, 1_000)),
        ["clock"] = (OnClock, new TakeQuantity(Smelter, Offered)),
        ["sealed"] = (BySealedBids, Sealed(Smelter, 20_000)),
        ["offer"] = (ByOffers, new MakeOffer(Smelter, 5_000, null)),
        ["units"] = (InUnits("pay-as-bid"), new PlaceDemand(Smelter, 3_000, 1_000)),
        ["tender"] = (Tender, new PlaceBid(Smelter, 9_000)),
        ["hybrid"] = (Hybrid, new PlaceBid(Smelter, 9_000)),
    };

    [Theory]
    [MemberData(nameof(Bids))]
    public void An_amendment_is_allowed_until_somebody_has_bid_and_none_after(string format)
    {
        var (offering, bid) = FirstBids[format];
        var allowed = With(offering).When(Second, During).Then(new AmendmentAllowed(Fair, 2));
        allowed.After(bid, During).When(new AllowAmendment(Fair, 3), During).Then(new AmendmentBarred(Fair, 3));
        With(offering).After(bid, During).When(Second, During).Then(new AmendmentBarred(Fair, 2));
    }

    [Fact]
    public void An_amendment_that_is_asked_for_twice_is_answered_once()
    {
        With(ByBids).After(Second, During).When(Second, During).Then();
        With(ByBids).After(new PlaceBid(Smelter, Opening), During).After(Second, During).When(Second, During).Then();
        With(ByBids).After(new AllowAmendment(Fair, 3), During).When(Second, During).Then();
    }

    [Fact]
    public void A_sale_that_is_over_withdrawn_or_not_known_allows_none()
    {
        With(ByBids).When(Second, Closes).Then(new AmendmentBarred(Fair, 2));
        With(ByBids).After(new WithdrawLot("x"), During).When(Second, During).Then(new AmendmentBarred(Fair, 2));
        Nothing.When(Second, During).Then(new AmendmentBarred(Fair, 2)).When(new OfferLot(ByBids), During).Then<LotOffered>();
    }

    [Fact]
    public void A_bid_is_the_same_bid_whether_an_amendment_was_allowed_before_it()
    {
        var plain = With(ByBids).When(new PlaceBid(Smelter, Opening), During).Then<BidPlaced>();
        var amended = With(ByBids).After(Second, During).When(new PlaceBid(Smelter, Opening), During).Then<BidPlaced>();
        Assert.Equal(plain, amended);
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_no_version_changes_after_a_first_bid()
    {
        var commands = Gen.Frequency(
            (2, Gen.Long[2, 6].Select(version => (AuctionCommand)new AllowAmendment(Fair, version))),
            (1, Gen.Long[Opening, 40_000].Select(amount => (AuctionCommand)new PlaceBid(Smelter, amount))),
            (1, Gen.Long[Opening, 40_000].Select(amount => (AuctionCommand)new PlaceBid(Foundry, amount))));
        commands.Array[0, 30].Sample(history =>
        {
            var (auction, log) = (Auction.Evolve(Auction.Initial, new LotOffered(ByBids)), new List<AuctionEvent>());
            foreach (var command in history)
                foreach (var @event in Auction.Decide(auction, command, During).Events)
                {
                    auction = Auction.Evolve(auction, @event);
                    log.Add(@event);
                }

            Assert.DoesNotContain(log.SkipWhile(@event => @event is not BidPlaced), @event => @event is AmendmentAllowed);
            var versions = log.OfType<AmendmentEvent>().Select(answer => answer.Version).ToList();
            Assert.Equal(versions.Distinct().Order(), versions);
        });
    }

    [Fact]
    public void An_answer_is_told_and_is_no_part_of_an_audit_file()
    {
        Assert.False(AuditKind.Holds([new AmendmentAllowed(Fair, 2)]));
        var command = Assert.Single(AuctionConsumers.On(new LotAmendmentAsked(LotId, Fair, 2, 5)));
        Assert.Equal((Auction.Stream(LotId), (object)Second), (command.Stream, command.Command));
    }
}

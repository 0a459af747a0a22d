using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed class DutchSealedTests
{
    private static readonly DateTimeOffset SealedEnd = During.AddMinutes(10), End = SealedEnd.AddMinutes(5);

    // At 10:00 the clock has fallen twelve times.
    private static Scenario<Auction, AuctionCommand, AuctionEvent> Stopped => With(Hybrid).After(new PlaceBid(Smelter, 9_000), During);

    private static Scenario<Auction, AuctionCommand, AuctionEvent> OpenedBids => Stopped
        .After(Sealed(Foundry, 9_500), During).After(Sealed(Id.From("third"), 9_200), During).After(new CloseAuction(Key), SealedEnd);

    [Theory]
    [InlineData(0, 10_000)]
    [InlineData(299_999, 10_000)]
    [InlineData(300_000, 9_900)]
    [InlineData(24_000_000, 2_000)]
    [InlineData(90_000_000, 2_000)]
    public void The_price_falls_by_a_part_of_the_opening_so_many_times(long sinceOpening, long price) =>
        Assert.Equal(price, DutchSealed.PriceAt(Hybrid.Terms, Hybrid.Terms.OpensAt + sinceOpening));

    [Fact]
    public void The_first_bid_stops_the_clock_at_its_price()
    {
        var stop = With(Hybrid).When(new PlaceBid(Smelter, 9_000), During).Then<BidPlaced>();
        Assert.Equal((8_800, 8_800, 8_801, SealedEnd.ToUnixTimeMilliseconds()), (stop.AmountMinor, stop.PriceMinor, stop.NextBidMinor, stop.ClosesAt));
        var refused = With(Hybrid).When(new PlaceBid(Smelter, 8_799), During).Refused("auction.wrong-price");
        Assert.Equal((8_800L, During.AddMinutes(5).ToUnixTimeMilliseconds()), (refused.Facts["priceMinor"], refused.Facts["nextFallAt"]));
    }

    [Fact]
    public void A_clock_that_nobody_stops_passes_in() => With(Hybrid).When(new CloseAuction(Key), Closes).Then(new AuctionClosed(Fair, Offered, 0, 0));

    [Fact]
    public void All_others_may_bid_sealed_above_the_price_of_the_stop()
    {
        Assert.Equal(8_801L, Stopped.When(Sealed(Foundry, 8_800), During).Refused("auction.bid-too-low").Facts["nextBidMinor"]);
        Assert.Equal(2, Stopped.When(Sealed(Foundry, 8_801), During).Then<BidSealed>().Bid);
        Stopped.When(Sealed(Smelter, 9_000), During).Refused("auction.bids-last");
        Stopped.When(new PlaceBid(Foundry, 9_000), During).Refused("auction.takes-sealed-bids");
        With(Hybrid).When(Sealed(Foundry, 9_000), During).Refused("auction.clock-runs");
        Stopped.After(Sealed(Foundry, 9_000), During).When(Sealed(Foundry, 9_500), SealedEnd).Refused("auction.amended-after-end");
    }

    [Fact]
    public void Without_sealed_bids_the_price_of_the_stop_wins()
    {
        foreach (var story in new[] { Stopped, Stopped.After(Sealed(Foundry, 9_000), During).After(new WithdrawSealedBid(Foundry), During) })
            Assert.Equal((Smelter, 8_800), Won(story.After(new CloseAuction(Key), SealedEnd)));
    }

    [Fact]
    public void The_opening_gives_whoever_stopped_the_clock_time_for_a_last_bid()
    {
        var state = OpenedBids.State;
        Assert.Equal((null, 9_500, Foundry, End.ToUnixTimeMilliseconds()), (state.Outcome, state.PriceMinor, state.Leader, state.ClosesAt));
        Assert.Equal((Foundry, 9_500), Won(OpenedBids.After(new CloseAuction(Key), End)));
        OpenedBids.When(new PlaceBid(Foundry, 9_900), SealedEnd).Refused("auction.last-bid-is-anothers");
        OpenedBids.When(Sealed(Foundry, 9_900), SealedEnd).Refused("auction.amended-after-end");
        OpenedBids.When(new WithdrawSealedBid(Foundry), SealedEnd).Refused("auction.withdrawn-after-end");
        OpenedBids.When(Sealed(Id.From("fourth"), 9_900), SealedEnd).Refused("auction.closed");
        OpenedBids.When(new PlaceBid(Smelter, 9_900), End).Refused("auction.closed");
    }

    [Theory]
    [InlineData(9_501, true)]
    [InlineData(9_500, false)]
    [InlineData(8_801, false)]
    public void The_last_bid_wins_if_it_is_the_highest_and_ends_the_sale(long amount, bool wins)
    {
        var sold = OpenedBids.After(new PlaceBid(Smelter, amount), SealedEnd);
        Assert.Equal(wins ? (Smelter, amount) : (Foundry, 9_500), Won(sold));
        sold.When(new PlaceBid(Smelter, 20_000), SealedEnd).Refused("auction.closed");
    }

    [Fact]
    public void Who_defaults_after_the_last_bid_is_followed_by_the_best_sealed_bid_at_once()
    {
        var sold = OpenedBids.After(new PlaceBid(Smelter, 9_900), SealedEnd);
        var award = Assert.Single(sold.History.OfType<QuantityAwarded>()).Award;
        var before = End.AddMinutes(-1);
        var asked = sold.When(new FallAward(award, "not-paid"), before).Then(
            new AwardFell(award, Fair, Offered, 9_900, "not-paid", 1),
            new SecondChanceOffered(Fair, Foundry, 2, Offered, 9_500, before.AddDays(1).ToUnixTimeMilliseconds()));
        asked.When(new CloseAuction(Key), End).Then();
        var next = asked.After(new AnswerSecondChance(Foundry, false), before).State;
        Assert.Equal((AuctionStatus.SecondChance, 9_200L), (next.Outcome, next.Cascade.Chance!.HammerMinor));
    }

    [Fact]
    public void A_last_bid_is_above_the_price_of_the_stop() =>
        Assert.Equal(8_801L, OpenedBids.When(new PlaceBid(Smelter, 8_800), SealedEnd).Refused("auction.bid-too-low").Facts["nextBidMinor"]);

    [Fact]
    public void An_answer_shows_the_clock_and_then_the_best_bid_that_is_known()
    {
        var runs = Shown(With(Hybrid).State, During);
        Assert.Equal((8_800, During.AddMinutes(5).ToUnixTimeMilliseconds(), 0), (runs.PriceMinor, runs.NextFallAt, runs.NextBidMinor));
        var stopped = Shown(Stopped.After(Sealed(Foundry, 9_500), During).State, During);
        Assert.Equal((8_800, null, 8_801, true, "Bidder 1"), (stopped.PriceMinor, stopped.NextFallAt, stopped.NextBidMinor, stopped.Sealed, stopped.Leader));
        Assert.Equal((9_500, "Bidder 2"), (Shown(OpenedBids.State, SealedEnd).PriceMinor, Shown(OpenedBids.State, SealedEnd).Leader));
    }

    [Fact]
    public void A_clock_that_cannot_run_is_refused()
    {
        var terms = Hybrid.Terms;
        foreach (var unsound in new[]
        {
            terms with { Falls = null }, terms with { Falls = 0 }, terms with { FallBasisPoints = null }, terms with { Falls = 100 }, terms with { Falls = 9_999, FallBasisPoints = 9_999 },
            terms with { FallEveryMs = null }, terms with { SealedMs = 0 }, terms with { BestBidMs = null }, terms with { ReserveMinor = 1 }, terms with { OpeningMinor = 2 },
        }) Nothing.When(new OfferLot(Of(unsound)), During).Refused("auction.unsound-terms");
        Nothing.When(new OfferLot(Hybrid), During).Then(new LotOffered(Hybrid));
    }

    private static (string, long) Won(Scenario<Auction, AuctionCommand, AuctionEvent> story)
    {
        var award = Assert.Single(story.History.OfType<QuantityAwarded>());
        return (award.Winner, award.HammerMinor);
    }

    private static LotAnswer Shown(Auction auction, DateTimeOffset at) => LotAnswer.Of(auction, Smelter, at.ToUnixTimeMilliseconds());
}

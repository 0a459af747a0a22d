using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed class EnglishTests
{
    private static readonly long ClosesAt = Closes.ToUnixTimeMilliseconds();

    [Fact]
    public void A_bid_for_the_whole_lot_says_no_quantity() => With(ByBids).When(new PlaceDemand(Smelter, Opening, 1000), During).Refused("auction.takes-no-quantity");

    [Fact]
    public void The_opening_amount_is_the_first_acceptable_bid()
    {
        With(ByBids).When(new PlaceBid(Smelter, Opening), During)
            .Then(new BidPlaced(Fair, 1, Smelter, 1, Opening, Opening, Opening + Increment, ClosesAt));
        Assert.Equal(Opening, With(ByBids).When(new PlaceBid(Smelter, Opening - 1), During).Refused("auction.bid-too-low").Facts["nextBidMinor"]);
    }

    [Fact]
    public void A_bid_is_at_least_an_increment_above_the_price()
    {
        var led = With(ByBids).After(new PlaceBid(Smelter, Opening), During);
        Assert.Equal(10_500L, led.When(new PlaceBid(Foundry, 10_499), During).Refused("auction.bid-too-low").Facts["nextBidMinor"]);
        led.When(new PlaceBid(Foundry, 10_500), During).Then(new BidPlaced(Fair, 2, Foundry, 2, 10_500, 10_500, 11_000, ClosesAt));
    }

    [Fact]
    public void The_price_is_what_the_leader_bid() => Assert.Equal(14_000, With(ByBids).After(new PlaceBid(Smelter, 14_000), During).State.PriceMinor);

    [Fact]
    public void The_same_amount_does_not_win_twice() =>
        With(ByBids).After(new PlaceBid(Smelter, 12_000), During).When(new PlaceBid(Foundry, 12_000), During).Refused("auction.bid-too-low");

    [Fact]
    public void A_leader_below_the_reserve_may_raise_their_own_bid() =>
        Assert.Equal(2, With(ByBids).After(new PlaceBid(Smelter, Opening), During).When(new PlaceBid(Smelter, Reserve), During).Then<BidPlaced>().Bid);

    [Fact]
    public void A_leader_who_meets_the_reserve_does_not_raise_their_own_bid()
    {
        var met = With(ByBids).After(new PlaceBid(Smelter, Reserve), During);
        met.When(new PlaceBid(Smelter, Reserve + Increment), During).Refused("auction.already-leading");
        Assert.Equal(1, met.After(new PlaceBid(Foundry, 16_000), During).When(new PlaceBid(Smelter, 17_000), During).Then<BidPlaced>().BidderNumber);
    }

    [Fact]
    public void Bidders_are_numbered_in_the_order_of_their_first_bids()
    {
        var bid = With(ByBids).After(new PlaceBid(Foundry, 10_000), During).After(new PlaceBid(Smelter, 11_000), During).After(new PlaceBid(Foundry, 12_000), During);
        Assert.Equal([1, 2, 1], bid.History.OfType<BidPlaced>().Select(placed => placed.BidderNumber));
        Assert.Equal(new Standing(1, 12_000, 3), bid.State.Bidders[Foundry]);
        Assert.Equal(new Standing(2, 11_000, 2), bid.State.Bidders[Smelter]);
        Assert.Equal(new Standing(3, 0, 0), bid.State.Bidders[Wire]);
    }

    [Fact]
    public void A_bid_at_the_reserve_sells()
    {
        var sold = With(ByBids).After(new PlaceBid(Smelter, Reserve), During).When(new CloseAuction(), Closes).Then(
            new QuantityAwarded(Id.From(LotId, "1"), ByBids.Lot, Smelter, Offered, Reserve, Settled),
            new AuctionClosed(Fair, Offered, Offered, 1));
        Assert.Equal(AuctionStatus.Sold, sold.State.Outcome);
        Assert.Equal(0, sold.State.RemainingMilli);
    }

    [Fact]
    public void A_bid_below_the_reserve_does_not_sell() =>
        With(ByBids).After(new PlaceBid(Smelter, Reserve - 1), During).When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 0, 1));

    [Fact]
    public void Without_a_reserve_the_opening_bid_sells()
    {
        var free = ByBids with { Terms = ByBids.Terms with { ReserveMinor = 0 } };
        Assert.Equal(Opening, With(free).After(new PlaceBid(Smelter, Opening), During).State.Resolve().Single().HammerMinor);
    }

    [Fact]
    public void The_last_and_highest_bid_wins_and_pays_what_it_bid() => Assert.Equal(
        new Award(Foundry, Offered, 20_000),
        With(ByBids).After(new PlaceBid(Smelter, 16_000), During).After(new PlaceBid(Foundry, 20_000), During).State.Resolve().Single());

    [Fact]
    public void A_bid_just_before_the_close_moves_it_to_the_soft_close_after_the_bid()
    {
        var late = Closes.AddMilliseconds(-1);
        var extended = With(ByBids).After(new PlaceBid(Smelter, Opening), late);
        Assert.Equal((late + SoftClose).ToUnixTimeMilliseconds(), extended.State.ClosesAt);
        extended.When(new CloseAuction(), Closes).Refused("auction.not-due");
        Assert.Equal((Closes + SoftClose).ToUnixTimeMilliseconds(), extended.When(new PlaceBid(Foundry, 11_000), Closes).Then<BidPlaced>().ClosesAt);
    }

    [Fact]
    public void A_bid_as_long_before_the_close_as_the_soft_close_moves_nothing()
    {
        Assert.Equal(ClosesAt, With(ByBids).When(new PlaceBid(Smelter, Opening), Closes - SoftClose).Then<BidPlaced>().ClosesAt);
        Assert.Equal(ClosesAt + 1, With(ByBids).When(new PlaceBid(Smelter, Opening), Closes - SoftClose + TimeSpan.FromMilliseconds(1)).Then<BidPlaced>().ClosesAt);
    }

    [Fact]
    public void Without_a_soft_close_a_late_bid_moves_nothing() => Assert.Equal(
        ClosesAt,
        With(ByBids with { Terms = ByBids.Terms with { SoftCloseMs = 0 } }).When(new PlaceBid(Smelter, Opening), Closes.AddMilliseconds(-1)).Then<BidPlaced>().ClosesAt);

    [Fact]
    public void A_refused_bid_does_not_move_the_close() =>
        With(ByBids).When(new PlaceBid(Smelter, 1), Closes.AddMilliseconds(-1)).Refused("auction.bid-too-low");

    [Fact]
    public void A_leader_improves_their_own_bid_by_the_own_increment_and_others_beat_it_by_the_increment()
    {
        var led = With(Of(ByBids.Terms with { OwnIncrementMinor = 200 })).After(new PlaceBid(Smelter, Opening), During);
        Assert.Equal(10_200L, led.When(new PlaceBid(Smelter, 10_199), During).Refused("auction.bid-too-low").Facts["nextBidMinor"]);
        Assert.Equal(10_200, led.When(new PlaceBid(Smelter, 10_200), During).Then<BidPlaced>().PriceMinor);
        Assert.Equal(10_500L, led.When(new PlaceBid(Foundry, 10_499), During).Refused("auction.bid-too-low").Facts["nextBidMinor"]);
    }

    [Fact]
    public void Where_only_whole_steps_count_a_leader_counts_them_in_own_increments_from_the_own_bid()
    {
        var led = With(Of(ByBids.Terms with { OwnIncrementMinor = 200, WholeSteps = true })).After(new PlaceBid(Smelter, Opening), During);
        Assert.Equal(200L, led.When(new PlaceBid(Smelter, 10_500), During).Refused("auction.not-whole-steps").Facts["stepMinor"]);
        led.When(new PlaceBid(Smelter, 10_600), During).Then<BidPlaced>();
    }

    [Fact]
    public void A_bid_of_ten_times_the_next_bid_is_taken_for_a_slip_until_it_is_confirmed()
    {
        var led = With(ByBids).After(new PlaceBid(Smelter, Opening), During);
        Assert.Equal(10_500L, led.When(new PlaceBid(Foundry, 105_000), During).Refused("auction.confirm-amount").Facts["nextBidMinor"]);
        led.When(new PlaceBid(Foundry, 104_999), During).Then<BidPlaced>();
        Assert.Equal(105_000, led.When(new PlaceBid(Foundry, 105_000, Confirmed: true), During).Then<BidPlaced>().PriceMinor);
        With(ByBids).When(new PlaceBid(Smelter, 10 * Opening), During).Refused("auction.confirm-amount");
    }

    [Fact]
    public void A_leader_too_confirms_ten_times_the_next_own_bid() =>
        With(ByBids).After(new PlaceBid(Smelter, Opening), During).When(new PlaceBid(Smelter, 105_000), During).Refused("auction.confirm-amount");

    [Fact]
    public void What_is_wrong_besides_is_said_before_a_confirmation_is_asked_for() =>
        With(Of(ByBids.Terms with { WholeSteps = true })).When(new PlaceBid(Smelter, (20 * Opening) + 1), During).Refused("auction.not-whole-steps");

    [Fact]
    public void Nobody_purchases_a_part_of_it() => With(ByBids).When(new TakeQuantity(Smelter, 1), During).Refused("auction.takes-no-purchases");
}

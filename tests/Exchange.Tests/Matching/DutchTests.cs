using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed class DutchTests
{
    private static readonly SaleTerms Clock = OnClock.Terms;

    private static Offering InParts => OnClock with { Terms = Clock with { Divisible = true } };

    [Theory]
    [InlineData(-60_000, 10_000)]
    [InlineData(0, 10_000)]
    [InlineData(599_999, 10_000)]
    [InlineData(600_000, 9_400)]
    [InlineData(1_199_999, 9_400)]
    [InlineData(6_600_000, 3_400)]
    [InlineData(7_200_000, 3_000)]
    [InlineData(9_000_000_000_000, 3_000)]
    public void The_price_falls_by_a_step_at_each_interval_down_to_the_floor(long sinceOpening, long price) =>
        Assert.Equal(price, Dutch.PriceAt(Clock, Clock.OpensAt + sinceOpening));

    [Theory]
    [InlineData(10_000, 3_000, 7_000, 0, 600_000L)]
    [InlineData(10_000, 3_000, 7_000, 600_000, null)]
    [InlineData(10_000, 10_000, 1, 0, null)]
    [InlineData(10_000, 3_000, 600, 6_600_000, 7_200_000L)]
    [InlineData(10_000, 3_000, 600, 7_199_999, 7_200_000L)]
    [InlineData(10_000, 3_000, 600, 7_200_000, null)]
    public void The_next_fall_is_known_until_the_floor(long opening, long floor, long fall, long at, long? next) => Assert.Equal(
        Clock.OpensAt + next, Dutch.NextFallAfter(Clock with { OpeningMinor = opening, FloorMinor = floor, FallMinor = fall }, Clock.OpensAt + at));

    [Fact]
    public void The_greatest_clock_of_the_longest_sale_does_not_overflow()
    {
        var greatest = Clock with { OpeningMinor = 1_000_000_000_000_000, FallMinor = 1_000_000_000_000_000, FloorMinor = 1, FallEveryMs = 1 };
        Assert.Equal(1, Dutch.PriceAt(greatest, Clock.OpensAt + 200_000_000_000_000));
    }

    [Fact]
    public void The_first_who_takes_the_whole_wins_at_the_price_of_that_moment()
    {
        var sold = With(OnClock).When(new TakeQuantity(Smelter, Offered), During).Then(
            new QuantityAwarded(Id.From(LotId, "1"), OnClock.Lot, Smelter, Offered, 6_400, Settled, 6_400),
            new AuctionClosed(Fair, Offered, Offered, 0));
        sold.When(new TakeQuantity(Foundry, Offered), During).Refused("auction.closed");
    }

    [Fact]
    public void A_lot_that_is_not_divisible_is_taken_whole()
    {
        Assert.Equal(Offered, With(OnClock).When(new TakeQuantity(Smelter, Offered - 1), During).Refused("auction.taken-whole").Facts["remainingMilli"]);
        With(OnClock).When(new TakeQuantity(Smelter, Offered + 1), During).Refused("auction.not-enough-left");
    }

    [Fact]
    public void Parts_are_sold_at_the_price_of_their_moment_until_nothing_is_left()
    {
        var left = With(InParts).When(new TakeQuantity(Smelter, 1_500), During)
            .Then(new QuantityAwarded(Id.From(LotId, "1"), OnClock.Lot, Smelter, 1_500, 9_600, Settled, 6_400));
        Assert.Equal(Offered - 1_500, left.When(new TakeQuantity(Foundry, Offered), During).Refused("auction.not-enough-left").Facts["remainingMilli"]);
        left.When(new TakeQuantity(Foundry, Offered - 1_500), During.AddMinutes(10)).Then(
            new QuantityAwarded(Id.From(LotId, "2"), OnClock.Lot, Foundry, Offered - 1_500, 5_800 * (Offered - 1_500) / 1000, Settled, 5_800),
            new AuctionClosed(Fair, Offered, Offered, 0));
    }

    [Fact]
    public void What_is_left_at_the_close_is_not_sold() =>
        With(InParts).After(new TakeQuantity(Smelter, 1_500), During).When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 1_500, 0));

    [Fact]
    public void Nobody_pays_more_than_the_price_that_they_saw()
    {
        var refusal = With(OnClock).When(new TakeQuantity(Smelter, Offered, 6_399), During).Refused("auction.wrong-price");
        Assert.Equal((6_400L, During.AddMinutes(10).ToUnixTimeMilliseconds()), (refusal.Facts["priceMinor"], refusal.Facts["nextFallAt"]));
        Assert.False(With(OnClock).When(new TakeQuantity(Smelter, Offered, 2_999), Closes.AddMinutes(-1)).Refused("auction.wrong-price").Facts.ContainsKey("nextFallAt"));
    }

    [Theory]
    [InlineData(6_400)]
    [InlineData(7_000)]
    public void A_clock_that_fell_since_it_was_seen_is_paid_at_its_lower_price(long seen) =>
        Assert.Contains(With(OnClock).After(new TakeQuantity(Smelter, Offered, seen), During).History, @event => @event is QuantityAwarded { HammerMinor: 6_400 });

    [Fact]
    public void Nothing_is_given_away() => With(InParts with { Terms = InParts.Terms with { OpeningMinor = 1, FloorMinor = 1 } })
        .When(new TakeQuantity(Smelter, 499), During).Refused("auction.quantity-too-small");

    [Fact]
    public void Nobody_bids_on_it() => With(OnClock).When(new PlaceBid(Smelter, 1_000_000), During).Refused("auction.takes-no-bids");

    [Fact]
    public void An_answer_shows_the_price_of_the_moment_and_the_next_fall()
    {
        var state = With(OnClock).State;
        var (early, now) = (Shown(state, Opens), Shown(state, During));
        Assert.Equal((10_000, Opens.AddMinutes(10).ToUnixTimeMilliseconds()), (early.PriceMinor, early.NextFallAt));
        Assert.Equal((6_400, During.AddMinutes(10).ToUnixTimeMilliseconds()), (now.PriceMinor, now.NextFallAt));
        Assert.NotEqual(early.Tag, now.Tag);
        Assert.Null(now.Divisible);
        Assert.True(Shown(With(InParts).State, During).Divisible);
    }

    [Fact]
    public void After_the_end_the_answer_shows_the_price_of_the_last_purchase_or_of_the_close()
    {
        var sold = Shown(With(OnClock).After(new TakeQuantity(Smelter, Offered), During).State, Closes.AddDays(1));
        Assert.Equal((6_400, null), (sold.PriceMinor, sold.NextFallAt));
        var slow = With(OnClock with { Terms = Clock with { FallEveryMs = 7_200_000 } });
        Assert.Equal(8_200, Shown(slow.State, Closes).PriceMinor);
        Assert.Equal(8_200, Shown(slow.After(new CloseAuction(), Closes).State, Closes.AddDays(1)).PriceMinor);
        Assert.Null(Shown(slow.State, Closes.AddMilliseconds(-1)).NextFallAt);
    }

    [Theory]
    [InlineData(null, 600_000L, 3_000L, 0)]
    [InlineData(0L, 600_000L, 3_000L, 0)]
    [InlineData(1_000_000_000_000_001L, 600_000L, 3_000L, 0)]
    [InlineData(600L, null, 3_000L, 0)]
    [InlineData(600L, 0L, 3_000L, 0)]
    [InlineData(600L, 1_000_000_000_000_001L, 3_000L, 0)]
    [InlineData(600L, 600_000L, null, 0)]
    [InlineData(600L, 600_000L, 0L, 0)]
    [InlineData(600L, 600_000L, 10_001L, 0)]
    [InlineData(600L, 600_000L, 3_000L, 1)]
    public void A_clock_that_cannot_run_is_refused(long? fall, long? every, long? floor, long reserve) => Nothing
        .When(new OfferLot(OnClock with { Terms = Clock with { FallMinor = fall, FallEveryMs = every, FloorMinor = floor, ReserveMinor = reserve } }), During)
        .Refused("auction.unsound-terms");

    [Fact]
    public void Parts_whose_whole_costs_too_much_are_refused() =>
        Nothing.When(new OfferLot(InParts with { Terms = InParts.Terms with { OpeningMinor = 500_000_000_001 } }), During).Refused("auction.unsound-terms");

    private static LotAnswer Shown(Auction auction, DateTimeOffset at) => LotAnswer.Of(auction, Smelter, at.ToUnixTimeMilliseconds());
}

using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Two tonnes of copper in kilograms, by bids of price and quantity.</summary>
public sealed class MultiUnitTests
{
    private static readonly string Rolling = Id.From("rolling");

    private static readonly Offering Uniform = InUnits("uniform-lowest-winning");

    public static TheoryData<string, long, long> Worked => new()
    {
        { "pay-as-bid", (3_000 * 1_200) + (2_600 * 300), 2_800 * 500 },
        { "uniform-lowest-winning", 2_600 * 1_500, 2_600 * 500 },
        { "uniform-highest-losing", 2_600 * 1_500, 2_600 * 500 },
        { "vcg", (2_550 * 400) + (2_500 * 1_100), (2_600 * 300) + (2_550 * 200) },
    };

    [Theory]
    [MemberData(nameof(Worked))]
    public void The_highest_prices_are_filled_first_and_pay_by_the_format(string format, long smelter, long foundry)
    {
        // 2,000 kg: the smelter's 1,200 at 30.00, the foundry's 500 at 28.00, and of the smelter's 600 at 26.00 the 300 that are left; 400 at 25.50 win nothing.
        var sale = With(InUnits(format))
            .After(new PlaceDemand(Rolling, 2_550, 400_000), During)
            .After(new PlaceDemand(Smelter, 3_000, 1_200_000), During)
            .After(new PlaceDemand(Smelter, 2_600, 600_000), During)
            .After(new PlaceDemand(Foundry, 2_800, 500_000), During);
        var awards = sale.After(new CloseAuction(), Closes).History.OfType<QuantityAwarded>().ToList();
        Assert.Equal([(Smelter, 1_500_000L, smelter), (Foundry, 500_000L, foundry)], awards.Select(award => (award.Winner, award.QuantityMilli, award.HammerMinor)));
        Assert.Equal(format.StartsWith("uniform", StringComparison.Ordinal) ? 2_600L : null, awards[0].PriceMinor);
    }

    [Fact]
    public void A_bid_is_known_with_the_price_of_the_hammer_that_would_fall_then()
    {
        var first = With(Uniform).When(new PlaceDemand(Smelter, 3_000, 1_500_000), During)
            .Then(new DemandPlaced(Fair, 1, Smelter, 1, 3_000, 1_500_000, 3_000, 2_500, Closes.ToUnixTimeMilliseconds()));
        first.When(new PlaceDemand(Foundry, 2_700, 1_000_000), During)
            .Then(new DemandPlaced(Fair, 2, Foundry, 2, 2_700, 1_000_000, 2_700, 2_500, Closes.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void No_unit_is_sold_under_the_reserve()
    {
        var sale = With(Uniform with { Terms = Uniform.Terms with { ReserveMinor = 2_900 } }).After(new PlaceDemand(Smelter, 2_899, 500_000), During);
        Assert.Equal((false, 0L), (sale.State.Format.IsReserveMet(sale.State), sale.State.PriceMinor));
        sale = sale.After(new PlaceDemand(Foundry, 2_900, 400_000), During);
        Assert.True(sale.State.Format.IsReserveMet(sale.State));
        Assert.Equal([new(Foundry, 400_000, 2_900 * 400, 2_900)], sale.State.Resolve());
        With(Uniform with { Terms = Uniform.Terms with { ReserveMinor = 2_900 } }).After(new PlaceDemand(Smelter, 2_899, 500_000), During)
            .When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 0, 1));
    }

    [Fact]
    public void What_remains_at_the_margin_is_the_earlier_ones_or_shared()
    {
        var (byTime, shared) = (Margin(null), Margin("pro-rata"));
        Assert.Equal([(Smelter, 1_500_000L), (Foundry, 500_000L)], byTime);
        Assert.Equal([(Smelter, 1_200_000L), (Foundry, 800_000L)], shared);

        IEnumerable<(string, long)> Margin(string? ties) => With(Uniform with { Terms = Uniform.Terms with { Ties = ties, QuantityStepMilli = 1000 } })
            .After(new PlaceDemand(Smelter, 2_600, 1_500_000), During).After(new PlaceDemand(Foundry, 2_600, 1_000_000), During)
            .State.Resolve().Select(award => (award.Winner, award.QuantityMilli));
    }

    [Fact]
    public void A_bid_is_raised_in_its_place_and_counts_from_then()
    {
        var sale = With(Uniform).After(new PlaceDemand(Smelter, 2_600, 1_500_000), During).After(new PlaceDemand(Foundry, 2_600, 1_500_000), During)
            .After(new PlaceDemand(Smelter, 2_600, 1_600_000, Raises: 1), During);
        Assert.Equal([2L, 3L], sale.State.Standing.Bids.Select(bid => bid.Bid));
        Assert.Equal([(Foundry, 1_500_000L), (Smelter, 500_000L)], sale.State.Resolve().Select(award => (award.Winner, award.QuantityMilli)));
    }

    [Theory]
    [InlineData(2_599, 2_000_000)]
    [InlineData(3_000, 999_999)]
    [InlineData(2_600, 1_000_000)]
    public void A_bid_is_never_lowered(long price, long quantity)
    {
        var refusal = With(Uniform).After(new PlaceDemand(Smelter, 2_600, 1_000_000), During)
            .When(new PlaceDemand(Smelter, price, quantity, Raises: 1), During).Refused("auction.not-raised");
        Assert.Equal((2_600L, 1_000_000L), (refusal.Facts["amountMinor"], refusal.Facts["quantityMilli"]));
    }

    [Fact]
    public void Only_ones_own_standing_bid_is_raised()
    {
        var sale = With(Uniform).After(new PlaceDemand(Smelter, 2_600, 1_000_000), During).After(new PlaceDemand(Smelter, 2_700, 1_000_000, Raises: 1), During);
        sale.When(new PlaceDemand(Smelter, 2_800, 1_000_000, Raises: 1), During).Refused("auction.no-such-bid");
        sale.When(new PlaceDemand(Foundry, 2_800, 1_000_000, Raises: 2), During).Refused("auction.no-such-bid");
        sale.When(new PlaceDemand(Smelter, 2_800, 1_000_000, Raises: 7), During).Refused("auction.no-such-bid");
    }

    [Fact]
    public void Prices_and_quantities_keep_to_their_steps()
    {
        var sale = With(Uniform with { Terms = Uniform.Terms with { IncrementMinor = 50, QuantityStepMilli = 100_000 } });
        var price = sale.When(new PlaceDemand(Smelter, 2_625, 100_000), During).Refused("auction.not-whole-steps");
        Assert.Equal((2_500L, 50L), (price.Facts["nextBidMinor"], price.Facts["stepMinor"]));
        Assert.Equal(100_000L, sale.When(new PlaceDemand(Smelter, 2_650, 150_000), During).Refused("auction.not-whole-quantities").Facts["stepMilli"]);
        Assert.Equal(1, sale.After(new PlaceDemand(Smelter, 2_650, 200_000), During).State.Bids);
    }

    [Fact]
    public void Nobody_asks_for_more_than_the_cap()
    {
        var sale = With(Uniform with { Terms = Uniform.Terms with { MostQuantityMilli = 1_000_000 } });
        Assert.Equal(1_000_000L, sale.When(new PlaceDemand(Smelter, 2_500, 1_000_001), During).Refused("auction.over-cap").Facts["mostMilli"]);
        var stands = sale.After(new PlaceDemand(Smelter, 2_500, 800_000), During);
        stands.When(new PlaceDemand(Smelter, 2_900, 200_001), During).Refused("auction.over-cap");
        stands.When(new PlaceDemand(Smelter, 2_500, 1_000_001, Raises: 1), During).Refused("auction.over-cap");
        Assert.Equal(2, stands.After(new PlaceDemand(Smelter, 2_500, 1_000_000, Raises: 1), During).State.Bids);
        With(Uniform).When(new PlaceDemand(Smelter, 2_500, long.MaxValue), During).Refused("auction.over-cap");
    }

    [Fact]
    public void A_lot_has_so_many_standing_bids_and_a_bidder_a_tenth_of_them()
    {
        var sale = With(Uniform with { Terms = Uniform.Terms with { MostBids = 20 } });
        foreach (var n in Enumerable.Range(0, 10))
            sale = sale.After(new PlaceDemand($"bidder {n}", 2_500, 1000), During).After(new PlaceDemand($"bidder {n}", 2_600, 1000), During);
        Assert.Equal(2L, sale.When(new PlaceDemand("bidder 3", 2_700, 1000), During).Refused("auction.too-many-bids").Facts["most"]);
        Assert.Equal(20L, sale.When(new PlaceDemand(Smelter, 2_700, 1000), During).Refused("auction.book-full").Facts["most"]);
        Assert.Equal(20, sale.After(new PlaceDemand("bidder 3", 2_700, 1000, Raises: 7), During).State.Standing.Bids.Length);
    }

    [Fact]
    public void What_is_no_bid_for_it_is_refused()
    {
        Assert.Equal(2_500L, With(Uniform).When(new PlaceDemand(Smelter, 2_499, 1000), During).Refused("auction.bid-too-low").Facts["nextBidMinor"]);
        With(Uniform).When(new PlaceDemand(Smelter, 2_500, 0), During).Refused("auction.quantity-too-small");
        With(Uniform).When(new PlaceDemand(Smelter, 2_500, -1000), During).Refused("auction.quantity-too-small");
        With(Uniform with { Terms = Uniform.Terms with { OpeningMinor = 1 } }).When(new PlaceDemand(Smelter, 1, 499), During).Refused("auction.quantity-too-small");
        With(Uniform).When(new PlaceBid(Smelter, 1_000_000), During).Refused("auction.quantity-missing");
        With(Uniform).When(new TakeQuantity(Smelter, 1000), During).Refused("auction.takes-no-purchases");
    }

    [Fact]
    public void The_greatest_price_of_a_unit_lets_the_whole_cost_no_more_than_a_sale_may()
    {
        Assert.Equal(500_000_000_000L, With(Uniform).When(new PlaceDemand(Smelter, 500_000_000_001, 1000), During).Refused("auction.price-too-high").Facts["mostMinor"]);
        var sold = With(Uniform).After(new PlaceDemand(Smelter, 500_000_000_000, MultiUnit.MostMilli), During).After(new CloseAuction(), Closes);
        Assert.Equal(1_000_000_000_000_000, sold.History.OfType<QuantityAwarded>().Single().HammerMinor);
    }

    [Fact]
    public void A_late_bid_moves_the_close_only_if_it_changes_the_price_or_what_someone_wins()
    {
        var late = Closes.AddMinutes(-1);
        var sale = With(Uniform).After(new PlaceDemand(Smelter, 3_000, 2_000_000), During);
        Assert.Equal(Closes.ToUnixTimeMilliseconds(), sale.When(new PlaceDemand(Foundry, 2_900, 1_000_000), late).Then<DemandPlaced>().ClosesAt);
        Assert.Equal((late + SoftClose).ToUnixTimeMilliseconds(), sale.When(new PlaceDemand(Foundry, 3_100, 1_000), late).Then<DemandPlaced>().ClosesAt);
        Assert.Equal(1, sale.After(new PlaceDemand(Foundry, 3_100, 1_000), late).State.Extensions);
    }

    [Fact]
    public void The_answer_shows_the_demand_and_to_each_their_own_bids()
    {
        var state = With(Uniform).After(new PlaceDemand(Smelter, 2_600, 1_500_000), During).After(new PlaceDemand(Foundry, 2_700, 1_000_000), During)
            .After(new PlaceDemand(Rolling, 2_700, 200_000), During).State;
        var answer = LotAnswer.Of(state, Smelter, During.ToUnixTimeMilliseconds());
        Assert.Equal((2_600, 2_500, null, false), (answer.PriceMinor, answer.NextBidMinor, answer.Leader, answer.YouLead));
        Assert.Equal([new(2_700, 1_200_000), new(2_600, 2_700_000)], answer.Book!.Demand);
        Assert.Equal([new(1, 2_600, 1_500_000, 800_000)], answer.Book.YourBids);
        Assert.Equal((800_000, 1), (answer.Book.YourMilli, answer.Book.PriceStepMinor));
        Assert.Empty(LotAnswer.Of(state, Wire, 0).Book!.YourBids);
        Assert.Null(LotAnswer.Of(With(ByBids).State, Smelter, 0).Book);
    }

    [Theory]
    [InlineData(-1, null, null, null, null)]
    [InlineData(0, 0L, null, null, null)]
    [InlineData(0, 3_000L, null, null, null)]
    [InlineData(0, null, 0L, null, null)]
    [InlineData(0, null, null, "by-lot", null)]
    [InlineData(0, null, null, null, 9L)]
    [InlineData(0, null, null, null, 10_001L)]
    public void Terms_by_which_units_cannot_be_sold_are_refused(long step, long? quantityStep, long? most, string? ties, long? mostBids) => Nothing.When(
        new OfferLot(Uniform with { Terms = Uniform.Terms with { IncrementMinor = step, QuantityStepMilli = quantityStep, MostQuantityMilli = most, Ties = ties, MostBids = mostBids } }),
        During).Refused("auction.unsound-terms");

    [Fact]
    public void A_whole_that_costs_too_much_is_refused()
    {
        Nothing.When(new OfferLot(Uniform with { Terms = Uniform.Terms with { OpeningMinor = 500_000_000_001 } }), During).Refused("auction.unsound-terms");
        Nothing.When(new OfferLot(Uniform with { Terms = Uniform.Terms with { ReserveMinor = 500_000_000_001 } }), During).Refused("auction.unsound-terms");
        Nothing.When(new OfferLot(Uniform with { Lot = Uniform.Lot with { QuantityMilli = MultiUnit.MostMilli + 1 } }), During).Refused("auction.unsound-terms");
    }
}

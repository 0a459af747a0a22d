using CsCheck;
using Exchange.Matching.CallAuctions;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Crossings: the steps by examples, and laws against an oracle that tries every price.</summary>
public sealed class CrossingLaws
{
    private static readonly Gen<Order[]> AnyOrders = Gen.Select(Gen.Bool, Gen.Long[1, 15], Gen.Long[1, 5], (buy, price, units) => (buy, price, units)).Array[0, 12]
        .Select(orders => orders.Select((order, i) => new Order("o" + i, order.buy ? Side.Buy : Side.Sell, order.price, order.units * 1000)).ToArray());

    private static readonly Gen<long?> AnyReference = Gen.Frequency((1, Gen.Const((long?)null)), (3, Gen.Long[0, 16].Select(price => (long?)price)));

    [Theory]
    [InlineData("B 12 100, B 11 100, S 10 150", null, 11, 150)] // the greatest volume
    [InlineData("B 10 300, B 9 100, S 8 100, S 9 200", null, 10, 300)] // the least surplus: 10 leaves nothing over, 9 a hundred
    [InlineData("B 12 200, S 10 100", null, 12, 100)] // buyers are left over at all prices: the highest
    [InlineData("B 12 100, S 10 200", null, 10, 100)] // sellers are: the lowest
    [InlineData("B 12 100, S 8 100", 9, 9, 100)] // nothing is left over: the reference price
    [InlineData("B 12 100, S 8 100", 20, 12, 100)]
    [InlineData("B 12 100, S 8 100", 1, 8, 100)]
    [InlineData("B 12 100, S 8 100", null, 10, 100)] // the middle
    [InlineData("B 8 100, S 9 100", 8, null, 0)]
    public void The_price_is_found_in_four_steps(string orders, int? reference, int? price, int units)
    {
        var crossing = Crossing.Of([.. orders.Split(", ").Select(Parse)], reference);
        Assert.Equal((price, units * 1000L), ((int?)crossing.PriceMinor, crossing.VolumeMilli));
    }

    [Fact]
    public void What_is_better_than_the_price_is_filled_and_at_the_price_the_earlier_comes_first() => Assert.Equal(
        [new("first", 100_000), new("better", 50_000), new("seller", 150_000)],
        Crossing.Of(
            [new("first", Side.Buy, 10, 100_000), new("second", Side.Buy, 10, 100_000), new("better", Side.Buy, 11, 50_000), new("seller", Side.Sell, 10, 150_000)]).Fills);

    [Fact]
    public void On_a_grid_it_is_what_an_oracle_finds_that_tries_every_price() => Gen.Select(AnyOrders, AnyReference).Sample((orders, reference) =>
    {
        var crossing = Crossing.Of(orders, reference, tickMinor: 1);
        Assert.Equal(Naive(orders, reference, Enumerable.Range(1, 15).Select(price => (long)price)), (crossing.PriceMinor, crossing.VolumeMilli));
    });

    [Fact]
    public void Without_a_grid_no_limit_trades_more() => Gen.Select(AnyOrders, AnyReference).Sample((orders, reference) =>
    {
        var crossing = Crossing.Of(orders, reference);
        return crossing.PriceMinor is { } price
            ? Volume(orders, price) == crossing.VolumeMilli && orders.All(order => Volume(orders, order.PriceMinor) <= crossing.VolumeMilli)
            : orders.All(order => Volume(orders, order.PriceMinor) == 0);
    });

    [Fact]
    public void As_much_is_bought_as_sold_and_nobody_gets_what_they_did_not_ask_for() => Gen.Select(AnyOrders, AnyReference).Sample((orders, reference) =>
    {
        var crossing = Crossing.Of(orders, reference);
        var fills = crossing.Fills.Select(fill => (fill.QuantityMilli, Order: orders.Single(order => order.Name == fill.Order))).ToList();
        return fills.All(fill => fill.QuantityMilli > 0 && fill.QuantityMilli <= fill.Order.QuantityMilli)
            && fills.All(fill => fill.Order.Side == Side.Buy ? fill.Order.PriceMinor >= crossing.PriceMinor : fill.Order.PriceMinor <= crossing.PriceMinor)
            && fills.Where(fill => fill.Order.Side == Side.Buy).Sum(fill => fill.QuantityMilli) == crossing.VolumeMilli
            && fills.Where(fill => fill.Order.Side == Side.Sell).Sum(fill => fill.QuantityMilli) == crossing.VolumeMilli;
    });

    [Fact]
    public void Every_order_that_is_better_than_the_price_is_filled() => Gen.Select(AnyOrders, AnyReference).Sample((orders, reference) =>
    {
        var crossing = Crossing.Of(orders, reference);
        return orders.Where(order => order.Side == Side.Buy ? order.PriceMinor > crossing.PriceMinor : order.PriceMinor < crossing.PriceMinor)
            .All(order => crossing.Fills.Contains(new(order.Name, order.QuantityMilli)));
    });

    private static (long? Price, long Volume) Naive(Order[] orders, long? reference, IEnumerable<long> prices)
    {
        var low = orders.Length == 0 ? 0 : orders.Min(order => order.PriceMinor);
        var high = orders.Length == 0 ? 0 : orders.Max(order => order.PriceMinor);
        var all = prices.Where(price => price >= low && price <= high).Select(price => (Price: price, Volume: Volume(orders, price), Surplus: Surplus(orders, price))).ToList();
        var most = all.Select(at => at.Volume).DefaultIfEmpty(0).Max();
        if (most == 0) return (null, 0);
        all.RemoveAll(at => at.Volume < most);
        var least = all.Min(at => Math.Abs(at.Surplus));
        all.RemoveAll(at => Math.Abs(at.Surplus) > least);
        if (all.All(at => at.Surplus > 0)) return (all[^1].Price, most);
        if (all.All(at => at.Surplus < 0)) return (all[0].Price, most);
        var (from, to) = (all.LastOrDefault(at => at.Surplus > 0, all[0]).Price, all.FirstOrDefault(at => at.Surplus < 0, all[^1]).Price);
        return (reference is { } wanted ? Math.Clamp(wanted, from, to) : (from + to) / 2, most);
    }

    private static long Volume(Order[] orders, long price) => Math.Min(Sum(orders, Side.Buy, price), Sum(orders, Side.Sell, price));

    private static long Surplus(Order[] orders, long price) => Sum(orders, Side.Buy, price) - Sum(orders, Side.Sell, price);

    private static long Sum(Order[] orders, Side side, long price) =>
        orders.Where(order => order.Side == side && (side == Side.Buy ? order.PriceMinor >= price : order.PriceMinor <= price)).Sum(order => order.QuantityMilli);

    private static Order Parse(string text) =>
        text.Split(' ') is [var side, var price, var units] ? new(text, side == "B" ? Side.Buy : Side.Sell, long.Parse(price, null), long.Parse(units, null) * 1000) : throw new FormatException(text);
}

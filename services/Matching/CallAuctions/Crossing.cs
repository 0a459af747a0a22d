namespace Exchange.Matching.CallAuctions;

/// <summary>Who an order is from.</summary>
public enum Side
{
    Buy,
    Sell,
}

/// <summary>An order as a crossing sees it: to buy or sell up to a quantity at a price or better.</summary>
/// <param name="Name">What the order is known by.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="PriceMinor">The worst price for a unit, in minor units.</param>
/// <param name="QuantityMilli">The most, in thousandths of the unit; positive.</param>
public readonly record struct Order(string Name, Side Side, long PriceMinor, long QuantityMilli);

/// <summary>What an order got.</summary>
public readonly record struct Fill(string Order, long QuantityMilli);

/// <summary>What comes of orders for one standard grade that all meet at once, at one price (集合竞价). The price is that of the greatest volume; of several, that of
/// the least surplus; of several, the highest when all leave buyers over and the lowest when all leave sellers over (market pressure); else the one
/// nearest to the reference price. These are the four steps of the ASX opening and closing auctions and of Xetra's auctions. Without a reference price the middle
/// is taken, as the Shanghai exchange does.</summary>
/// <param name="PriceMinor">The one price for all; null when nothing can be traded.</param>
/// <param name="VolumeMilli">What is traded.</param>
/// <param name="SurplusMilli">What is left at the price: of the buyers above zero, of the sellers below.</param>
/// <param name="Fills">What each order got that got anything, in the order of the orders.</param>
public sealed record Crossing(long? PriceMinor, long VolumeMilli, long SurplusMilli, IReadOnlyList<Fill> Fills)
{
    /// <summary>Prices between two limits, both included, at all of which the same is traded.</summary>
    private readonly record struct Level(long Low, long High, long Volume, long Surplus);

    /// <summary>The price, the volume, and who gets what: better prices first, at one price the earlier order.</summary>
    /// <param name="orders">The orders, the earliest first.</param>
    /// <param name="referenceMinor">The price that decides between equals: the last one, say.</param>
    /// <param name="tickMinor">Prices are multiples of it, and every multiple may become the price. Without it the prices of the orders are looked
    /// at, and what lies between two of them that are as good.</param>
    public static Crossing Of(IReadOnlyList<Order> orders, long? referenceMinor = null, long? tickMinor = null)
    {
        var levels = Levels(orders, tickMinor);
        var volume = levels.Count == 0 ? 0 : levels.Max(level => level.Volume);
        if (volume == 0) return new(null, 0, 0, []);

        levels.RemoveAll(level => level.Volume < volume);
        var least = levels.Min(level => Math.Abs(level.Surplus));
        levels.RemoveAll(level => Math.Abs(level.Surplus) > least);

        var price = least > 0 && levels.TrueForAll(level => level.Surplus > 0) ? levels[^1].High
            : least > 0 && levels.TrueForAll(level => level.Surplus < 0) ? levels[0].Low
            : ByReference(levels, referenceMinor, tickMinor ?? 1);
        var surplus = Sum(orders, Side.Buy, price) - Sum(orders, Side.Sell, price);
        return new(price, volume, surplus, Filled(orders, price, volume));
    }

    // At the limits themselves, and on a grid also between two of them.
    private static List<Level> Levels(IReadOnlyList<Order> orders, long? tick)
    {
        var prices = orders.Select(order => order.PriceMinor).Distinct().Order().ToArray();
        var (buys, sells) = (ByPrice(orders, Side.Buy), ByPrice(orders, Side.Sell));
        var levels = new List<Level>(prices.Length);
        var (demand, supply) = (buys.Values.Sum(), 0L);
        for (var i = 0; i < prices.Length; i++)
        {
            supply = checked(supply + sells.GetValueOrDefault(prices[i]));
            levels.Add(Of(prices[i], prices[i], demand, supply));
            demand -= buys.GetValueOrDefault(prices[i]);
            if (tick is { } step && i + 1 < prices.Length && prices[i + 1] - prices[i] > step)
                levels.Add(Of(prices[i] + step, prices[i + 1] - step, demand, supply));
        }

        return levels;

        static Level Of(long low, long high, long demand, long supply) => new(low, high, Math.Min(demand, supply), demand - supply);
    }

    // Where some prices leave buyers over and others sellers, the price lies between the highest of the ones and the lowest of the others; there the
    // same is traded, because what is missing on the one side comes in exactly where it is too much on the other.
    private static long ByReference(List<Level> levels, long? reference, long tick)
    {
        var low = levels.Any(level => level.Surplus > 0) ? levels.Last(level => level.Surplus > 0).High : levels[0].Low;
        var high = levels.Any(level => level.Surplus < 0) ? levels.First(level => level.Surplus < 0).Low : levels[^1].High;
        var wanted = Math.Clamp(reference ?? (low + ((high - low) / 2)), low, high);
        var steps = (wanted - low + ((tick - 1) / 2)) / tick; // the nearest of the grid, the lower one of two
        return low + (steps * tick);
    }

    private static IReadOnlyList<Fill> Filled(IReadOnlyList<Order> orders, long price, long volume)
    {
        var filled = new long[orders.Count];
        foreach (var side in new[] { Side.Buy, Side.Sell })
        {
            var left = volume;
            var ranked = Enumerable.Range(0, orders.Count).Where(i => Takes(orders[i], side, price))
                .OrderBy(i => side == Side.Buy ? -orders[i].PriceMinor : orders[i].PriceMinor);
            foreach (var i in ranked) left -= filled[i] = Math.Min(left, orders[i].QuantityMilli);
        }

        return [.. filled.Index().Where(fill => fill.Item > 0).Select(fill => new Fill(orders[fill.Index].Name, fill.Item))];
    }

    private static bool Takes(Order order, Side side, long price) =>
        order.Side == side && (side == Side.Buy ? order.PriceMinor >= price : order.PriceMinor <= price);

    private static long Sum(IReadOnlyList<Order> orders, Side side, long price) => orders.Where(order => Takes(order, side, price)).Sum(order => order.QuantityMilli);

    private static Dictionary<long, long> ByPrice(IReadOnlyList<Order> orders, Side side) =>
        orders.Where(order => order.Side == side).GroupBy(order => order.PriceMinor).ToDictionary(at => at.Key, at => at.Sum(order => order.QuantityMilli));
}

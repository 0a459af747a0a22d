using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>What the winners of a divisible lot pay.</summary>
public enum Pricing
{
    /// <summary>Each winner pays their own prices (discriminatory auction).</summary>
    PayAsBid,

    /// <summary>All pay the lowest price that wins anything.</summary>
    UniformLowestWinning,

    /// <summary>All pay the highest price that is left without; the floor when everything asked for is awarded.</summary>
    UniformHighestLosing,

    /// <summary>Each winner pays what the others lose by their being there (Vickrey 1961, section IV; with several units a Vickrey–Clarke–Groves payment):
    /// the prices of the best losing demands of the others, as much of them as the winner takes.</summary>
    Vickrey,
}

/// <summary>Who gets what remains at the price where demand passes the offer.</summary>
public enum Ties
{
    /// <summary>The earlier demand first.</summary>
    Time,

    /// <summary>In proportion to what was asked for at that price, by the largest remainder; the earlier wins an equal one.</summary>
    ProRata,
}

/// <summary>One step of a bidder's demand curve. Several of one bidder add up.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="PriceMinor">The most it pays for a unit, in minor units.</param>
/// <param name="QuantityMilli">The most it takes at that price, in thousandths of the unit.</param>
public readonly record struct Demand(string Bidder, long PriceMinor, long QuantityMilli);

/// <summary>The rules of a sale of many units to many bidders.</summary>
/// <param name="Pricing">What the winners pay.</param>
/// <param name="Ties">Who gets what remains at the marginal price.</param>
/// <param name="FloorMinor">No demand below it counts, and nobody pays less for a unit.</param>
/// <param name="StepMilli">What is shared in proportion is shared in multiples of it.</param>
public sealed record AllocationRules(Pricing Pricing, Ties Ties = Ties.Time, long FloorMinor = 0, long StepMilli = 1);

/// <summary>Awards a divisible quantity to the highest demands. Pure and quick: sorting is most of the work.</summary>
public static class Allocation
{
    /// <summary>Who gets how much, and pays what for all of it: one award for each winner, in the order of their best winning demands.</summary>
    /// <param name="demands">The demands, the earliest first; their quantities are positive.</param>
    /// <param name="offeredMilli">Thousandths of the unit that are offered.</param>
    /// <param name="rules">The rules.</param>
    /// <exception cref="OverflowException">A payment is beyond 64 bits of minor units.</exception>
    public static IReadOnlyList<Award> Resolve(IReadOnlyList<Demand> demands, long offeredMilli, AllocationRules rules)
    {
        // The sort is stable: at one price the earlier comes first.
        var ranked = demands.Where(demand => demand.PriceMinor >= rules.FloorMinor).OrderByDescending(demand => demand.PriceMinor).ToList();
        var filled = Fill(ranked, offeredMilli, rules);
        var losing = ranked.Select((demand, i) => demand with { QuantityMilli = demand.QuantityMilli - filled[i] }).Where(demand => demand.QuantityMilli > 0).ToList();
        var won = ranked.Select((demand, i) => demand with { QuantityMilli = filled[i] }).Where(demand => demand.QuantityMilli > 0).ToList();
        if (won.Count == 0) return [];

        var (lowestWinning, highestLosing) = (won.Min(demand => demand.PriceMinor), losing.Count == 0 ? rules.FloorMinor : losing[0].PriceMinor);
        return [.. won.GroupBy(demand => demand.Bidder, StringComparer.Ordinal).Select(steps =>
        {
            var quantity = steps.Sum(step => step.QuantityMilli);
            return new Award(steps.Key, quantity, Payment(rules.Pricing switch
            {
                Pricing.PayAsBid => steps.Aggregate(Int128.Zero, (sum, step) => sum + ((Int128)step.PriceMinor * step.QuantityMilli)),
                Pricing.UniformLowestWinning => (Int128)lowestWinning * quantity,
                Pricing.UniformHighestLosing => (Int128)highestLosing * quantity,
                Pricing.Vickrey => Displaced(losing, steps.Key, quantity, rules.FloorMinor),
                _ => throw new ArgumentOutOfRangeException(nameof(rules)),
            }));
        })];
    }

    private static long[] Fill(List<Demand> ranked, long offeredMilli, AllocationRules rules)
    {
        var (filled, left) = (new long[ranked.Count], offeredMilli);
        for (int first = 0, next; first < ranked.Count && left > 0; first = next)
        {
            for (next = first; next < ranked.Count && ranked[next].PriceMinor == ranked[first].PriceMinor;) next++;
            var asked = ranked.GetRange(first, next - first).ConvertAll(demand => demand.QuantityMilli);
            if (rules.Ties == Ties.ProRata && asked.Aggregate(Int128.Zero, (sum, quantity) => sum + quantity) > left)
            {
                // What no step fits into goes to nobody. XXX is ISO 4217's word for no currency: only the division is wanted.
                var shares = new Money(left / rules.StepMilli, "XXX").Split(asked);
                for (var i = first; i < next; i++) filled[i] = Math.Min(shares[i - first].Minor * rules.StepMilli, ranked[i].QuantityMilli);
                return filled;
            }

            for (var i = first; i < next; i++) left -= filled[i] = Math.Min(ranked[i].QuantityMilli, left);
        }

        return filled;
    }

    // What the others would have got for the winner's quantity: their losing demands, best first, and beyond them the floor.
    private static Int128 Displaced(List<Demand> losing, string winner, long quantityMilli, long floorMinor)
    {
        var (sum, left) = (Int128.Zero, quantityMilli);
        foreach (var demand in losing)
        {
            if (left == 0) break;
            if (demand.Bidder == winner) continue;
            var taken = Math.Min(left, demand.QuantityMilli);
            sum += (Int128)demand.PriceMinor * taken;
            left -= taken;
        }

        return sum + ((Int128)floorMinor * left);
    }

    // Rounded once a winner: half a minor unit goes up.
    private static long Payment(Int128 minorMilli) => checked((long)((minorMilli + 500) / 1000));
}

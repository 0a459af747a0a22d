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

/// <summary>What demands and an offer come to.</summary>
/// <param name="Awards">One for each winner, in the order of their best winning demands; with the price of a unit where all pay the same.</param>
/// <param name="Filled">How much each demand wins, in the order in which they were given.</param>
/// <param name="PriceMinor">The price of a unit at the margin: the highest losing price where that is what all pay, else the lowest winning one; 0 when nothing is won.</param>
public sealed record Allotment(IReadOnlyList<Award> Awards, IReadOnlyList<long> Filled, long PriceMinor);

/// <summary>Awards a divisible quantity to the highest demands. Pure and quick: sorting is most of the work.</summary>
public static class Allocation
{
    /// <summary>Who gets how much, and pays what for all of it.</summary>
    /// <param name="demands">The demands, the earliest first; their quantities are positive.</param>
    /// <param name="offeredMilli">Thousandths of the unit that are offered.</param>
    /// <param name="rules">The rules.</param>
    /// <exception cref="OverflowException">A payment is beyond 64 bits of minor units.</exception>
    public static Allotment Resolve(IReadOnlyList<Demand> demands, long offeredMilli, AllocationRules rules)
    {
        // The sort is stable: at one price the earlier comes first.
        var order = Enumerable.Range(0, demands.Count).Where(i => demands[i].PriceMinor >= rules.FloorMinor).OrderByDescending(i => demands[i].PriceMinor).ToList();
        var ranked = order.ConvertAll(i => demands[i]);
        var filled = Fill(ranked, offeredMilli, rules);
        var losing = ranked.Select((demand, i) => demand with { QuantityMilli = demand.QuantityMilli - filled[i] }).Where(demand => demand.QuantityMilli > 0).ToList();
        var won = ranked.Select((demand, i) => demand with { QuantityMilli = filled[i] }).Where(demand => demand.QuantityMilli > 0).ToList();
        var given = new long[demands.Count];
        foreach (var (rank, i) in order.Index()) given[i] = filled[rank];
        if (won.Count == 0) return new([], given, 0);

        var marginal = rules.Pricing != Pricing.UniformHighestLosing ? won.Min(demand => demand.PriceMinor) : losing.Count == 0 ? rules.FloorMinor : losing[0].PriceMinor;
        return new([.. won.GroupBy(demand => demand.Bidder, StringComparer.Ordinal).Select(steps => AwardOf([.. steps], losing, marginal, rules))], given, marginal);
    }

    private static Award AwardOf(List<Demand> steps, List<Demand> losing, long marginalMinor, AllocationRules rules)
    {
        var (winner, quantity) = (steps[0].Bidder, steps.Sum(step => step.QuantityMilli));
        return rules.Pricing switch
        {
            Pricing.PayAsBid => new(winner, quantity, Payment(steps.Aggregate(Int128.Zero, (sum, step) => sum + ((Int128)step.PriceMinor * step.QuantityMilli)))),
            Pricing.Vickrey => new(winner, quantity, Payment(Displaced(losing, winner, quantity, rules.FloorMinor))),
            _ => new(winner, quantity, Payment((Int128)marginalMinor * quantity), marginalMinor),
        };
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

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

/// <summary>What demands and an offer come to. What the winners pay is reckoned only when it is asked for.</summary>
public sealed class Allotment
{
    private readonly IReadOnlyList<Demand> _demands;
    private readonly int[] _ranked;
    private readonly AllocationRules _rules;

    internal Allotment(IReadOnlyList<Demand> demands, int[] ranked, IReadOnlyList<long> filled, long priceMinor, AllocationRules rules) =>
        (_demands, _ranked, Filled, PriceMinor, _rules) = (demands, ranked, filled, priceMinor, rules);

    /// <summary>How much each demand wins, in the order in which they were given.</summary>
    public IReadOnlyList<long> Filled { get; }

    /// <summary>The price of a unit at the margin: the highest losing price where that is what all pay, else the lowest winning one; 0 when nothing is won.</summary>
    public long PriceMinor { get; }

    /// <summary>One for each winner, in the order of their best winning demands; with the price of a unit where all pay the same.</summary>
    /// <exception cref="OverflowException">A payment is beyond 64 bits of minor units.</exception>
    public IReadOnlyList<Award> Awards => field ??= Allocation.Awards(Parts(won: true), Parts(won: false), PriceMinor, _rules);

    // The parts of demands that win, or lose, the best first.
    private List<Demand> Parts(bool won) =>
    [
        .. _ranked.Select(i => _demands[i] with { QuantityMilli = won ? Filled[i] : _demands[i].QuantityMilli - Filled[i] }).Where(part => part.QuantityMilli > 0),
    ];
}

/// <summary>Awards a divisible quantity to the highest demands. Pure and quick: of demands that are sorted already, one pass.</summary>
public static class Allocation
{
    /// <summary>Who gets how much, and pays what for all of it.</summary>
    /// <param name="demands">The demands, of one price the earliest first; their quantities are positive.</param>
    /// <param name="offeredMilli">Thousandths of the unit that are offered.</param>
    /// <param name="rules">The rules.</param>
    public static Allotment Resolve(IReadOnlyList<Demand> demands, long offeredMilli, AllocationRules rules)
    {
        var ranked = Ranked(demands, rules.FloorMinor);
        var filled = Fill(demands, ranked, offeredMilli, rules);
        return new(demands, ranked, filled, Margin(demands, ranked, filled, rules), rules);
    }

    internal static IReadOnlyList<Award> Awards(List<Demand> won, List<Demand> losing, long marginalMinor, AllocationRules rules) =>
        [.. won.GroupBy(demand => demand.Bidder, StringComparer.Ordinal).Select(steps => AwardOf([.. steps], losing, marginalMinor, rules))];

    // The places of the demands that count, the best first. The sort is stable: at one price the earlier comes first.
    private static int[] Ranked(IReadOnlyList<Demand> demands, long floorMinor)
    {
        var (places, count, isRanked) = (new int[demands.Count], 0, true);
        for (var i = 0; i < demands.Count; i++)
        {
            if (demands[i].PriceMinor < floorMinor) continue;
            isRanked &= count == 0 || demands[places[count - 1]].PriceMinor >= demands[i].PriceMinor;
            places[count++] = i;
        }

        Array.Resize(ref places, count);
        return isRanked ? places : [.. places.OrderByDescending(i => demands[i].PriceMinor)];
    }

    private static long Margin(IReadOnlyList<Demand> demands, int[] ranked, long[] filled, AllocationRules rules)
    {
        long? lowestWinning = null, highestLosing = null;
        foreach (var i in ranked)
        {
            if (filled[i] > 0) lowestWinning = demands[i].PriceMinor;
            if (filled[i] < demands[i].QuantityMilli) highestLosing ??= demands[i].PriceMinor;
        }

        return lowestWinning is null ? 0 : rules.Pricing == Pricing.UniformHighestLosing ? highestLosing ?? rules.FloorMinor : lowestWinning.Value;
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

    private static long[] Fill(IReadOnlyList<Demand> demands, int[] ranked, long offeredMilli, AllocationRules rules)
    {
        var (filled, left) = (new long[demands.Count], offeredMilli);
        for (int first = 0, next; first < ranked.Length && left > 0; first = next)
        {
            for (next = first; next < ranked.Length && demands[ranked[next]].PriceMinor == demands[ranked[first]].PriceMinor;) next++;
            if (rules.Ties == Ties.ProRata && Asked(demands, ranked.AsSpan(first, next - first)) > left)
            {
                // XXX is ISO 4217's word for no currency: only the division is wanted. Of what makes no whole step the earliest get as much as they asked for.
                var shares = new Money(left / rules.StepMilli, "XXX").Split([.. ranked[first..next].Select(i => demands[i].QuantityMilli)]);
                for (var i = first; i < next; i++) left -= filled[ranked[i]] = Math.Min(shares[i - first].Minor * rules.StepMilli, demands[ranked[i]].QuantityMilli);
                for (var i = first; i < next && left > 0; i++)
                {
                    var more = Math.Min(left, demands[ranked[i]].QuantityMilli - filled[ranked[i]]);
                    (filled[ranked[i]], left) = (filled[ranked[i]] + more, left - more);
                }

                return filled;
            }

            for (var i = first; i < next; i++) left -= filled[ranked[i]] = Math.Min(demands[ranked[i]].QuantityMilli, left);
        }

        return filled;
    }

    private static Int128 Asked(IReadOnlyList<Demand> demands, ReadOnlySpan<int> places)
    {
        var sum = Int128.Zero;
        foreach (var i in places) sum += demands[i].QuantityMilli;
        return sum;
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

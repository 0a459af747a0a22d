namespace Exchange.Matching.Rings;

/// <summary>The free lots of a fair for which something is wanted, and the rings that move the most of them. Pure, and the same whatever the order in which they come.</summary>
public static class RingPoolSolver
{
    /// <summary>The rings of one run of a round.</summary>
    /// <param name="run">The number of the run.</param>
    /// <param name="maxLength">The most lots of a ring.</param>
    /// <param name="lots">The lots.</param>
    /// <param name="leftOut">How many there are beside these.</param>
    /// <param name="effort">How much is done to find the best.</param>
    public static ProposeRings Propose(long run, int maxLength, IReadOnlyCollection<BarterWant> lots, long leftOut, RingEffort effort)
    {
        var byId = lots.ToDictionary(lot => lot.Lot.Lot.Id, StringComparer.Ordinal);
        var trade = RingSolver.Most(new([.. lots.Select(lot => new Want(lot.Lot.Lot.Id, [.. lots.Where(lot.Takes).Select(other => other.Lot.Lot.Id)]))]), maxLength, effort);
        var unknown = lots.Sum(lot => lot.Terms.Lots.Count(wanted => !byId.ContainsKey(wanted)));
        return new(run, [.. trade.Rings.Select(ring => Legs(ring, byId))], new(lots.Count, leftOut, unknown, trade.Bound));
    }

    // The giver of each lot takes the next one.
    private static List<ProposedLeg> Legs(IReadOnlyList<string> ring, Dictionary<string, BarterWant> byId)
    {
        var legs = new List<ProposedLeg>(ring.Count);
        for (var n = 0; n < ring.Count; n++)
        {
            var (given, taker) = (byId[ring[n]], byId[ring[(n + ring.Count - 1) % ring.Count]]);
            legs.Add(new(given.Lot.Lot, taker.Lot.Lot.Consignor, given.Terms.ValueMinor, taker.Lot.Root));
        }

        return legs;
    }
}

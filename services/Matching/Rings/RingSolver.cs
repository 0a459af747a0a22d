using System.Globalization;
using Google.OrTools.Graph;
using Google.OrTools.Sat;

namespace Exchange.Matching.Rings;

/// <summary>Finds the rings that move the most items. Rings of any length are an assignment, which is exact; rings of bounded length are a choice among all short rings (the cycle formulation of
/// kidney exchange: D. J. Abraham, A. Blum, T. Sandholm, 2007), by OR-Tools on one thread and a deterministic clock, so that the same wants give the same rings.</summary>
public static class RingSolver
{
    /// <summary>The rings.</summary>
    /// <param name="wants">Who would take what.</param>
    /// <param name="maxLength">The longest ring that is allowed, 2 or more; 0 for any.</param>
    /// <param name="effort">How much is done to find the best; as for study when null.</param>
    /// <exception cref="InvalidOperationException">The solver gave up.</exception>
    public static RingTrade Most(WantList wants, int maxLength, RingEffort? effort = null)
    {
        var unlimited = Unlimited(wants);
        return maxLength == 0 || unlimited.Longest <= maxLength ? unlimited : Bounded(wants, maxLength, unlimited.Traded, effort ?? RingEffort.Study);
    }

    // Each giver gets one item, and each item goes to one: one that is wanted, which is free, or the giver's own, which costs one.
    private static RingTrade Unlimited(WantList wants)
    {
        var count = wants.Items.Count;
        using var flow = new MinCostFlow();
        var arcs = new List<(int Giver, int Item)>();
        for (var giver = 0; giver < count; giver++)
        {
            flow.SetNodeSupply(giver, 1);
            flow.SetNodeSupply(count + giver, -1);
            Add(giver, giver, 1);
            foreach (var item in wants.WantsOf(giver)) Add(giver, item, 0);
        }

        var next = new int[count];
        if (count > 0 && flow.Solve() is var status && status != MinCostFlowBase.Status.OPTIMAL) throw new InvalidOperationException($"The rings cannot be computed: {status}.");
        foreach (var (arc, (giver, item)) in arcs.Index())
            if (flow.Flow(arc) > 0) next[giver] = item;
        var rings = RingsOf(wants, next);
        return new(rings, rings.Sum(ring => ring.Count));

        void Add(int giver, int item, int cost)
        {
            flow.AddArcWithCapacityAndUnitCost(giver, count + item, 1, cost);
            arcs.Add((giver, item));
        }
    }

    // Of several choices that move as many items, the one of more and so shorter rings: fewer have to agree.
    private static RingTrade Bounded(WantList wants, int maxLength, int atMost, RingEffort effort)
    {
        var search = new ShortRings(wants, maxLength, effort);
        var rings = search.Find();
        var model = new CpModel();
        var chosen = rings.ConvertAll(_ => model.NewBoolVar(""));
        foreach (var item in rings.Index().SelectMany(ring => ring.Item.Select(item => (Item: item, ring.Index))).GroupBy(place => place.Item))
            model.AddAtMostOne(item.Select(place => chosen[place.Index]));
        var weight = wants.Items.Count + 1;
        model.Maximize(LinearExpr.WeightedSum(chosen, rings.Select(ring => (long)((ring.Count * weight) + 1))));
        var solver = new CpSolver { StringParameters = string.Create(CultureInfo.InvariantCulture, $"num_workers:1, random_seed:1, max_deterministic_time:{effort.MostWork}") };
        var status = solver.Solve(model);
        // No ring at all is a choice too, and all that is known where there was no time for another.
        if (status is CpSolverStatus.Unknown) return new([], atMost);
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible)) throw new InvalidOperationException($"The rings cannot be computed: {status}.");
        var next = Enumerable.Range(0, wants.Items.Count).ToArray();
        foreach (var (place, ring) in rings.Index())
            if (solver.BooleanValue(chosen[place]))
                for (var n = 0; n < ring.Count; n++) next[ring[n]] = ring[(n + 1) % ring.Count];
        return new(RingsOf(wants, next), search.IsAll ? Math.Min(atMost, (int)(solver.BestObjectiveBound / weight)) : atMost);
    }

    private static List<IReadOnlyList<string>> RingsOf(WantList wants, int[] next)
    {
        var (rings, seen) = (new List<IReadOnlyList<string>>(), new bool[next.Length]);
        for (var first = 0; first < next.Length; first++)
        {
            if (seen[first] || next[first] == first) continue;
            var ring = new List<string>();
            for (var at = first; !seen[at]; at = next[at])
            {
                seen[at] = true;
                ring.Add(wants.Items[at]);
            }

            rings.Add(ring);
        }

        return rings;
    }
}

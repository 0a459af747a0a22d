using Google.OrTools.Graph;
using Google.OrTools.Sat;

namespace Exchange.Matching.Rings;

/// <summary>Finds the rings that move the most items. Rings of any length are an assignment, which is exact; rings of bounded length are a choice among all short rings (the cycle formulation of
/// kidney exchange: D. J. Abraham, A. Blum, T. Sandholm, 2007), by OR-Tools on one thread and a deterministic clock, so that the same wants give the same rings.</summary>
public static class RingSolver
{
    /// <summary>Of so many short rings at most one chooses. There may be more where many would take almost anything; the bound stays true.</summary>
    public const int MostRings = 500_000;

    private const string Deterministic = "num_workers:1, random_seed:1, max_deterministic_time:120";

    /// <summary>The rings.</summary>
    /// <param name="wants">Who would take what.</param>
    /// <param name="maxLength">The longest ring that is allowed, 2 or more; 0 for any.</param>
    /// <exception cref="InvalidOperationException">The solver gave up.</exception>
    public static RingTrade Most(WantList wants, int maxLength)
    {
        var unlimited = Unlimited(wants);
        return maxLength == 0 || unlimited.Longest <= maxLength ? unlimited : Bounded(wants, maxLength, unlimited.Traded);
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
    private static RingTrade Bounded(WantList wants, int maxLength, int atMost)
    {
        var rings = ShortRings(wants, maxLength).Take(MostRings + 1).ToList();
        var isAll = rings.Count <= MostRings;
        if (!isAll) rings.RemoveAt(MostRings);
        var model = new CpModel();
        var chosen = rings.ConvertAll(_ => model.NewBoolVar(""));
        foreach (var item in rings.Index().SelectMany(ring => ring.Item.Select(item => (Item: item, ring.Index))).GroupBy(place => place.Item))
            model.AddAtMostOne(item.Select(place => chosen[place.Index]));
        var weight = wants.Items.Count + 1;
        model.Maximize(LinearExpr.WeightedSum(chosen, rings.Select(ring => (long)((ring.Count * weight) + 1))));
        var solver = new CpSolver { StringParameters = Deterministic };
        var status = solver.Solve(model);
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible)) throw new InvalidOperationException($"The rings cannot be computed: {status}.");
        var next = Enumerable.Range(0, wants.Items.Count).ToArray();
        foreach (var (place, ring) in rings.Index())
            if (solver.BooleanValue(chosen[place]))
                for (var n = 0; n < ring.Count; n++) next[ring[n]] = ring[(n + 1) % ring.Count];
        return new(RingsOf(wants, next), isAll ? Math.Min(atMost, (int)(solver.BestObjectiveBound / weight)) : atMost);
    }

    // Each ring once, from the item of it that comes first; the short ones first, because they are what is left out last.
    private static IEnumerable<IReadOnlyList<int>> ShortRings(WantList wants, int maxLength)
    {
        for (var length = 2; length <= maxLength; length++)
            for (var first = 0; first < wants.Items.Count; first++)
                foreach (var ring in From([first], length)) yield return ring;

        IEnumerable<IReadOnlyList<int>> From(List<int> path, int length)
        {
            if (path.Count == length)
            {
                if (wants.Takes(path[^1], path[0])) yield return [.. path];
                yield break;
            }

            foreach (var item in wants.WantsOf(path[^1]))
            {
                if (item <= path[0] || path.Contains(item)) continue;
                path.Add(item);
                foreach (var ring in From(path, length)) yield return ring;
                path.RemoveAt(path.Count - 1);
            }
        }
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

namespace Exchange.Settlement.Netting;

/// <summary>Proves a set-off from nothing but its network and its remainders: nothing is cleared that is not owed, every enterprise clears as much of what it owes as of what it is owed, and
/// nothing is left that could be cleared still.</summary>
public static class SetOffProof
{
    private const int MostFaults = 100;

    /// <summary>Everything that does not hold, in words; empty when all is proven.</summary>
    public static IReadOnlyList<string> Faults(SetOff setOff)
    {
        var (network, faults) = (setOff.Network, new List<string>());
        var balance = new long[network.Enterprises.Count];
        foreach (var (place, arc) in network.Arcs.Index())
        {
            var cleared = arc.AmountMinor - setOff.Remainders[place];
            if (cleared < 0 || cleared > arc.AmountMinor)
                faults.Add($"Of {arc.AmountMinor} that {network.Enterprises[arc.Debtor]} owes {network.Enterprises[arc.Creditor]} {cleared} are set off.");
            if (setOff.Notices.Skip(arc.First).Take(arc.Count).Any(notice => notice.SetOffMinor < 0 || notice.RemainderMinor < 0))
                faults.Add($"A notice of {network.Enterprises[arc.Debtor]} to {network.Enterprises[arc.Creditor]} sets off what is not owed.");
            balance[arc.Debtor] += cleared;
            balance[arc.Creditor] -= cleared;
        }

        faults.AddRange(balance.Index().Where(each => each.Item != 0).Select(each => $"The net position of {network.Enterprises[each.Index]} moves by {each.Item}."));
        if (faults.Count == 0 && Improvable(setOff) is { } enterprise) faults.Add($"More could be cleared, through {enterprise}.");
        return [.. faults.Take(MostFaults)];
    }

    /// <summary>An enterprise on a cycle along which more could be cleared; null when there is none, and then the set-off is the largest. Along a cycle a remainder may be cleared in the direction
    /// of its debt, and what is cleared may be owed again against it; it gains when it does more of the first. (A flow is of least cost exactly when its residual network has no negative
    /// cycle: M. Klein, 1967.) Labels are corrected from all enterprises at once, first in first out (Bellman, Ford, Moore).</summary>
    private static string? Improvable(SetOff setOff)
    {
        var (network, count) = (setOff.Network, setOff.Network.Enterprises.Count);
        var moves = MovesOf(setOff);
        var (labels, steps) = (new long[count], new int[count]);
        var (waiting, isWaiting) = (new Queue<int>(Enumerable.Range(0, count)), new bool[count]);
        Array.Fill(isWaiting, true);
        while (waiting.TryDequeue(out var from))
        {
            isWaiting[from] = false;
            foreach (var (to, cost) in moves[from])
            {
                if (labels[from] + cost >= labels[to]) continue;
                labels[to] = labels[from] + cost;
                steps[to] = steps[from] + 1;
                if (steps[to] > count) return network.Enterprises[to];
                if (isWaiting[to]) continue;
                waiting.Enqueue(to);
                isWaiting[to] = true;
            }
        }

        return null;
    }

    // To clear more of a debt gains one a unit; to owe again what is cleared loses one.
    private static List<(int To, int Cost)>[] MovesOf(SetOff setOff)
    {
        var moves = new List<(int To, int Cost)>[setOff.Network.Enterprises.Count];
        for (var i = 0; i < moves.Length; i++) moves[i] = [];
        foreach (var (place, arc) in setOff.Network.Arcs.Index())
        {
            if (setOff.Remainders[place] > 0) moves[arc.Debtor].Add((arc.Creditor, -1));
            if (setOff.Remainders[place] < arc.AmountMinor) moves[arc.Creditor].Add((arc.Debtor, 1));
        }

        return moves;
    }
}

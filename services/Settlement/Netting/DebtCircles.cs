namespace Exchange.Settlement.Netting;

/// <summary>Which debts lie on a circle: their debtor and their creditor reach each other along debts, so that they are of one strongly connected part of the network. No other debt can be set off.
/// By the depth-first search of R. Tarjan (Depth-first search and linear graph algorithms, 1972), without recursion.</summary>
public static class DebtCircles
{
    /// <summary>The part to which each enterprise belongs.</summary>
    /// <param name="debts">Debtor and creditor of each debt.</param>
    public static IReadOnlyDictionary<string, int> PartsOf(IEnumerable<(string Debtor, string Creditor)> debts)
    {
        var creditors = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (debtor, creditor) in debts.Distinct())
        {
            if (!creditors.TryGetValue(debtor, out var owed)) creditors.Add(debtor, owed = []);
            owed.Add(creditor);
            creditors.TryAdd(creditor, []);
        }

        var search = new Search(creditors);
        foreach (var enterprise in creditors.Keys.Order(StringComparer.Ordinal)) search.From(enterprise);
        return search.Parts;
    }

    private sealed class Search(Dictionary<string, List<string>> creditors)
    {
        private readonly Dictionary<string, (int Found, int Lowest)> _seen = new(StringComparer.Ordinal);
        private readonly Stack<string> _open = new(); // found, and of no part yet

        public Dictionary<string, int> Parts { get; } = new(StringComparer.Ordinal);

        public void From(string start)
        {
            var path = new Stack<(string Enterprise, int Next)>();
            if (!_seen.ContainsKey(start)) Find(start, path);
            while (path.TryPop(out var step))
            {
                var owed = creditors[step.Enterprise];
                if (step.Next < owed.Count)
                {
                    path.Push((step.Enterprise, step.Next + 1));
                    if (!_seen.TryGetValue(owed[step.Next], out var known)) Find(owed[step.Next], path);
                    else if (!Parts.ContainsKey(owed[step.Next])) Lower(step.Enterprise, known.Found);
                    continue;
                }

                if (path.TryPeek(out var before)) Lower(before.Enterprise, _seen[step.Enterprise].Lowest);
                if (_seen[step.Enterprise] is var (found, lowest) && found == lowest) Close(step.Enterprise);
            }
        }

        private void Find(string enterprise, Stack<(string, int)> path)
        {
            _seen.Add(enterprise, (_seen.Count, _seen.Count));
            _open.Push(enterprise);
            path.Push((enterprise, 0));
        }

        private void Lower(string enterprise, int found) => _seen[enterprise] = _seen[enterprise] with { Lowest = Math.Min(_seen[enterprise].Lowest, found) };

        private void Close(string root)
        {
            string enterprise;
            do Parts.Add(enterprise = _open.Pop(), _seen[root].Found);
            while (enterprise != root);
        }
    }
}

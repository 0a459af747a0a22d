namespace Exchange.Settlement.Netting;

/// <summary>What one enterprise owes another.</summary>
/// <param name="Id">Its name, unique in its network: an invoice, a deal.</param>
/// <param name="Debtor">Who owes.</param>
/// <param name="Creditor">Whom it owes; another enterprise.</param>
/// <param name="AmountMinor">How much, in minor units above zero.</param>
public sealed record Obligation(string Id, string Debtor, string Creditor, long AmountMinor);

/// <summary>All that one enterprise owes another, as an arc of the network.</summary>
/// <param name="Debtor">The debtor's place among the enterprises.</param>
/// <param name="Creditor">The creditor's.</param>
/// <param name="AmountMinor">The sum of the obligations.</param>
/// <param name="First">The place of the first of them.</param>
/// <param name="Count">How many follow one another from there.</param>
public readonly record struct DebtArc(int Debtor, int Creditor, long AmountMinor, int First, int Count);

/// <summary>Who owes whom: enterprises, the obligations between them, and an arc for each pair of a debtor and a creditor. All stand in an order of their own, by names, so that nothing that is
/// made of them depends on the order in which they were told.</summary>
public sealed class DebtNetwork
{
    private readonly long[] _net;

    /// <summary>Makes the network of obligations.</summary>
    /// <exception cref="ArgumentException">An enterprise owes itself, an amount is not above zero, or an id stands twice.</exception>
    /// <exception cref="OverflowException">All together is beyond 64 bits.</exception>
    public DebtNetwork(IEnumerable<Obligation> obligations)
    {
        Obligations = [.. obligations.OrderBy(one => one.Debtor, StringComparer.Ordinal).ThenBy(one => one.Creditor, StringComparer.Ordinal).ThenBy(one => one.Id, StringComparer.Ordinal)];
        var ids = new HashSet<string>(Obligations.Count, StringComparer.Ordinal);
        foreach (var one in Obligations)
        {
            if (one.Debtor == one.Creditor) throw new ArgumentException($"{one.Debtor} owes itself.", nameof(obligations));
            if (one.AmountMinor <= 0) throw new ArgumentException($"Obligation {one.Id} is of {one.AmountMinor}.", nameof(obligations));
            if (!ids.Add(one.Id)) throw new ArgumentException($"Obligation {one.Id} stands twice.", nameof(obligations));
            TotalMinor = checked(TotalMinor + one.AmountMinor);
        }

        Enterprises = [.. Obligations.SelectMany(one => new[] { one.Debtor, one.Creditor }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var places = Enterprises.Index().ToDictionary(enterprise => enterprise.Item, enterprise => enterprise.Index, StringComparer.Ordinal);
        Arcs = [.. ArcsOf(places)];
        _net = new long[Enterprises.Count];
        foreach (var arc in Arcs)
        {
            _net[arc.Debtor] += arc.AmountMinor;
            _net[arc.Creditor] -= arc.AmountMinor;
        }
    }

    /// <summary>The enterprises, by name.</summary>
    public IReadOnlyList<string> Enterprises { get; }

    /// <summary>The obligations by debtor, creditor and id.</summary>
    public IReadOnlyList<Obligation> Obligations { get; }

    /// <summary>The pairs of debtor and creditor, in the same order.</summary>
    public IReadOnlyList<DebtArc> Arcs { get; }

    /// <summary>All debt together, in minor units.</summary>
    public long TotalMinor { get; }

    /// <summary>The least cash with which all could be settled: what those who owe more than they are owed owe on balance (net internal debt).</summary>
    public long NetInternalMinor => _net.Where(net => net > 0).Sum();

    /// <summary>What an enterprise owes less what it is owed; below zero where others owe it more.</summary>
    /// <param name="enterprise">Its place.</param>
    public long NetMinor(int enterprise) => _net[enterprise];

    private IEnumerable<DebtArc> ArcsOf(Dictionary<string, int> places)
    {
        for (var first = 0; first < Obligations.Count;)
        {
            var (head, next, sum) = (Obligations[first], first, 0L);
            for (; next < Obligations.Count && Obligations[next].Debtor == head.Debtor && Obligations[next].Creditor == head.Creditor; next++) sum += Obligations[next].AmountMinor;
            yield return new(places[head.Debtor], places[head.Creditor], sum, first, next - first);
            first = next;
        }
    }
}

namespace Exchange.Settlement.Netting;

/// <summary>Proves what was set off of a round's obligations: no more than is owed, every enterprise as much of what it owes as of what it is owed, and nothing left that could be cleared.</summary>
public static class RoundProof
{
    /// <summary>The debts of a round.</summary>
    /// <exception cref="ArgumentException">They are no network: an enterprise owes itself, an amount is not above zero, an id stands twice.</exception>
    /// <exception cref="OverflowException">All together is beyond 64 bits.</exception>
    public static DebtNetwork Network(IEnumerable<RoundLeg> legs) => new(legs.Select(leg => new Obligation(leg.Leg, leg.Debtor, leg.Creditor, leg.OpenMinor)));

    /// <summary>Everything that does not hold, in words; empty when all is proven.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<RoundLeg> legs)
    {
        if (legs.FirstOrDefault(leg => leg.SetOffMinor < 0 || leg.SetOffMinor > leg.OpenMinor) is { } wrong) return [$"Of {wrong.OpenMinor} of {wrong.Leg} {wrong.SetOffMinor} are set off."];
        DebtNetwork network;
        try
        {
            network = Network(legs);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            return [exception.Message];
        }

        var left = legs.ToDictionary(leg => leg.Leg, leg => leg.OpenMinor - leg.SetOffMinor, StringComparer.Ordinal);
        return SetOffProof.Faults(new SetOff(network, [.. network.Arcs.Select(arc => Enumerable.Range(arc.First, arc.Count).Sum(place => left[network.Obligations[place].Id]))]));
    }
}

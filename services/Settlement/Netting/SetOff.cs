namespace Exchange.Settlement.Netting;

/// <summary>What a set-off does to one obligation.</summary>
/// <param name="Obligation">The obligation.</param>
/// <param name="SetOffMinor">What of it is cleared without money.</param>
public sealed record SetOffNotice(Obligation Obligation, long SetOffMinor)
{
    /// <summary>What is owed still.</summary>
    public long RemainderMinor => Obligation.AmountMinor - SetOffMinor;
}

/// <summary>A set-off of all debts of a network (三角债清偿): for each obligation what is cleared, so that every enterprise clears as much of what it owes as of what it is owed, and its net position
/// stays. The largest one is a maximum circulation: all debt less the least flow that carries the net positions (R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, chapter 9).</summary>
public sealed class SetOff
{
    /// <summary>Makes the notices of what remains on each arc. Within a pair the obligations are cleared in the order of their ids.</summary>
    /// <param name="network">The debts.</param>
    /// <param name="remainders">What remains of each arc, from zero to its amount.</param>
    public SetOff(DebtNetwork network, IReadOnlyList<long> remainders)
    {
        Network = network;
        Remainders = remainders;
        var notices = new List<SetOffNotice>(network.Obligations.Count);
        foreach (var (place, arc) in network.Arcs.Index())
        {
            var left = arc.AmountMinor - remainders[place];
            for (var n = 0; n < arc.Count; n++)
            {
                var obligation = network.Obligations[arc.First + n];
                var cleared = Math.Min(left, obligation.AmountMinor);
                notices.Add(new(obligation, cleared));
                left -= cleared;
            }
        }

        Notices = notices;
    }

    public DebtNetwork Network { get; }

    /// <summary>What remains of each arc, in minor units.</summary>
    public IReadOnlyList<long> Remainders { get; }

    /// <summary>A notice for each obligation, in the order of the network.</summary>
    public IReadOnlyList<SetOffNotice> Notices { get; }

    /// <summary>All that is cleared, in minor units.</summary>
    public long ClearedMinor => Network.TotalMinor - Remainders.Sum();
}

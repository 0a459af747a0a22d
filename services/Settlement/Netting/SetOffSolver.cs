using Google.OrTools.Graph;

namespace Exchange.Settlement.Netting;

/// <summary>Finds the largest set-off, by the minimum-cost flow of OR-Tools: deterministic, so that the same debts give the same notices.</summary>
public static class SetOffSolver
{
    /// <summary>The largest total that can be cleared without money.</summary>
    /// <exception cref="InvalidOperationException">The amounts are beyond what the solver takes.</exception>
    public static SetOff Largest(DebtNetwork network) => new(network, Remainders(network, 0));

    /// <summary>What a loan would leave: who owes on balance pays with it, and whom it reaches last holds it; each unit may clear many debts on its way.</summary>
    /// <param name="network">The debts.</param>
    /// <param name="liquidityMinor">The most that is lent at once, in minor units.</param>
    /// <returns>What remains of all debt.</returns>
    /// <exception cref="InvalidOperationException">The amounts are beyond what the solver takes.</exception>
    public static long RemainingWith(DebtNetwork network, long liquidityMinor) => Remainders(network, liquidityMinor).Sum();

    // The least flow that carries the net positions along the debts, at a cost of one a unit and arc. A loan is a way beside them, without cost and of limited width: from who owes on balance to
    // who is owed.
    private static long[] Remainders(DebtNetwork network, long liquidityMinor)
    {
        using var flow = new MinCostFlow(network.Enterprises.Count + 2, network.Arcs.Count + network.Enterprises.Count + 1);
        foreach (var arc in network.Arcs) flow.AddArcWithCapacityAndUnitCost(arc.Debtor, arc.Creditor, arc.AmountMinor, 1);
        var (inlet, outlet) = (network.Enterprises.Count, network.Enterprises.Count + 1);
        for (var enterprise = 0; enterprise < network.Enterprises.Count; enterprise++)
        {
            var net = network.NetMinor(enterprise);
            if (net != 0) flow.SetNodeSupply(enterprise, net);
            if (liquidityMinor <= 0 || net == 0) continue;
            if (net > 0) flow.AddArcWithCapacityAndUnitCost(enterprise, inlet, net, 0);
            else flow.AddArcWithCapacityAndUnitCost(outlet, enterprise, -net, 0);
        }

        if (liquidityMinor > 0) flow.AddArcWithCapacityAndUnitCost(inlet, outlet, liquidityMinor, 0);
        var status = flow.Solve();
        if (status != MinCostFlowBase.Status.OPTIMAL) throw new InvalidOperationException($"The set-off cannot be computed: {status}.");
        var remainders = new long[network.Arcs.Count];
        for (var arc = 0; arc < remainders.Length; arc++) remainders[arc] = flow.Flow(arc);
        return remainders;
    }
}

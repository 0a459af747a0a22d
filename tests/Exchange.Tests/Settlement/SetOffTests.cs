using System.Globalization;
using CsCheck;
using Exchange.Settlement.Netting;
using Xunit;

namespace Exchange.Tests.Settlement;

/// <summary>What can be cleared of debts without money.</summary>
public sealed class SetOffTests
{
    private static readonly Gen<Obligation[]> AnyDebts = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], Gen.Long[1, 50]).Where((from, to, _) => from != to).Array[1, 25]
        .Select(debts => debts.Select((debt, n) => new Obligation(n.ToString("D2", CultureInfo.InvariantCulture), $"E{debt.Item1}", $"E{debt.Item2}", debt.Item3)).ToArray());

    [Fact]
    public void A_ring_of_debts_is_cleared_down_to_its_smallest()
    {
        var setOff = Of(("1", "Mill", "Smelter", 100), ("2", "Smelter", "Foundry", 80), ("3", "Foundry", "Mill", 90));
        Assert.Equal([("1", 80L, 20L), ("2", 80, 0), ("3", 80, 10)], setOff.Notices.Select(notice => (notice.Obligation.Id, notice.SetOffMinor, notice.RemainderMinor)).Order());
        Assert.Equal((270, 20, 240), (setOff.Network.TotalMinor, setOff.Network.NetInternalMinor, setOff.ClearedMinor));
    }

    // Two short rings share a debt with a long one: who clears the first loop that comes along clears less.
    [Fact]
    public void The_largest_total_is_cleared_and_not_the_first_loop() => Assert.Equal(
        8, Of(("1", "A", "B", 1), ("2", "B", "A", 1), ("3", "B", "C", 1), ("4", "C", "B", 1), ("5", "C", "D", 1), ("6", "D", "C", 1), ("7", "D", "A", 1), ("8", "A", "D", 1)).ClearedMinor);

    [Fact]
    public void Without_a_ring_nothing_is_cleared_until_somebody_lends()
    {
        var chain = new DebtNetwork([new("1", "A", "B", 10), new("2", "B", "C", 10), new("3", "C", "D", 10)]);
        Assert.Equal(0, SetOffSolver.Largest(chain).ClearedMinor);
        Assert.Equal([30, 27, 0, 0], new long[] { 0, 1, 10, 99 }.Select(lent => SetOffSolver.RemainingWith(chain, lent)));
    }

    [Fact]
    public void Within_a_pair_the_first_by_id_is_cleared_first() => Assert.Equal(
        [("a", 30L), ("b", 10), ("z", 40)],
        Of(("b", "A", "B", 30), ("a", "A", "B", 30), ("z", "B", "A", 40)).Notices.Select(notice => (notice.Obligation.Id, notice.SetOffMinor)));

    [Fact]
    public void What_is_no_debt_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Of(("1", "A", "A", 1)));
        Assert.Throws<ArgumentException>(() => Of(("1", "A", "B", 0)));
        Assert.Throws<ArgumentException>(() => Of(("1", "A", "B", 1), ("1", "B", "A", 1)));
        Assert.Throws<OverflowException>(() => Of(("1", "A", "B", long.MaxValue), ("2", "B", "A", 1)));
    }

    [Fact]
    public void The_proof_holds_and_the_total_is_that_of_cancelled_cycles() => AnyDebts.Sample(debts =>
    {
        var setOff = SetOffSolver.Largest(new(debts));
        Assert.Empty(SetOffProof.Faults(setOff));
        Assert.Equal(ClearedByCancelling(setOff.Network), setOff.ClearedMinor);
    });

    [Fact]
    public void The_order_of_the_debts_changes_no_notice() => Gen.Select(AnyDebts, Gen.Int[0, 1000]).Sample((debts, seed) =>
    {
        var shuffled = debts.OrderBy(debt => unchecked((debt.Id.GetHashCode(StringComparison.Ordinal) * 31) ^ (seed * 7919))).ToArray();
        Assert.Equal(SetOffSolver.Largest(new(debts)).Notices, SetOffSolver.Largest(new(shuffled)).Notices);
    });

    [Fact]
    public void What_is_lent_clears_more_the_more_it_is_until_nothing_is_left() => AnyDebts.Sample(debts =>
    {
        var network = new DebtNetwork(debts);
        var remaining = Enumerable.Range(0, 5).Select(n => SetOffSolver.RemainingWith(network, network.NetInternalMinor * n / 4)).ToList();
        Assert.Equal(remaining.OrderDescending(), remaining);
        Assert.Equal(0, remaining[^1]);
    });

    [Fact]
    public void A_set_off_that_is_not_the_largest_or_moves_somebody_is_found()
    {
        var network = new DebtNetwork([new("1", "A", "B", 10), new("2", "B", "A", 10)]);
        Assert.Single(SetOffProof.Faults(new(network, [5, 5])), fault => fault.StartsWith("More could be cleared", StringComparison.Ordinal));
        Assert.Equal(2, SetOffProof.Faults(new(network, [5, 0])).Count);
        Assert.NotEmpty(SetOffProof.Faults(new(network, [-1, -1])));
    }

    private static SetOff Of(params (string Id, string Debtor, string Creditor, long AmountMinor)[] debts) =>
        SetOffSolver.Largest(new(debts.Select(debt => new Obligation(debt.Id, debt.Debtor, debt.Creditor, debt.AmountMinor))));

    // Another way to the same end: from nothing cleared, one unit after the other along a cycle that gains, found by trying all walks of Bellman and Ford, until there is none (M. Klein, 1967).
    private static long ClearedByCancelling(DebtNetwork network)
    {
        var (count, arcs) = (network.Enterprises.Count, network.Arcs);
        var cleared = new long[arcs.Count];
        while (Cycle() is { } cycle)
            foreach (var (arc, direction) in cycle) cleared[arc] += direction;
        return cleared.Sum();

        List<(int Arc, int Direction)>? Cycle()
        {
            var (labels, by) = (new long[count], new (int From, int Arc, int Direction)?[count]);
            var last = -1;
            for (var round = 0; round <= count; round++)
            {
                last = -1;
                foreach (var (place, arc) in arcs.Index())
                {
                    if (cleared[place] < arc.AmountMinor) Relax(arc.Debtor, arc.Creditor, -1, place, 1);
                    if (cleared[place] > 0) Relax(arc.Creditor, arc.Debtor, 1, place, -1);
                }
            }

            if (last < 0) return null;
            for (var n = 0; n < count; n++) last = by[last]!.Value.From; // onto the cycle
            var (steps, at) = (new List<(int, int)>(), last);
            do
            {
                var (from, arc, direction) = by[at]!.Value;
                steps.Add((arc, direction));
                at = from;
            }
            while (at != last);
            return steps;

            void Relax(int from, int to, int cost, int arc, int direction)
            {
                if (labels[from] + cost >= labels[to]) return;
                (labels[to], by[to], last) = (labels[from] + cost, (from, arc, direction), to);
            }
        }
    }
}

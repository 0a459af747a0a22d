using Exchange.Kernel.Deciders;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;

namespace Exchange.Host.Proofs;

/// <summary>The promise that netting is neutral: each round is a set-off and the largest one, its one entry is what it says, what was unwound is undone whole, and every enterprise has cleared
/// as much of what it owed as of what it was owed, by the ledger and by the debts and deals themselves.</summary>
internal sealed class NettingCourse
{
    private readonly Dictionary<string, RoundComputed> _computed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoundPlan> _plans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Posting>> _expected = new(StringComparer.Ordinal); // entries that must come, by their ids
    private readonly Dictionary<string, Debt> _debts = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>How many times a round was computed.</summary>
    public long Rounds { get; private set; }

    /// <summary>How many times one was unwound.</summary>
    public long Unwound { get; private set; }

    /// <summary>How many debts outside the fairs were registered.</summary>
    public long Debts => _debts.Count;

    /// <summary>Takes what happened in a round.</summary>
    public void Add(RoundEvent @event)
    {
        switch (@event)
        {
            case RoundPlanned planned:
                _plans[planned.Plan.Round] = planned.Plan;
                break;
            case RoundComputed computed:
                Rounds++;
                _computed[computed.Round] = computed;
                _faults.AddRange(RoundProof.Faults(computed.Legs).Select(fault => $"Round {computed.Round}, run {computed.Run}: {fault}"));
                Expect(NettingPostings.SetOff(_plans[computed.Round], computed.Run, computed.Legs));
                break;
            case RoundUnwound unwound:
                Unwound++;
                Expect(NettingPostings.Unwound(_plans[unwound.Round], unwound.Run, _computed[unwound.Round].Legs));
                break;
        }
    }

    /// <summary>Takes what happened in a debt.</summary>
    public void Add(string debt, DebtEvent @event) => _debts[debt] = Debt.Evolve(_debts.GetValueOrDefault(debt, Debt.Initial), @event);

    /// <summary>Takes the next entry of the ledger.</summary>
    public void Add(EntryPosted entry)
    {
        if (entry.Step is not (NettingPostings.Step or NettingPostings.UnwoundStep)) return;
        if (!_expected.Remove(entry.Transfer, out var postings)) _faults.Add($"Entry {entry.Transfer} is of no round.");
        else if (!postings.ToHashSet().SetEquals(entry.Postings)) _faults.Add($"Entry {entry.Transfer} is not what its round set off.");
    }

    /// <summary>Everything that does not hold, in words.</summary>
    /// <param name="ledger">The ledger at the end.</param>
    /// <param name="deals">The deals at the end.</param>
    public IEnumerable<string> Faults(LedgerProof ledger, IEnumerable<Deal> deals)
    {
        foreach (var fault in _faults) yield return fault;
        foreach (var transfer in _expected.Keys) yield return $"Entry {transfer} of a round is not in the ledger.";
        var sums = new Dictionary<(string Enterprise, string Currency), (long Paid, long Received, long Awaited)>();
        foreach (var debt in _debts.Values.Where(debt => debt is { Terms: not null, SetOffMinor: > 0 }))
        {
            Sum(debt.Terms!.Debtor, debt.Terms.Currency, debt.SetOffMinor, 0, 0);
            Sum(debt.Terms.Creditor, debt.Terms.Currency, 0, debt.SetOffMinor, 0);
        }

        foreach (var deal in deals.Where(deal => deal is { Terms: not null, SetOffMinor: > 0 }))
        {
            Sum(deal.Terms!.Buyer, deal.Terms.Currency, deal.SetOffMinor, 0, 0);
            Sum(deal.Terms.Consignor, deal.Terms.Currency, 0, deal.HasEnded ? deal.SetOffMinor : 0, deal.HasEnded ? 0 : deal.SetOffMinor);
        }

        foreach (var ((enterprise, currency), (paid, received, awaited)) in sums)
        {
            var booked = (Paid: ledger.Balance(AccountCode.PaidBySetOff(enterprise), currency).Minor, Received: ledger.Balance(AccountCode.ReceivedBySetOff(enterprise), currency).Minor);
            if (booked != (-paid, received)) yield return $"{enterprise} has paid {paid} and received {received} by set-off, and the ledger says {-booked.Paid} and {booked.Received} {currency}.";
            if (paid != received + awaited) yield return $"The net position of {enterprise} has moved by {paid - received - awaited} {currency}.";
        }

        void Sum(string enterprise, string currency, long paid, long received, long awaited)
        {
            var sum = sums.GetValueOrDefault((enterprise, currency));
            sums[(enterprise, currency)] = (sum.Paid + paid, sum.Received + received, sum.Awaited + awaited);
        }
    }

    private void Expect(IEnumerable<Also> entries)
    {
        foreach (var entry in entries.Select(also => (PostEntry)also.Command)) _expected[entry.Transfer] = entry.Postings;
    }
}

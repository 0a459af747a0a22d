using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;

namespace Exchange.Host.Proofs;

/// <summary>The deposits of lots and of fairs as they went: each is held once and ends once, the ledger holds what runs, and none outlives what it is for.</summary>
internal sealed class DepositCourse
{
    private readonly Dictionary<(string Place, string Bidder, long Hold), Hold> _holds = [];
    private readonly Dictionary<string, LotDeposits> _lots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FairDeposits> _fairs = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>How many were held.</summary>
    public int Held => _holds.Count;

    /// <summary>How many of them have ended.</summary>
    public int Ended => _holds.Values.Count(hold => hold.Ends > 0);

    /// <summary>Takes what happened to the deposits for a lot.</summary>
    public void Take(string lot, DepositEvent happened)
    {
        if (happened is DepositHeld held) Begin(lot, held.Bidder, held.Hold ?? 1, held.Terms.AmountMinor, held.Terms.Currency);
        if (happened is DepositReleased released) End(lot, released.Bidder, released.Hold ?? 1);
        if (happened is DepositCaptured captured) End(lot, captured.Bidder, captured.Hold ?? 1);
        if (happened is DepositSpent spent) End(lot, spent.Bidder, spent.Hold ?? 1);
        _lots[lot] = LotDeposits.Evolve(_lots.GetValueOrDefault(lot, LotDeposits.Initial), happened);
    }

    /// <summary>Takes what happened to the deposits for a fair.</summary>
    public void Take(string fair, FairDepositEvent happened)
    {
        if (happened is FairDepositHeld held) Begin(fair, held.Limit.Bidder, 1, held.Terms.AmountMinor, held.Terms.Currency);
        if (((happened as FairDepositReleased)?.Limit ?? (happened as FairDepositCaptured)?.Limit) is { Bidder: var bidder }) End(fair, bidder, 1);
        _fairs[fair] = FairDeposits.Evolve(_fairs.GetValueOrDefault(fair, FairDeposits.Initial), happened);
    }

    /// <summary>Everything that does not hold, once all is seen.</summary>
    /// <param name="ledger">What the postings sum to.</param>
    /// <param name="deals">The deals as their events left them.</param>
    public IEnumerable<string> Faults(LedgerProof ledger, IEnumerable<Deal> deals)
    {
        foreach (var fault in _faults) yield return fault;
        foreach (var bidder in _holds.GroupBy(hold => (hold.Key.Bidder, hold.Value.Currency)))
        {
            var held = ledger.Balance(AccountCode.Held(bidder.Key.Bidder), bidder.Key.Currency).Minor;
            var open = bidder.Where(hold => hold.Value.Ends == 0).Sum(hold => hold.Value.AmountMinor);
            if (held != open) yield return $"The ledger holds {held} of {bidder.Key.Bidder}, and its deposits are {open}.";
        }

        var running = deals.Where(deal => deal is { HasEnded: false, Terms: not null }).Select(deal => deal.Terms!).ToList();
        foreach (var (lot, state) in _lots)
            foreach (var (bidder, deposit) in state.Deposits)
                if (deposit.IsHeld && state.AwardedMilli <= state.KnownMilli && !running.Exists(terms => terms.Lot == lot && terms.Bidder() == bidder))
                    yield return $"The deposit of {bidder} for lot {lot} is held, and neither the sale nor a deal runs.";
        foreach (var (fair, state) in _fairs)
            foreach (var (bidder, deposit) in state.Deposits)
                if (deposit.IsHeld && state.IsOver && !running.Exists(terms => terms.Fair == fair && terms.Bidder() == bidder))
                    yield return $"The deposit of {bidder} for fair {fair} is held, and neither the fair nor a deal runs.";
        foreach (var (fair, state) in _fairs)
        {
            var lots = _lots.Values.Count(lot => lot.Terms is { FairLimitMinor: not null } terms && terms.Fair == fair);
            if (lots != state.Lots) yield return $"The deposits for fair {fair} know of {state.Lots} lots, and it has {lots}.";
        }
    }

    private void Begin(string place, string bidder, long number, long amountMinor, string currency)
    {
        if (!_holds.TryAdd((place, bidder, number), new(amountMinor, currency))) _faults.Add($"The deposit of {bidder} for {place} was held twice.");
    }

    private void End(string place, string bidder, long number)
    {
        if (!_holds.TryGetValue((place, bidder, number), out var hold) || ++hold.Ends > 1) _faults.Add($"The deposit of {bidder} for {place} ended without being held.");
    }

    private sealed record Hold(long AmountMinor, string Currency)
    {
        public int Ends { get; set; }
    }
}

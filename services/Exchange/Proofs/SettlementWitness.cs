using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;

namespace Exchange.Host.Proofs;

/// <summary>Sees Settlement's log: the ledger, and each deal with the money that it moved and the time that it took.</summary>
internal sealed class SettlementWitness() : Witness("settlement")
{
    public const string Balanced = "ledger balanced", Agree = "deals are the ledger", Ends = "every deal ends", Holds = "every hold ends once",
        Numbered = "documents numbered", Undone = "reversals are opposites", Yards = "no yard is overbooked", Neutral = "set-off is neutral";

    // The clock declares a default moments after its deadline, later where the process was down; what stands in the log an hour after is no delay.
    private static readonly long PatienceMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private static readonly string EscrowOfDeal = AccountCode.Escrow("");

    private readonly LedgerProof _ledger = new();
    private readonly ReversalProof _reversals = new();
    private readonly Dictionary<(string Account, string Currency), long> _claims = [];
    private readonly Dictionary<string, long> _paidIn = new(StringComparer.Ordinal), _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _owedBack = new(StringComparer.Ordinal), _left = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Deal> _deals = new(StringComparer.Ordinal);
    private readonly DepositCourse _deposits = new();
    private readonly DocumentNumbers _documents = new();
    private readonly YardCourse _yards = new();
    private readonly NettingCourse _netting = new();
    private long _lastAt;

    /// <summary>What of the ledger a bank's book can be compared with.</summary>
    public MoneyConserved Money { get; } = new();

    /// <summary>Every deal by its id, as its events leave it.</summary>
    public IReadOnlyDictionary<string, Deal> Deals => _deals;

    /// <summary>What the ledger says came into a deal's escrow until it was paid; more may follow for what was weighed above the awarded quantity.</summary>
    public long PaidIn(string deal) => _paidIn.GetValueOrDefault(deal);

    /// <summary>What the ledger says left a deal's escrow for others than the buyer.</summary>
    public long Released(string deal) => _released.GetValueOrDefault(deal);

    public override void See(Happened happened)
    {
        _lastAt = Math.Max(_lastAt, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds());
        if (_documents.Fault(happened) is { } misnumbered) Fault(Numbered, misnumbered);
        switch (happened.Event)
        {
            case EntryPosted entry:
                foreach (var posting in entry.Postings) SeeEscrow(entry, posting);
                _reversals.Add(entry);
                _netting.Add(entry);
                Money.Add(entry);
                _ledger.Add(entry.Postings.Select(posting => new BookedPosting(entry.Transfer, posting.Account, posting.AmountMinor, posting.Currency)));
                break;
            case AmountPosted posted:
                _claims[(happened.StreamId, posted.Currency)] = posted.BalanceMinor;
                break;
            case ReversalEvent reversal:
                _reversals.Add(reversal);
                break;
            case RoundEvent round:
                _netting.Add(round);
                break;
            case DebtEvent debt:
                _netting.Add(happened.StreamId, debt);
                break;
            case DepositEvent deposit:
                _deposits.Take(happened.StreamId, deposit);
                break;
            case FairDepositEvent deposit:
                _deposits.Take(happened.StreamId, deposit);
                break;
            case DealEvent deal:
                CheckEnd(happened.StreamId, deal);
                if (_yards.Fault(_deals.GetValueOrDefault(happened.StreamId, Deal.Initial), deal) is { } overbooked) Fault(Yards, overbooked);
                _deals[happened.StreamId] = Deal.Evolve(_deals.GetValueOrDefault(happened.StreamId, Deal.Initial), deal);
                break;
        }
    }

    public override IEnumerable<Proof> Testify()
    {
        var faults = _ledger.Faults(_claims.Select(claim => new ClaimedBalance(claim.Key.Account, claim.Key.Currency, claim.Value)));
        yield return Proof.Of(
            Balanced, faults, string.Create(CultureInfo.InvariantCulture, $"{_ledger.Entries:N0} entries, {_ledger.Postings:N0} postings, {_claims.Count:N0} accounts"));
        yield return Proof.Of(Undone, _reversals.Faults(), string.Create(CultureInfo.InvariantCulture, $"{_reversals.Reversals:N0} entries undone"));
        foreach (var (id, deal) in _deals) CheckEscrow(id, deal);
        var seen = string.Create(CultureInfo.InvariantCulture, $"{_deals.Count:N0} deals, {_deals.Values.Count(deal => deal.HasEnded):N0} ended");
        yield return Verdict(Agree, seen);
        foreach (var (id, deal) in _deals)
            if (deal is { Terms: not null, HasEnded: false } && deal.DueAt + PatienceMs < _lastAt) Fault(Ends, $"Deal {id} is {deal.Stage} after its deadline.");
        yield return Verdict(Ends, seen);
        yield return Proof.Of(
            Holds, [.. _deposits.Faults(_ledger, _deals.Values)], string.Create(CultureInfo.InvariantCulture, $"{_deposits.Held:N0} deposits, {_deposits.Ended:N0} ended"));
        yield return Verdict(Yards, string.Create(CultureInfo.InvariantCulture, $"{_yards.Booked:N0} slots"));
        yield return Proof.Of(
            Neutral, [.. _netting.Faults(_ledger, _deals.Values)],
            string.Create(CultureInfo.InvariantCulture, $"{_netting.Rounds:N0} rounds, {_netting.Unwound:N0} unwound, {_netting.Debts:N0} debts outside"));
        foreach (var document in _documents.Unnumbered) Fault(Numbered, $"Document {document} has no number.");
        yield return Verdict(Numbered, string.Create(CultureInfo.InvariantCulture, $"{_documents.Count:N0} documents"));
    }

    private void SeeEscrow(EntryPosted entry, Posting posting)
    {
        if (!posting.Account.StartsWith(EscrowOfDeal, StringComparison.Ordinal)) return;
        var deal = posting.Account[EscrowOfDeal.Length..];
        var isPayment = _deals.GetValueOrDefault(deal)?.Stage is not (DealStage.AwaitingAcceptance or DealStage.Disputed);
        // What was recorded wrongly is taken back, and has left for nobody.
        if (entry.Reverses is not null || entry.Step == NettingPostings.UnwoundStep)
            _paidIn[deal] = PaidIn(deal) + (isPayment ? posting.AmountMinor : 0);
        else if (posting.AmountMinor < 0)
        {
            var back = entry.Postings.Where(other => other.AmountMinor > 0 && _deals.GetValueOrDefault(deal)?.Terms is { } terms && other.Account == AccountCode.BuyerPayable(terms.Buyer));
            _released[deal] = Released(deal) - posting.AmountMinor - back.Sum(other => other.AmountMinor) - _owedBack.GetValueOrDefault(deal);
            _left[deal] = _left.GetValueOrDefault(deal) - posting.AmountMinor;
        }
        else if (isPayment)
            _paidIn[deal] = PaidIn(deal) + posting.AmountMinor;
    }

    // All that was paid is shared out: to the consignor and the organizer, and back to the buyer.
    private void CheckEnd(string id, DealEvent @event)
    {
        if (_deals.GetValueOrDefault(id) is not { Terms: not null } deal) return;
        var (shared, owedBack) = @event switch
        {
            DealSettled settled =>
                (settled.ReleasedMinor + settled.CommissionMinor + (settled.PremiumMinor ?? 0) + (settled.TaxMinor ?? 0) + (settled.ReturnedMinor ?? 0), settled.OwedBackMinor ?? 0),
            DealDefaulted defaulted => (defaulted.ReturnedMinor + (defaulted.ForfeitedMinor ?? 0), defaulted.OwedBackMinor ?? 0),
            DealCancelled cancelled => (cancelled.ReturnedMinor, cancelled.OwedBackMinor ?? 0),
            _ => (deal.PaidMinor, 0L),
        };
        if (owedBack > 0) _owedBack[id] = owedBack;
        shared += owedBack;
        if (shared != deal.PaidMinor) Fault(Agree, $"Deal {id} ended with {shared} of {deal.PaidMinor} shared out.");
        if (@event is DealSettled { ReturnedMinor: null or 0, UnpaidMinor: null, OwedBackMinor: null } && deal.PaidMinor != deal.Charges.TotalMinor)
            Fault(Agree, $"Deal {id} is settled with {deal.PaidMinor} of {deal.Charges.TotalMinor} paid.");
    }

    // What a deal says is paid and not yet released is what its escrow account holds, and what it said at its end is what left it.
    private void CheckEscrow(string id, Deal deal)
    {
        if (deal.Terms is not { } terms) return;
        var held = _ledger.Balance(AccountCode.Escrow(id), terms.Currency).Minor;
        var expected = deal.HasEnded ? 0 : deal.PaidMinor;
        if (held != expected) Fault(Agree, $"Deal {id} is {deal.Stage} and its escrow holds {held} instead of {expected}.");
        if (deal.HasEnded && _left.GetValueOrDefault(id) != deal.PaidMinor) Fault(Agree, $"Deal {id} is {deal.Stage} with {deal.PaidMinor} paid, and {_left.GetValueOrDefault(id)} left its escrow.");
        var isPaid = deal.Stage is DealStage.AwaitingRemoval or DealStage.AwaitingDelivery or DealStage.AwaitingAcceptance or DealStage.Disputed or DealStage.Settled;
        if (isPaid && deal.PaidMinor < Charges.Of(terms).TotalMinor) Fault(Agree, $"Deal {id} is {deal.Stage} with {deal.PaidMinor} of {Charges.Of(terms).TotalMinor} paid.");
    }
}

using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;

namespace Exchange.Host.Proofs;

/// <summary>Sees Settlement's log: the ledger, and each deal with the money that it moved and the time that it took.</summary>
internal sealed class SettlementWitness() : Witness("settlement")
{
    public const string Balanced = "ledger balanced", Agree = "deals are the ledger", Ends = "every deal ends", Holds = "every hold ends once", Undone = "reversals are opposites";

    // The clock declares a default moments after its deadline, later where the process was down; what stands in the log an hour after is no delay.
    private static readonly long PatienceMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private static readonly string EscrowOfDeal = AccountCode.Escrow("");

    private readonly LedgerProof _ledger = new();
    private readonly ReversalProof _reversals = new();
    private readonly Dictionary<(string Account, string Currency), long> _claims = [];
    private readonly Dictionary<string, long> _paidIn = new(StringComparer.Ordinal), _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Deal> _deals = new(StringComparer.Ordinal);
    private readonly DepositCourse _deposits = new();
    private long _lastAt;

    /// <summary>Every deal by its id, as its events leave it.</summary>
    public IReadOnlyDictionary<string, Deal> Deals => _deals;

    /// <summary>What the ledger says came into a deal's escrow.</summary>
    public long PaidIn(string deal) => _paidIn.GetValueOrDefault(deal);

    /// <summary>What the ledger says left a deal's escrow.</summary>
    public long Released(string deal) => _released.GetValueOrDefault(deal);

    public override void See(Happened happened)
    {
        _lastAt = Math.Max(_lastAt, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds());
        switch (happened.Event)
        {
            case EntryPosted entry:
                foreach (var posting in entry.Postings) SeeEscrow(posting);
                _reversals.Add(entry);
                _ledger.Add(entry.Postings.Select(posting => new BookedPosting(entry.Transfer, posting.Account, posting.AmountMinor, posting.Currency)));
                break;
            case AmountPosted posted:
                _claims[(happened.StreamId, posted.Currency)] = posted.BalanceMinor;
                break;
            case ReversalEvent reversal:
                _reversals.Add(reversal);
                break;
            case DepositEvent deposit:
                _deposits.Take(happened.StreamId, deposit);
                break;
            case FairDepositEvent deposit:
                _deposits.Take(happened.StreamId, deposit);
                break;
            case DealEvent deal:
                CheckEnd(happened.StreamId, deal);
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
    }

    private void SeeEscrow(Posting posting)
    {
        if (!posting.Account.StartsWith(EscrowOfDeal, StringComparison.Ordinal)) return;
        var deal = posting.Account[EscrowOfDeal.Length..];
        if (posting.AmountMinor > 0) _paidIn[deal] = PaidIn(deal) + posting.AmountMinor;
        else _released[deal] = Released(deal) - posting.AmountMinor;
    }

    // The price goes to the consignor and the organizer, or all that was paid back to the buyer.
    private void CheckEnd(string id, DealEvent @event)
    {
        if (_deals.GetValueOrDefault(id) is not { Terms: { } terms } deal) return;
        if (@event is DealSettled settled && settled.ReleasedMinor + settled.CommissionMinor != terms.HammerMinor)
            Fault(Agree, $"Deal {id} released {settled.ReleasedMinor} and {settled.CommissionMinor} of {terms.HammerMinor}.");
        if (@event is DealDefaulted defaulted && defaulted.ReturnedMinor != deal.PaidMinor)
            Fault(Agree, $"Deal {id} returned {defaulted.ReturnedMinor} of {deal.PaidMinor}.");
    }

    // What a deal says is paid and not yet released is what its escrow account holds.
    private void CheckEscrow(string id, Deal deal)
    {
        if (deal.Terms is not { } terms) return;
        var held = _ledger.Balance(AccountCode.Escrow(id), terms.Currency).Minor;
        var expected = deal.HasEnded ? 0 : deal.PaidMinor;
        if (held != expected) Fault(Agree, $"Deal {id} is {deal.Stage} and its escrow holds {held} instead of {expected}.");
        if (deal.Stage is DealStage.AwaitingRemoval or DealStage.Settled && deal.PaidMinor != terms.HammerMinor)
            Fault(Agree, $"Deal {id} is {deal.Stage} with {deal.PaidMinor} of {terms.HammerMinor} paid.");
    }
}

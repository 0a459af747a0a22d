using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;

namespace Exchange.Host.Proofs;

/// <summary>Sees Settlement's log: deals with the money that each moved, and the ledger.</summary>
internal sealed class SettlementWitness() : Witness("settlement")
{
    public const string Balanced = "ledger balanced", Agree = "deals are the ledger";

    private static readonly string EscrowOfDeal = AccountCode.Escrow("");

    private readonly LedgerProof _ledger = new();
    private readonly Dictionary<(string Account, string Currency), long> _claims = [];
    private readonly Dictionary<string, long> _paidIn = new(StringComparer.Ordinal), _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Deal> _deals = new(StringComparer.Ordinal);

    /// <summary>Every deal by its id, as its events leave it.</summary>
    public IReadOnlyDictionary<string, Deal> Deals => _deals;

    /// <summary>What the ledger says came into a deal's escrow.</summary>
    public long PaidIn(string deal) => _paidIn.GetValueOrDefault(deal);

    /// <summary>What the ledger says left a deal's escrow.</summary>
    public long Released(string deal) => _released.GetValueOrDefault(deal);

    public override void See(Happened happened)
    {
        switch (happened.Event)
        {
            case EntryPosted entry:
                foreach (var posting in entry.Postings) SeeEscrow(posting);
                _ledger.Add(entry.Postings.Select(posting => new BookedPosting(entry.Transfer, posting.Account, posting.AmountMinor, posting.Currency)));
                break;
            case AmountPosted posted:
                _claims[(happened.StreamId, posted.Currency)] = posted.BalanceMinor;
                break;
            case DealEvent deal:
                _deals[happened.StreamId] = Deal.Evolve(_deals.GetValueOrDefault(happened.StreamId, Deal.Initial), deal);
                break;
        }
    }

    public override IEnumerable<Proof> Testify()
    {
        var faults = _ledger.Faults(_claims.Select(claim => new ClaimedBalance(claim.Key.Account, claim.Key.Currency, claim.Value)));
        yield return Proof.Of(
            Balanced, faults, string.Create(CultureInfo.InvariantCulture, $"{_ledger.Entries:N0} entries, {_ledger.Postings:N0} postings, {_claims.Count:N0} accounts"));
        foreach (var (id, deal) in _deals) CheckEscrow(id, deal);
        yield return Verdict(Agree, string.Create(CultureInfo.InvariantCulture, $"{_deals.Count:N0} deals, {_deals.Values.Count(deal => deal.HasEnded):N0} ended"));
    }

    private void SeeEscrow(Posting posting)
    {
        if (!posting.Account.StartsWith(EscrowOfDeal, StringComparison.Ordinal)) return;
        var deal = posting.Account[EscrowOfDeal.Length..];
        if (posting.AmountMinor > 0) _paidIn[deal] = PaidIn(deal) + posting.AmountMinor;
        else _released[deal] = Released(deal) - posting.AmountMinor;
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

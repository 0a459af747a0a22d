using Exchange.Contracts.Identity.V1;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Documents;
using Exchange.Settlement.Enterprises;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;

namespace Exchange.Settlement;

/// <summary>The log of deals and of the ledger. One partition, because a deal, its entry and all its accounts change together.</summary>
public sealed class SettlementJournal(JournalHost host) : Journal(Definition, host)
{
    public static new JournalDefinition Definition { get; } = new()
    {
        Service = "settlement",
        Migrations = typeof(SettlementJournal).Assembly,
        Streams =
        [
            StreamKind.Of<Deal, DealCommand, DealEvent>("deal"),
            StreamKind.Of<Yard, YardCommand, YardEvent>("yard"),
            StreamKind.Of<LotEnd, LotEndCommand, LotEndEvent>("sale"),
            StreamKind.Of<LotDeposits, DepositCommand, DepositEvent>("deposit"),
            StreamKind.Of<FairDeposits, FairDepositCommand, FairDepositEvent>("fair-deposit"),
            StreamKind.Of<DepositReceipt, DepositReceiptCommand, DepositReceiptEvent>("receipt"),
            StreamKind.Of<Payout, PayoutCommand, PayoutEvent>("payout"),
            StreamKind.Of<Reversal, ReversalCommand, ReversalEvent>("reversal"),
            StreamKind.Of<Document, DocumentCommand, DocumentEvent>("document"),
            StreamKind.Of<Register, RegisterCommand, RegisterEvent>("register"),
            StreamKind.Of<AuditHead, AuditHeadCommand, AuditHeadEvent>("audit-head"),
            StreamKind.Of<EnterpriseNames, EnterpriseNamesCommand, EnterpriseNamesEvent>("enterprise"),
            StreamKind.Of<Debt, DebtCommand, DebtEvent>("debt"),
            StreamKind.Of<Round, RoundCommand, RoundEvent>("round"),
            StreamKind.Of<Affiliation, AffiliationCommand, AffiliationEvent>("affiliation"),
            StreamKind.Of<LedgerEntry, LedgerEntryCommand, LedgerEntryEvent>("entry"),
            StreamKind.Of<Account, AccountCommand, AccountEvent>("account"),
        ],
        Views = [new DealViews(), new LotEndViews(), new DepositViews(), new LedgerViews(), new ReversalViews(), new DocumentViews(), new EnterpriseViews(), new DebtViews(), new RoundViews()],
        Announce = happened => DealAnnouncements.From(happened).Concat(DepositAnnouncements.From(happened)),
        Hears =
        [
            Hearing.Of<LotAwarded>(award => DealConsumers.On(award).Concat(DepositConsumers.On(award))),
            Hearing.Of<RingTraded>(DealConsumers.On),
            Hearing.Of<LotEntered>(DepositConsumers.On),
            Hearing.Of<LotWithdrawn>(DepositConsumers.On),
            Hearing.Of<FairClosed>(DepositConsumers.On),
            Hearing.Of<LotClosed>(closed => DealConsumers.On(closed).Concat(DepositConsumers.On(closed))),
            Hearing.Of<DepositFreed>(DepositConsumers.On),
            Hearing.Of<SaleWithdrawn>(DepositConsumers.On),
            Hearing.Of<LotAudited>(DocumentConsumers.On),
            Hearing.Of<EnterpriseNamed>(EnterpriseConsumers.On),
        ],
        Clocks = [RoundClock.Due, DealClock.Due, DealClock.Shortfalls],
    };
}

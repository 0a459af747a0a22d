using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;

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
            StreamKind.Of<LedgerEntry, LedgerEntryCommand, LedgerEntryEvent>("entry"),
            StreamKind.Of<Account, AccountCommand, AccountEvent>("account"),
        ],
        Views = [new DealViews(), new LedgerViews()],
        Announce = DealAnnouncements.From,
        Hears = [Hearing.Of<LotAwarded>(DealConsumers.On)],
        Clocks = [DealClock.Due],
    };
}

using Exchange.Kernel.Database;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement;

/// <summary>What a proof of Settlement found.</summary>
/// <param name="Faults">Every promise that does not hold, in words; empty when all do.</param>
/// <param name="Entries">How many ledger entries were added up.</param>
/// <param name="Postings">How many postings.</param>
/// <param name="Fairs">What the deals of each fair come to.</param>
public sealed record SettlementFindings(IReadOnlyList<string> Faults, long Entries, long Postings, IReadOnlyList<DealTotals> Fairs);

/// <summary>Proves the promises of Settlement on stored data: the ledger is balanced and money is conserved, escrow holds what running deals have
/// paid and nothing else, consignor and organizer got the price of each settled deal, and no deal outlives its deadline.</summary>
public static class SettlementProof
{
    private const int DealsAtOnce = 5_000;

    /// <summary>Reads everything and proves it.</summary>
    /// <param name="session">A session on the views, which must be at the end of the log.</param>
    /// <param name="now">The time of the exchange; a running deal whose deadline is before it is a fault.</param>
    public static async Task<SettlementFindings> Of(ViewSession session, DateTimeOffset now)
    {
        var ledger = new LedgerProof();
        await foreach (var posting in LedgerViews.AllPostings(session)) ledger.Add(posting);
        var faults = new List<string>(ledger.Faults(await LedgerViews.Balances(session)));
        for (var after = 0L; await DealViews.Page(session, "", after, DealsAtOnce) is { Count: > 0 } page; after = page[^1].Place)
            faults.AddRange(page.SelectMany(row => Faults(row, ledger, now)));
        return new(faults, ledger.Entries, ledger.Postings, await DealViews.Totals(session));
    }

    private static IEnumerable<string> Faults(DealRow row, LedgerProof ledger, DateTimeOffset now)
    {
        var escrow = ledger.Balance(AccountCode.Escrow(row.Deal), row.Currency).Minor;
        var ended = row.Stage is DealRow.Settled or DealRow.Defaulted;
        if (escrow != (ended ? 0 : row.PaidMinor)) yield return $"Deal {row.Deal} is {row.Stage} with {row.PaidMinor} paid, and its escrow holds {escrow} {row.Currency}.";
        if (row.Stage == DealRow.Settled && row.ReleasedMinor + row.CommissionMinor != row.HammerMinor)
            yield return $"Deal {row.Deal} released {row.ReleasedMinor} and {row.CommissionMinor} of {row.HammerMinor} {row.Currency}.";
        if (row.Stage == DealRow.Defaulted && row.ReturnedMinor != row.PaidMinor)
            yield return $"Deal {row.Deal} returned {row.ReturnedMinor} of {row.PaidMinor} {row.Currency}.";
        if (!ended && row.DueAt < now.ToUnixTimeMilliseconds()) yield return $"Deal {row.Deal} is {row.Stage} after its deadline.";
    }
}

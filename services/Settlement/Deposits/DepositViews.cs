using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Deposits;

/// <summary>A bidder's deposit for a lot: held, released or captured. Times in Unix milliseconds, 0 where it has not ended.</summary>
public sealed record DepositRow(string Lot, string Bidder, string Fair, long AmountMinor, string Currency, string Status, long HeldAt, long EndedAt)
{
    public const string Held = "held", Released = "released", Captured = "captured";
}

/// <summary>The table of deposits.</summary>
public sealed class DepositViews : View
{
    private const string Columns =
        """
        lot as Lot, bidder as Bidder, fair as Fair, amount_minor as AmountMinor, currency as Currency, status as Status, held_at as HeldAt, ended_at as EndedAt
        """;

    [Sql("settlement")]
    private const string ReadPage =
        $"""
        select {Columns}
        from (select d.*, row_number() over (order by d.lot) as n from deposits d where d.bidder = @bidder and d.lot > @after) page
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string End = "update deposits set status = @status, ended_at = @at where lot = @lot and bidder = @bidder";

    private static readonly string[] DepositColumns = ["lot", "bidder", "fair", "amount_minor", "currency", "status", "held_at", "ended_at"];

    public override IReadOnlyList<string> Tables { get; } = ["deposits"];

    /// <summary>A bidder's deposits after a lot, by the lots' ids.</summary>
    public static Task<IReadOnlyList<DepositRow>> Page(ViewSession session, string bidder, string after, int limit) =>
        session.Query<DepositRow>(ReadPage, new { bidder, after, limit });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var held = batch.Select(happened => happened.Event).OfType<DepositHeld>().Select(deposit => new object?[]
        {
            deposit.Terms.Lot, deposit.Bidder, deposit.Terms.Fair, deposit.Terms.AmountMinor, deposit.Terms.Currency, DepositRow.Held, deposit.At, 0L,
        }).ToList();
        if (held.Count > 0) await session.BulkInsert("deposits", DepositColumns, held);
        foreach (var happened in batch)
            if (happened.Event is DepositReleased released) await session.Execute(End, Ended(released.Terms, released.Bidder, DepositRow.Released, released.At));
            else if (happened.Event is DepositCaptured captured) await session.Execute(End, Ended(captured.Terms, captured.Bidder, DepositRow.Captured, captured.At));
    }

    private static object Ended(DepositTerms terms, string bidder, string status, long at) => new { lot = terms.Lot, bidder, status, at };
}

using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Deposits;

/// <summary>A bidder's deposit for a lot, or for the fair whose id stands in the lot's place: held, released, captured or applied to the price. Times in Unix milliseconds, 0 where it
/// has not ended.</summary>
public sealed record DepositRow(string Lot, string Bidder, string Fair, long AmountMinor, string Currency, string Status, long HeldAt, long EndedAt)
{
    public const string Held = "held", Released = "released", Captured = "captured", Applied = "applied";
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
    private const string Again = "update deposits set status = @Status, held_at = @HeldAt, ended_at = 0 where lot = @Lot and bidder = @Bidder";

    [Sql("settlement")]
    private const string Insert =
        """
        insert into deposits (lot, bidder, fair, amount_minor, currency, status, held_at, ended_at)
        values (@Lot, @Bidder, @Fair, @AmountMinor, @Currency, @Status, @HeldAt, 0)
        """;

    [Sql("settlement")]
    private const string End = "update deposits set status = @status, ended_at = @at where lot = @lot and bidder = @bidder";

    public override IReadOnlyList<string> Tables { get; } = ["deposits"];

    /// <summary>A bidder's deposits after a lot, by the lots' ids.</summary>
    public static Task<IReadOnlyList<DepositRow>> Page(ViewSession session, string bidder, string after, int limit) =>
        session.Query<DepositRow>(ReadPage, new { bidder, after, limit });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        // In order: a deposit that was released may be held again, and its row then says that.
        foreach (var happened in batch)
            if (Held(happened.Event) is { } held) await session.Upsert(Again, Insert, [held]);
            else if (Ended(happened.Event) is { } end) await session.Execute(End, end);
    }

    private static DepositRow? Held(object @event) => @event switch
    {
        DepositHeld { Terms: var terms } held => new(terms.Lot, held.Bidder, terms.Fair, terms.AmountMinor, terms.Currency, DepositRow.Held, held.At, 0),
        FairDepositHeld { Terms: var terms } held => new(terms.Fair, held.Limit.Bidder, terms.Fair, terms.AmountMinor, terms.Currency, DepositRow.Held, held.At, 0),
        _ => null,
    };

    private static object? Ended(object @event) => @event switch
    {
        DepositReleased released => Ended(released.Terms.Lot, released.Bidder, DepositRow.Released, released.At),
        DepositCaptured captured => Ended(captured.Terms.Lot, captured.Bidder, DepositRow.Captured, captured.At),
        DepositSpent spent => Ended(spent.Terms.Lot, spent.Bidder, DepositRow.Applied, spent.At),
        FairDepositReleased released => Ended(released.Terms.Fair, released.Limit.Bidder, DepositRow.Released, released.At),
        FairDepositCaptured captured => Ended(captured.Terms.Fair, captured.Limit.Bidder, DepositRow.Captured, captured.At),
        _ => null,
    };

    private static object Ended(string lot, string bidder, string status, long at) => new { lot, bidder, status, at };
}

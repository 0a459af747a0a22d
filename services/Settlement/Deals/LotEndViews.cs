using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Deals;

/// <summary>A defaulted deal of which it can be told what its goods brought: all deals of the lot are known.</summary>
public sealed record RecoveredRow(string Deal, long HammerMinor, long QuantityMilli, long ResoldMinor, long ResoldMilli, long UnsoldMilli);

/// <summary>The table of how the sales of lots ended after awards of them fell.</summary>
public sealed class LotEndViews : View
{
    [Sql("settlement")]
    private const string Update =
        "update lot_ends set closing = @Closing, offered_milli = @OfferedMilli, awarded_milli = @AwardedMilli, fallen_milli = @FallenMilli where lot = @Lot";

    [Sql("settlement")]
    private const string Insert =
        "insert into lot_ends (lot, closing, offered_milli, awarded_milli, fallen_milli) values (@Lot, @Closing, @OfferedMilli, @AwardedMilli, @FallenMilli)";

    // The end says how much was awarded, with what fell; when the deals that are known are as much, none is missing.
    [Sql("settlement")]
    private const string ReadRecovered =
        """
        select Deal, HammerMinor, QuantityMilli, ResoldMinor, ResoldMilli, UnsoldMilli
        from (
            select d.deal as Deal, d.hammer_minor as HammerMinor, d.quantity_milli as QuantityMilli,
                sum(case when o.awarded_at >= d.ended_at and o.stage <> 'defaulted' and o.stage <> 'cancelled' then o.hammer_minor else 0 end) as ResoldMinor,
                sum(case when o.awarded_at >= d.ended_at and o.stage <> 'defaulted' and o.stage <> 'cancelled' then o.quantity_milli else 0 end) as ResoldMilli,
                max(e.offered_milli - e.awarded_milli) as UnsoldMilli,
                row_number() over (order by d.deal) as n
            from lot_ends e
            join deals d on d.lot = e.lot
            join deal_progress p on p.deal = d.deal
            join deals o on o.lot = e.lot
            where d.stage = 'defaulted' and p.shortfall_at = 0
            group by d.deal, d.hammer_minor, d.quantity_milli, e.awarded_milli, e.fallen_milli
            having sum(o.quantity_milli) = e.awarded_milli + e.fallen_milli) page
        where n <= 500
        order by n
        """;

    public override IReadOnlyList<string> Tables { get; } = ["lot_ends"];

    public override Task Apply(ViewSession session, IReadOnlyList<Happened> batch) => session.Upsert(Update, Insert, batch
        .Where(happened => happened.Event is LotEndNoted)
        .Select(happened => (Lot: happened.StreamId, Noted: (LotEndNoted)happened.Event))
        .Select(end => new EndRow(end.Lot, end.Noted.Closing, end.Noted.OfferedMilli, end.Noted.AwardedMilli, end.Noted.FallenMilli)));

    /// <summary>The defaulted deals of which it can be told what their goods brought, and is not yet; a few hundred at most.</summary>
    public static Task<IReadOnlyList<RecoveredRow>> Recovered(ViewSession session) => session.Query<RecoveredRow>(ReadRecovered);

    private sealed record EndRow(string Lot, long Closing, long OfferedMilli, long AwardedMilli, long FallenMilli);
}

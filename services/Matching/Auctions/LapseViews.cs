using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>A lot of which something ends by the clock beside its close.</summary>
public sealed record LapseRow(string Lot, long LapsesAt);

/// <summary>When the first thing of a lot ends by the clock: an answer that is awaited after the close, or an offer. No row where nothing waits.</summary>
public sealed class LapseViews : View
{
    [Sql("matching")]
    private const string SelectDue =
        """
        select Lot, LapsesAt
        from (
            select lot as Lot, lapses_at as LapsesAt, row_number() over (order by lapses_at, lot) as n
            from lapses
            where lapses_at <= @now
        ) due
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string Update = "update lapses set lapses_at = @LapsesAt where lot = @Lot";

    [Sql("matching")]
    private const string Insert = "insert into lapses (lot, lapses_at) values (@Lot, @LapsesAt)";

    [Sql("matching")]
    private const string Delete = "delete from lapses where lot = @Lot";

    public override IReadOnlyList<string> Tables { get; } = ["lapses"];

    /// <summary>What has run out of time, the most overdue first.</summary>
    public static Task<IReadOnlyList<LapseRow>> Due(ViewSession session, long now, int most) => session.Query<LapseRow>(SelectDue, new { now, most });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < batch.Count; i++)
            if (LapsesAt(batch[i].Event) is { } at) last[batch[i].StreamId] = at;
        if (last.Count == 0) return;

        var rows = last.Select(due => new LapseRow(due.Key, due.Value)).ToList();
        await session.Upsert(Update, Insert, rows.Where(row => row.LapsesAt > 0));
        await session.Execute(Delete, rows.Where(row => row.LapsesAt == 0));
    }

    // 0 where nothing waits since the event; null where it changes nothing about that.
    private static long? LapsesAt(object @event) => @event switch
    {
        PartsOffered offered => offered.Until,
        OfferEvent offer => offer.NextLapseAt,
        AuctionClosed or AuctionWithdrawn or AttemptOpened => 0,
        _ => null,
    };
}

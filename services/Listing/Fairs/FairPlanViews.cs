using Exchange.Kernel.Database;

namespace Exchange.Listing.Fairs;

/// <summary>When the lots of a fair close, counted where they stand.</summary>
internal static class FairPlanViews
{
    [Sql("listing")]
    private const string SelectMinutes =
        """
        select (closes_at - 1) / 60000 as Minute, cast(count(*) as bigint) as Lots, min(closes_at) as FirstAt, max(closes_at) as LastAt
        from lots
        where fair = @fair and status <> 'withdrawn'
        group by (closes_at - 1) / 60000
        order by (closes_at - 1) / 60000
        """;

    [Sql("listing")]
    private const string SelectCounts =
        """
        select cast(count(*) as bigint) as Lots, coalesce(sum(case when status = 'entered' then cast(1 as bigint) else cast(0 as bigint) end), cast(0 as bigint)) as Unannounced,
               coalesce(max(opening_minor), cast(0 as bigint)) as HighestOpeningMinor
        from lots
        where fair = @fair and status <> 'withdrawn'
        """;

    /// <summary>The closes of a fair's lots by minute, in order; of lots that were withdrawn none.</summary>
    public static Task<IReadOnlyList<MinuteOfCloses>> Minutes(ViewSession session, string fair) => session.Query<MinuteOfCloses>(SelectMinutes, new { fair });

    /// <summary>How many lots a fair has that were not withdrawn, and how many of them nobody else has heard of.</summary>
    public static async Task<LotCounts> Counts(ViewSession session, string fair) => (await session.QuerySingle<LotCounts>(SelectCounts, new { fair }))!;
}

/// <summary>The lots of a fair, counted.</summary>
internal sealed record LotCounts(long Lots, long Unannounced, long HighestOpeningMinor);

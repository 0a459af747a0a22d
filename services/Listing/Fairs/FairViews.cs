using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Fairs;

/// <summary>A fair as lists show it.</summary>
public sealed record FairRow(
    string Fair, string Name, string Region, string Currency, string TimeZone, string Organizer, long OpensAt, long ClosesAt, string Status, long Lots);

/// <summary>A fair whose opening or close has come.</summary>
public sealed record DueFairRow(string Fair, string Status);

/// <summary>The table of fairs.</summary>
public sealed class FairViews : View
{
    [Sql("listing")]
    private const string SelectPage =
        """
        select Fair, Name, Region, Currency, TimeZone, Organizer, OpensAt, ClosesAt, Status, Lots
        from (
            select fair as Fair, name as Name, region as Region, currency as Currency, time_zone as TimeZone, organizer as Organizer,
                   opens_at as OpensAt, closes_at as ClosesAt, status as Status, lots as Lots, row_number() over (order by opens_at, fair) as n
            from fairs
            where opens_at > @opensAt or (opens_at = @opensAt and fair > @fair)
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string SelectBetween =
        """
        select Fair, Name, Region, Currency, TimeZone, Organizer, OpensAt, ClosesAt, Status, Lots
        from (
            select fair as Fair, name as Name, region as Region, currency as Currency, time_zone as TimeZone, organizer as Organizer,
                   opens_at as OpensAt, closes_at as ClosesAt, status as Status, lots as Lots, row_number() over (order by opens_at desc, fair) as n
            from fairs
            where closes_at >= @fromAt and opens_at <= @toAt
        ) page
        where n <= @most
        order by n
        """;

    [Sql("listing")]
    private const string SelectDue =
        """
        select Fair, Status
        from (
            select fair as Fair, status as Status, row_number() over (order by opens_at, fair) as n
            from fairs
            where (status = 'published' and opens_at <= @now) or (status = 'open' and closes_at <= @now)
        ) due
        where n <= @most
        order by n
        """;

    [Sql("listing")]
    private const string UpdateStatus = "update fairs set status = @status where fair = @fair";

    [Sql("listing")]
    private const string UpdateLots = "update fairs set lots = @lots where fair = @fair";

    private static readonly string[] Columns =
        ["fair", "name", "region", "currency", "time_zone", "organizer", "opens_at", "closes_at", "status", "lots"];

    public override IReadOnlyList<string> Tables { get; } = ["fairs"];

    /// <summary>Fairs after one, in the order of their openings.</summary>
    public static Task<IReadOnlyList<FairRow>> Page(ViewSession session, long opensAt, string fair, int limit) =>
        session.Query<FairRow>(SelectPage, new { opensAt, fair, limit });

    /// <summary>Fairs that close after one time and open before another, the latest 500 of them.</summary>
    public static Task<IReadOnlyList<FairRow>> Between(ViewSession session, long fromAt, long toAt) => session.Query<FairRow>(SelectBetween, new { fromAt, toAt, most = 500 });

    /// <summary>Fairs that are to open or to close.</summary>
    public static Task<IReadOnlyList<DueFairRow>> Due(ViewSession session, long now, int most) => session.Query<DueFairRow>(SelectDue, new { now, most });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var (created, statuses, lots) = (new List<object?[]>(), new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));
        foreach (var happened in batch)
            switch (happened.Event)
            {
                case FairCreated fair:
                    created.Add(
                    [
                        fair.Fair, fair.Rules.Name, fair.Rules.Region, fair.Rules.Currency, fair.Rules.TimeZone, fair.Organizer,
                        fair.Rules.OpensAt, fair.Rules.ClosesAt, "draft", 0L,
                    ]);
                    break;
                case FairPublished published:
                    statuses[published.Fair] = "published";
                    break;
                case FairOpened opened:
                    statuses[opened.Fair] = "open";
                    break;
                case FairClosed closed:
                    statuses[closed.Fair] = "closed";
                    break;
                case LotNumbered numbered:
                    lots[happened.StreamId] = numbered.Number;
                    break;
                default:
                    break;
            }

        if (created.Count > 0) await session.BulkInsert("fairs", Columns, created);
        if (statuses.Count > 0) await session.Execute(UpdateStatus, statuses.Select(pair => new { fair = pair.Key, status = pair.Value }));
        if (lots.Count > 0) await session.Execute(UpdateLots, lots.Select(pair => new { fair = pair.Key, lots = pair.Value }));
    }
}

using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Turnover.Board;

/// <summary>A row of <c>boards</c>.</summary>
public sealed record BoardRow(string Fair, string Name, string Status, string Currency, string TimeZone, string Region, long OpensAt, long ClosesAt);

/// <summary>A row of <c>board_tallies</c>: the figures of one line of one dimension of a fair; the last two from <c>board_means</c>, which has the lines in which not all was paid in money.</summary>
public sealed record TallyRow(
    string Fair, string Dimension, string Line, long LotsEntered, long LotsWithdrawn, long LotsSold, long LotsPassedIn, long Bids, long Awards,
    long TurnoverMinor, long DealsPaid, long PaidMinor, long DealsSettled, long SettledMinor, long DealsDefaulted, long DefaultedMinor,
    long SetOffMinor, long BarterMinor)
{
    public const string Total = "total", Quarter = "quarter", Category = "category", Region = "region", Consignor = "consignor";

    /// <summary>The dimensions by which the figures can be asked for.</summary>
    public static IReadOnlyList<string> Dimensions { get; } = [Total, Quarter, Category, Region, Consignor];

    /// <summary>Whether a line to which this is added may come to nothing: something that stood stands no more. No column, so no property.</summary>
    public bool MayEmpty() => Dimension != Total && (LotsSold < 0 || LotsPassedIn < 0 || Awards < 0);

    public static TallyRow Of(string fair, string dimension, string line, Tally tally) => new(
        fair, dimension, line, tally.LotsEntered, tally.LotsWithdrawn, tally.LotsSold, tally.LotsPassedIn, tally.Bids, tally.Awards,
        tally.TurnoverMinor, tally.DealsPaid, tally.PaidMinor, tally.DealsSettled, tally.SettledMinor, tally.DealsDefaulted, tally.DefaultedMinor,
        tally.SetOffMinor, tally.BarterMinor);
}

/// <summary>The boards as tables, so that reports can be queried in SQL.</summary>
public sealed class BoardViews : View
{
    [Sql("turnover")]
    private const string UpdateBoard = """
        update boards set name = @Name, currency = @Currency, time_zone = @TimeZone, region = @Region, opens_at = @OpensAt, closes_at = @ClosesAt,
            status = case when status = 'unknown' then @Status else status end
        where fair = @Fair
        """;

    [Sql("turnover")]
    private const string InsertBoard = """
        insert into boards (fair, name, status, currency, time_zone, region, opens_at, closes_at)
        values (@Fair, @Name, @Status, @Currency, @TimeZone, @Region, @OpensAt, @ClosesAt)
        """;

    [Sql("turnover")]
    private const string UpdateStatus = "update boards set status = case when status = 'closed' then status else @Status end where fair = @Fair";

    [Sql("turnover")]
    private const string SelectBoards = """
        select fair as Fair, name as Name, status as Status, currency as Currency, time_zone as TimeZone, region as Region,
            opens_at as OpensAt, closes_at as ClosesAt
        from (select fair, name, status, currency, time_zone, region, opens_at, closes_at, row_number() over (order by fair) as n
            from boards where fair > @after) page
        where n <= @limit
        order by n
        """;

    [Sql("turnover")]
    private const string UpdateTally = """
        update board_tallies set lots_entered = lots_entered + @LotsEntered, lots_withdrawn = lots_withdrawn + @LotsWithdrawn,
            lots_sold = lots_sold + @LotsSold, lots_passed_in = lots_passed_in + @LotsPassedIn, bids = bids + @Bids, awards = awards + @Awards,
            turnover_minor = turnover_minor + @TurnoverMinor, deals_paid = deals_paid + @DealsPaid, paid_minor = paid_minor + @PaidMinor,
            deals_settled = deals_settled + @DealsSettled, settled_minor = settled_minor + @SettledMinor,
            deals_defaulted = deals_defaulted + @DealsDefaulted, defaulted_minor = defaulted_minor + @DefaultedMinor
        where fair = @Fair and dimension = @Dimension and line = @Line
        """;

    [Sql("turnover")]
    private const string InsertTally = """
        insert into board_tallies (fair, dimension, line, lots_entered, lots_withdrawn, lots_sold, lots_passed_in, bids, awards, turnover_minor,
            deals_paid, paid_minor, deals_settled, settled_minor, deals_defaulted, defaulted_minor)
        values (@Fair, @Dimension, @Line, @LotsEntered, @LotsWithdrawn, @LotsSold, @LotsPassedIn, @Bids, @Awards, @TurnoverMinor,
            @DealsPaid, @PaidMinor, @DealsSettled, @SettledMinor, @DealsDefaulted, @DefaultedMinor)
        """;

    [Sql("turnover")]
    private const string DeleteEmpty = """
        delete from board_tallies where fair = @Fair and dimension = @Dimension and line = @Line and lots_entered = 0 and lots_withdrawn = 0 and lots_sold = 0
            and lots_passed_in = 0 and bids = 0 and awards = 0 and turnover_minor = 0 and deals_paid = 0 and paid_minor = 0 and deals_settled = 0 and settled_minor = 0
            and deals_defaulted = 0 and defaulted_minor = 0
        """;

    [Sql("turnover")]
    private const string SelectTallies = """
        select fair as Fair, dimension as Dimension, line as Line, lots_entered as LotsEntered, lots_withdrawn as LotsWithdrawn,
            lots_sold as LotsSold, lots_passed_in as LotsPassedIn, bids as Bids, awards as Awards, turnover_minor as TurnoverMinor,
            deals_paid as DealsPaid, paid_minor as PaidMinor, deals_settled as DealsSettled, settled_minor as SettledMinor,
            deals_defaulted as DealsDefaulted, defaulted_minor as DefaultedMinor, set_off_minor as SetOffMinor, barter_minor as BarterMinor
        from (select t.fair, t.dimension, t.line, t.lots_entered, t.lots_withdrawn, t.lots_sold, t.lots_passed_in, t.bids, t.awards, t.turnover_minor,
                t.deals_paid, t.paid_minor, t.deals_settled, t.settled_minor, t.deals_defaulted, t.defaulted_minor,
                coalesce(m.set_off_minor, 0) as set_off_minor, coalesce(m.barter_minor, 0) as barter_minor, row_number() over (order by t.line) as n
            from board_tallies t left join board_means m on m.fair = t.fair and m.dimension = t.dimension and m.line = t.line
            where t.fair = @fair and t.dimension = @dimension and t.line > @after) page
        where n <= @limit
        order by n
        """;

    [Sql("turnover")]
    private const string UpdateMeans = """
        update board_means set set_off_minor = set_off_minor + @SetOffMinor, barter_minor = barter_minor + @BarterMinor
        where fair = @Fair and dimension = @Dimension and line = @Line
        """;

    [Sql("turnover")]
    private const string InsertMeans =
        "insert into board_means (fair, dimension, line, set_off_minor, barter_minor) values (@Fair, @Dimension, @Line, @SetOffMinor, @BarterMinor)";

    [Sql("turnover")]
    private const string DeleteEmptyMeans =
        "delete from board_means where fair = @Fair and dimension = @Dimension and line = @Line and set_off_minor = 0 and barter_minor = 0";

    public override IReadOnlyList<string> Tables => ["boards", "board_tallies", "board_means"];

    /// <summary>The boards in the order of their fairs' ids.</summary>
    public static Task<IReadOnlyList<BoardRow>> Boards(ViewSession session, string after, int limit) =>
        session.Query<BoardRow>(SelectBoards, new { after, limit });

    /// <summary>The lines of one dimension of a fair's figures, in the order of their keys.</summary>
    public static Task<IReadOnlyList<TallyRow>> Tallies(ViewSession session, string fair, string dimension, string after, int limit) =>
        session.Query<TallyRow>(SelectTallies, new { fair, dimension, after, limit });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var moved = new Dictionary<string, Figures>(StringComparer.Ordinal);
        foreach (var happened in batch)
        {
            switch (happened.Event)
            {
                case BoardMoved move:
                    moved[happened.StreamId] = moved.GetValueOrDefault(happened.StreamId, Figures.Zero).With(move.Place, move.Difference);
                    break;
                case BoardPublished { Fair: var fair }:
                    await session.Upsert(UpdateBoard, InsertBoard, [new BoardRow(
                        happened.StreamId, fair.Name, "published", fair.Currency, fair.TimeZone, fair.Region, fair.OpensAt, fair.ClosesAt)]);
                    break;
                case BoardOpened:
                    await SetStatus(session, happened.StreamId, "open");
                    break;
                case BoardClosed:
                    await SetStatus(session, happened.StreamId, "closed");
                    break;
            }
        }

        // A line that has come back to zero is no line, whatever batches it went and came in.
        var rows = moved.SelectMany(board => Rows(board.Key, board.Value)).ToList();
        await session.Upsert(UpdateTally, InsertTally, rows);
        await session.Execute(DeleteEmpty, rows.Where(row => row.MayEmpty()));
        var means = rows.Where(row => row.SetOffMinor != 0 || row.BarterMinor != 0).ToList();
        await session.Upsert(UpdateMeans, InsertMeans, means);
        await session.Execute(DeleteEmptyMeans, means);
    }

    /// <summary>The lines of some figures as rows.</summary>
    public static IEnumerable<TallyRow> Rows(string fair, Figures figures) =>
    [
        TallyRow.Of(fair, TallyRow.Total, "", figures.Totals),
        .. figures.Quarters.Select(line => TallyRow.Of(fair, TallyRow.Quarter, line.Key.ToString("D15", CultureInfo.InvariantCulture), line.Value)),
        .. figures.Categories.Select(line => TallyRow.Of(fair, TallyRow.Category, line.Key, line.Value)),
        .. figures.Regions.Select(line => TallyRow.Of(fair, TallyRow.Region, line.Key, line.Value)),
        .. figures.Consignors.Select(line => TallyRow.Of(fair, TallyRow.Consignor, line.Key, line.Value)),
    ];

    private static Task SetStatus(ViewSession session, string fair, string status) =>
        session.Upsert(UpdateStatus, InsertBoard, [new BoardRow(fair, "", status, "", "", "", 0, 0)]);
}

using System.Globalization;
using Exchange.Kernel.Log;

namespace Exchange.Turnover.Board;

/// <summary>A board as it is shown. Money in minor units of the currency, times in Unix milliseconds.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Name">Its name; empty while the fair has not been heard of.</param>
/// <param name="Status"><c>published</c>, <c>open</c>, <c>closed</c>, or <c>unknown</c>.</param>
/// <param name="Currency">ISO 4217; empty while no money is known.</param>
/// <param name="TimeZone">The IANA time zone of days and hours.</param>
/// <param name="Region">The region of the organizer.</param>
/// <param name="OpensAt">When the fair opens by its rules.</param>
/// <param name="ClosesAt">When it closes by its rules.</param>
/// <param name="Position">The watermark: the board is the fold of the log up to this position, to the fen.</param>
/// <param name="Version">How many events of the board that is.</param>
/// <param name="At">When it was drawn.</param>
/// <param name="Totals">All of it.</param>
/// <param name="Days">By day of the fair's time zone, <c>2026-05-01</c>, in order.</param>
/// <param name="Hours">By hour of the fair's time zone, <c>2026-05-01T09</c>, in order.</param>
/// <param name="Categories">The categories with the most turnover, the most first.</param>
/// <param name="Regions">The regions with the most turnover, the most first.</param>
/// <param name="Consignors">The consignors with the most turnover, the most first.</param>
/// <param name="Recent">The latest awards, the latest first.</param>
public sealed record BoardPicture(
    string Fair, string Name, string Status, string Currency, string TimeZone, string Region, long OpensAt, long ClosesAt,
    string Position, long Version, long At, BoardLine Totals,
    IReadOnlyList<BoardLine> Days, IReadOnlyList<BoardLine> Hours, IReadOnlyList<BoardLine> Categories, IReadOnlyList<BoardLine> Regions,
    IReadOnlyList<BoardLine> Consignors, IReadOnlyList<RecentAward> Recent)
{
    /// <summary>How many lines of categories, regions and consignors are shown; all of them are to be had by dimension.</summary>
    public const int TopLines = 20;

    /// <summary>Draws a board.</summary>
    public static BoardPicture Of(string fair, Board board, Position position, DateTimeOffset now)
    {
        var zone = board.Fair is { } rules && TimeZoneInfo.TryFindSystemTimeZoneById(rules.TimeZone, out var known) ? known : TimeZoneInfo.Utc;
        var figures = board.Figures;
        return new(
            fair, board.Fair?.Name ?? "", board.Status, board.Currency, zone.Id, board.Fair?.Region ?? "",
            board.Fair?.OpensAt ?? 0, board.Fair?.ClosesAt ?? 0, position.ToString(), board.Version, now.ToUnixTimeMilliseconds(),
            BoardLine.Of("", figures.Totals),
            Times(figures, zone, "yyyy-MM-dd"), Times(figures, zone, "yyyy-MM-dd'T'HH"),
            Top(figures.Categories), Top(figures.Regions), Top(figures.Consignors), board.Recent);
    }

    private static BoardLine[] Times(Figures figures, TimeZoneInfo zone, string format) =>
    [
        .. from quarter in figures.Quarters
           let local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(quarter.Key), zone)
           group quarter.Value by local.ToString(format, CultureInfo.InvariantCulture) into line
           orderby line.Key
           select BoardLine.Of(line.Key, line.Aggregate(Tally.Zero, (sum, tally) => sum + tally)),
    ];

    private static BoardLine[] Top(IEnumerable<KeyValuePair<string, Tally>> lines) =>
    [
        .. lines.OrderByDescending(line => line.Value.TurnoverMinor).ThenByDescending(line => line.Value.LotsEntered)
            .ThenBy(line => line.Key, StringComparer.Ordinal).Take(TopLines).Select(line => BoardLine.Of(line.Key, line.Value)),
    ];
}

/// <summary>The figures of one line of a board, the line being a day, hour, category, region or consignor, or empty for the totals.
/// See <see cref="Tally"/> for what each one counts.</summary>
public sealed record BoardLine(
    string Line, long LotsEntered, long LotsWithdrawn, long LotsOffered, long LotsSold, long LotsPassedIn, long Bids, long Awards,
    long TurnoverMinor, long DealsPaid, long PaidMinor, long DealsSettled, long SettledMinor, long DealsDefaulted, long DefaultedMinor,
    long CashMinor, long SetOffMinor, long BarterMinor)
{
    public static BoardLine Of(string line, Tally tally) => new(
        line, tally.LotsEntered, tally.LotsWithdrawn, tally.LotsOffered, tally.LotsSold, tally.LotsPassedIn, tally.Bids, tally.Awards,
        tally.TurnoverMinor, tally.DealsPaid, tally.PaidMinor, tally.DealsSettled, tally.SettledMinor, tally.DealsDefaulted, tally.DefaultedMinor,
        tally.CashMinor, tally.SetOffMinor, tally.BarterMinor);
}

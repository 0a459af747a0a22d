using System.Globalization;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Fairs;

/// <summary>What a file of days says.</summary>
/// <param name="Holidays">Days of rest as <see cref="BusinessCalendar"/> reads them, in order; null for none.</param>
/// <param name="WorkingDays">Saturdays and Sundays that are worked, likewise.</param>
/// <param name="Wrong">What is wrong: the line (0 for the file itself), the rule and a sentence.</param>
public sealed record CalendarText(string? Holidays, string? WorkingDays, IReadOnlyList<(long Line, string Rule, string Message)> Wrong);

/// <summary>A calendar as a CSV file (RFC 4180): a header with the columns <c>date</c>, <c>kind</c> and, where a row spans days, <c>through</c>; other columns are for people. Kind is <c>rest</c>
/// or <c>work</c>; dates are ISO 8601.</summary>
public static class CalendarFile
{
    /// <summary>The longest file in characters, and the most of its rows that are named as wrong.</summary>
    public const int Longest = 100_000, MostNamed = 20;

    private const string Day = "yyyy-MM-dd";

    /// <summary>Reads a file; every row that is wrong is named by its line, up to a number of them.</summary>
    public static CalendarText Read(string text)
    {
        if (text.Length > Longest) return Unreadable("text", $"At most {Longest} characters.");
        var records = new CsvRecords(400);
        records.Feed(text.StartsWith('\uFEFF') ? text.AsSpan(1) : text);
        records.End();
        if (!records.TryTake(out var header) || header.Problem is not null || !TryColumns(header.Fields, out var date, out var through, out var kind))
            return Unreadable("header", "The first line names the columns date and kind and, where rows span days, through; each once.");

        var (rest, worked) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        var wrong = new List<(long Line, string Rule, string Message)>();
        while (wrong.Count < MostNamed && records.TryTake(out var row))
            if (row.Problem is not null || PartOf(Field(row, date), Field(row, through)) is not { } part)
                wrong.Add((row.Line, "date", $"Line {row.Line} has no date such as 2026-10-01, or a date in through that is none or is earlier."));
            else if ((Field(row, kind) switch { "rest" => rest, "work" => worked, _ => null }) is { } days) days.Add(part);
            else wrong.Add((row.Line, "one-of", $"Line {row.Line} has a kind that is neither rest nor work."));
        return new(Text(rest), Text(worked), wrong);
    }

    private static CalendarText Unreadable(string rule, string message) => new(null, null, [(0, rule, message)]);

    private static bool TryColumns(IReadOnlyList<string> names, out int date, out int through, out int kind)
    {
        (date, through, kind) = (Place("date"), Place("through"), Place("kind"));
        return date >= 0 && kind >= 0 && through > -2;

        int Place(string name)
        {
            var places = Enumerable.Range(0, names.Count).Where(place => names[place].Trim().Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
            return places.Count switch { 0 => -1, 1 => places[0], _ => -2 };
        }
    }

    private static string Field(CsvRecord row, int place) => place >= 0 && place < row.Fields.Count ? row.Fields[place].Trim() : "";

    private static string? PartOf(string date, string through) =>
        !TryDate(date, out var first) || !TryDate(through.Length == 0 ? date : through, out var last) || last < first ? null
        : last == first ? date : date + "/" + through;

    private static bool TryDate(string text, out DateOnly date) => DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static string? Text(SortedSet<string> parts) => parts.Count == 0 ? null : string.Join(' ', parts);
}

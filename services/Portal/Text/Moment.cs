using System.Globalization;

namespace Exchange.Portal.Text;

/// <summary>Times as people read them, in the fair's time zone.</summary>
public static class Moment
{
    /// <summary>Day and time: <c>2026-05-01 09:30</c>.</summary>
    public static string Full(long at, string zone) => Local(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>When a day begins, in Unix milliseconds; null where the text is none (<c>2026-05-01</c>).</summary>
    public static long? StartOf(string day, string zone, int daysAfter = 0)
    {
        if (!DateTime.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || date.Year is < 1970 or > 9998 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known)) return null;
        var start = date.AddDays(daysAfter);
        return new DateTimeOffset(start, known.GetUtcOffset(start)).ToUnixTimeMilliseconds();
    }

    /// <summary>The time of the day with seconds.</summary>
    public static string Clock(long at, string zone) => Local(at, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A day of a board's line in short: <c>1 May</c>, or 5月1日.</summary>
    public static string Day(string line) => DateOnly.TryParseExact(line, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day.ToString(Language.IsChinese ? "M月d日" : "d MMM", CultureInfo.CurrentCulture)
        : line;

    private static DateTimeOffset Local(long at, string zone) => TimeZoneInfo.ConvertTime(
        DateTimeOffset.FromUnixTimeMilliseconds(at), TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc);
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Exchange.Listing.Fairs;

/// <summary>A fair on a day of a calendar.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">draft, published, open or closed.</param>
/// <param name="IsBusinessDay">Whether the day is worked, by the fair's own calendar.</param>
/// <param name="Phases">What falls on the day, in order; a time at midnight belongs to the day that it ends.</param>
public sealed record FairOnDay(string Fair, string Name, string Status, bool IsBusinessDay, IReadOnlyList<FairPhase> Phases);

/// <summary>A day of a calendar of fairs.</summary>
/// <param name="Date">The day, <c>2026-10-12</c>.</param>
/// <param name="IsWeekend">Whether it is a Saturday or a Sunday.</param>
/// <param name="Fairs">The fairs that have something on it, in the order of their openings.</param>
public sealed record CalendarDay(string Date, bool IsWeekend, IReadOnlyList<FairOnDay> Fairs);

/// <summary>The calendar of fairs: by day, and as a file that diaries take (iCalendar, RFC 5545).</summary>
public static class FairCalendar
{
    /// <summary>The most days of a calendar.</summary>
    public const int MostDays = 366;

    private const string Day = "yyyy-MM-dd";

    /// <summary>The days from one to another, each with what the fairs have on it by their own clocks.</summary>
    public static IReadOnlyList<CalendarDay> Days(IReadOnlyList<Fair> fairs, DateOnly from, DateOnly to)
    {
        var phases = fairs.OrderBy(fair => fair.Rules!.OpensAt).ThenBy(fair => fair.Id, StringComparer.Ordinal)
            .Select(fair => (Fair: fair, Calendar: FairPhases.Calendar(fair.Rules!), Phases: FairPhases.Of(fair.Rules!, fair.Windows))).ToList();
        return
        [
            .. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(date => new CalendarDay(
                date.ToString(Day, CultureInfo.InvariantCulture), date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday,
                [
                    .. from fair in phases
                       let start = fair.Calendar.StartOf(date)
                       let end = fair.Calendar.StartOf(date.AddDays(1))
                       let those = fair.Phases.Where(phase => phase.FromAt < (phase.ToAt is null ? end + 1 : end) && (phase.ToAt ?? phase.FromAt) > start).ToList()
                       where those.Count > 0
                       select new FairOnDay(fair.Fair.Id, fair.Fair.Rules!.Name, JsonNamingPolicy.KebabCaseLower.ConvertName(fair.Fair.Status.ToString()), fair.Calendar.IsBusinessDay(date), those),
                ])),
        ];
    }

    /// <summary>The phases of fairs as an iCalendar file: an event for each, in UTC.</summary>
    /// <param name="fairs">The fairs.</param>
    /// <param name="chinese">Whether summaries are Chinese; English otherwise.</param>
    /// <param name="now">When the file is made.</param>
    public static string File(IReadOnlyList<Fair> fairs, bool chinese, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (var line in Lines(fairs, chinese, now)) Fold(text, line);
        return text.ToString();
    }

    private static IEnumerable<string> Lines(IReadOnlyList<Fair> fairs, bool chinese, DateTimeOffset now)
    {
        foreach (var line in new[] { "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Materials exchange//Fairs//EN", "CALSCALE:GREGORIAN" }) yield return line;
        foreach (var fair in fairs)
            foreach (var phase in FairPhases.Of(fair.Rules!, fair.Windows))
            {
                yield return "BEGIN:VEVENT";
                yield return string.Create(CultureInfo.InvariantCulture, $"UID:{fair.Id}-{phase.Phase}-{phase.FromAt}@materials.exchange");
                yield return "DTSTAMP:" + Utc(now.ToUnixTimeMilliseconds());
                yield return "DTSTART:" + Utc(phase.FromAt);
                if (phase.ToAt is { } end) yield return "DTEND:" + Utc(end);
                yield return "SUMMARY:" + Escaped($"{fair.Rules!.Name}{(chinese ? "：" : ": ")}{(chinese ? phase.Chinese : phase.English)}");
                yield return "LOCATION:" + Escaped(fair.Rules!.Region);
                yield return "CATEGORIES:" + phase.Phase;
                yield return "END:VEVENT";
            }

        yield return "END:VCALENDAR";
    }

    private static string Utc(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Writes a line, folded so that none has more than 75 octets, and no character is cut.</summary>
    private static void Fold(StringBuilder text, string line)
    {
        const int most = 75;
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > most)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}

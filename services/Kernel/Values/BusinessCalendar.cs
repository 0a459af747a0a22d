using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Exchange.Kernel.Values;

/// <summary>The business days of a place: Mondays to Fridays but for its holidays, and the Saturdays and Sundays that are worked instead. Deadlines of so many business days end with the last
/// moment of the last of them, the day on which they begin not counted (Civil Code of the PRC, articles 201 to 203). It reaches from 1970 to 9998.</summary>
public sealed class BusinessCalendar
{
    /// <summary>How many parts a text of days may have.</summary>
    public const int MostParts = 400;

    /// <summary>How many days a part may span: a leap year.</summary>
    public const int MostDaysOfPart = 366;

    private const int MostKept = 256;
    private const string Day = "yyyy-MM-dd";

    private static readonly ConcurrentDictionary<(string, string?, string?), BusinessCalendar> Kept = [];
    private static readonly DateOnly First = new(1970, 1, 1), Last = new(9998, 12, 31);

    private readonly TimeZoneInfo _zone;
    private readonly int[] _rest, _worked;

    private BusinessCalendar(TimeZoneInfo zone, int[] rest, int[] worked) => (_zone, _rest, _worked) = (zone, rest, worked);

    /// <summary>The calendar that texts describe; the same texts give the same calendar, read once.</summary>
    /// <param name="timeZone">The IANA time zone in which its days begin.</param>
    /// <param name="holidays">Days of rest besides Saturdays and Sundays: ISO 8601 dates, or first and last date with a slash between, with single spaces between the parts; none when null.
    /// At most <see cref="MostParts"/> parts of at most <see cref="MostDaysOfPart"/> days, in any order.</param>
    /// <param name="workingDays">Saturdays and Sundays that are worked, written likewise.</param>
    /// <exception cref="FormatException">A part is wrong; the message names it.</exception>
    public static BusinessCalendar Of(string timeZone, string? holidays, string? workingDays) =>
        TryOf(timeZone, holidays, workingDays, out var calendar, out var wrong) ? calendar : throw new FormatException(wrong);

    /// <summary>Whether texts describe a calendar.</summary>
    public static bool IsSound(string? timeZone, string? holidays, string? workingDays) => TryOf(timeZone, holidays, workingDays, out _, out _);

    /// <summary>The calendar that texts describe, or a sentence that names the part that is wrong.</summary>
    public static bool TryOf(
        string? timeZone, string? holidays, string? workingDays, [NotNullWhen(true)] out BusinessCalendar? calendar, [NotNullWhen(false)] out string? wrong)
    {
        wrong = null;
        if (timeZone is not null && Kept.TryGetValue((timeZone, holidays, workingDays), out calendar)) return true;

        calendar = Read(timeZone, holidays, workingDays, out wrong);
        if (calendar is null)
        {
            wrong ??= "The calendar cannot be read.";
            return false;
        }

        if (Kept.Count >= MostKept) Kept.Clear();
        Kept[(timeZone!, holidays, workingDays)] = calendar;
        return true;
    }

    /// <summary>Whether a day is worked.</summary>
    public bool IsBusinessDay(DateOnly day) => IsWeekend(day.DayNumber) ? Has(_worked, day.DayNumber) : !Has(_rest, day.DayNumber);

    /// <summary>The end of a deadline: the first moment after it, in Unix milliseconds. It is 24:00 local time of the n-th business day after the local day on which it begins, which is not counted;
    /// of 0 days, of that day itself, or of the next business day where it is none.</summary>
    /// <param name="fromMs">When it begins, in Unix milliseconds.</param>
    /// <param name="days">How many business days, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The days are negative, or the deadline begins or ends beyond the calendar.</exception>
    public long DueAt(long fromMs, long days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return StartOf(DateOnly.FromDayNumber(DueDay(DayOf(fromMs).DayNumber, days) + 1));
    }

    /// <summary>The local day of a moment in Unix milliseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment is beyond the calendar.</exception>
    public DateOnly DayOf(long atMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMs, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atMs, LastMs);
        return LocalDay(atMs);
    }

    /// <summary>The first moment of a local day, in Unix milliseconds. Where the clocks leap over midnight, or over the whole day, it is the moment at which they leap.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day is beyond the calendar.</exception>
    public long StartOf(DateOnly day)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(day, First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(day, Last.AddDays(1));
        var midnight = (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * MsOfDay;
        var (before, after) = (midnight - (15 * MsOfHour), midnight + (13 * MsOfHour)); // no zone is further from UTC than 14 hours east and 12 west
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (LocalDay(middle) < day) before = middle;
            else after = middle;
        }

        return after;
    }

    private const long MsOfHour = 3_600_000, MsOfDay = 24 * MsOfHour;

    private static readonly long LastMs = new DateTimeOffset(Last.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();

    private DateOnly LocalDay(long atMs) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), _zone).Date);

    /// <summary>The first day up to which enough business days have passed. The count grows with the day, so halving finds it.</summary>
    private int DueDay(int from, long days)
    {
        var (before, last) = (days == 0 ? from - 1 : from, Last.DayNumber);
        var (passed, more) = (BusinessDaysTo(before), Math.Max(days, 1));
        if (more > BusinessDaysTo(last) - passed) throw new ArgumentOutOfRangeException(nameof(days), days, "The deadline is beyond the calendar, which ends with the year 9998.");

        while (last - before > 1)
        {
            var middle = before + ((last - before) / 2);
            if (BusinessDaysTo(middle) < passed + more) before = middle;
            else last = middle;
        }

        return last;
    }

    /// <summary>How many business days there are up to and with a day: the Mondays to Fridays (day 0, the first of January of the year 1, was a Monday) less those of rest, and what is worked
    /// besides.</summary>
    private long BusinessDaysTo(int day) =>
        ((day + 1) / 7 * 5L) + Math.Min((day + 1) % 7, 5) - UpTo(_rest, day) + UpTo(_worked, day);

    private static int UpTo(int[] days, int day)
    {
        var found = Array.BinarySearch(days, day);
        return found >= 0 ? found + 1 : ~found;
    }

    private static bool Has(int[] days, int day) => Array.BinarySearch(days, day) >= 0;

    private static bool IsWeekend(int day) => day % 7 >= 5;

    private static BusinessCalendar? Read(string? timeZone, string? holidays, string? workingDays, out string? wrong)
    {
        if (timeZone is null || !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) || !zone.HasIanaId)
        {
            wrong = $"The time zone '{timeZone}' is none of IANA's.";
            return null;
        }

        if (Days(holidays, "holidays", out wrong) is not { } rest || Days(workingDays, "working days", out wrong) is not { } worked) return null;

        foreach (var day in worked)
        {
            if (IsWeekend(day) && !rest.Contains(day)) continue;
            wrong = $"The working day {DateOnly.FromDayNumber(day).ToString(Day, CultureInfo.InvariantCulture)} {(IsWeekend(day) ? "is a holiday too." : "is no Saturday or Sunday.")}";
            return null;
        }

        return new(zone, [.. rest.Where(day => !IsWeekend(day))], [.. worked]);
    }

    /// <summary>The days that a text names, in order, or null when a part is wrong.</summary>
    private static SortedSet<int>? Days(string? text, string name, out string? wrong)
    {
        wrong = null;
        var days = new SortedSet<int>();
        if (text is null) return days;

        var count = 0;
        foreach (var range in text.AsSpan().Split(' '))
        {
            var part = text.AsSpan()[range];
            if (++count > MostParts)
            {
                wrong = $"The {name} have more than {MostParts} parts.";
                return null;
            }

            var slash = part.IndexOf('/');
            if (!TryDate(slash < 0 ? part : part[..slash], out var first) || !TryDate(slash < 0 ? part : part[(slash + 1)..], out var last)
                || last < first || last.DayNumber - first.DayNumber >= MostDaysOfPart)
            {
                wrong = $"The {name} have a part that is no date and no span of dates of at most {MostDaysOfPart} days: '{part[..Math.Min(part.Length, 40)]}'.";
                return null;
            }

            for (var day = first.DayNumber; day <= last.DayNumber; day++) days.Add(day);
        }

        return days;
    }

    private static bool TryDate(ReadOnlySpan<char> text, out DateOnly date) =>
        DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date >= First && date <= Last;
}

using System.Globalization;
using CsCheck;
using Exchange.Kernel.Values;
using Xunit;

namespace Exchange.Tests.Kernel;

/// <summary>The calendar against one that walks day by day.</summary>
public sealed class BusinessCalendarLaws
{
    private static readonly DateOnly Begin = new(2024, 1, 1);

    private static readonly Gen<string> Zones = Gen.OneOf(
        "Asia/Shanghai", "UTC", "Europe/Berlin", "America/Havana", "Africa/Cairo", "America/Santiago", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Kiritimati", "Asia/Kathmandu");

    /// <summary>Days of rest and worked weekends that do not contradict each other, as days after the begin.</summary>
    private static readonly Gen<(int[] Off, int[] Worked)> Days = Gen.Select(Gen.Int[0, 1500].Array[0, 60], Gen.Int[0, 1500].Array[0, 40], (rest, worked) =>
        (rest, worked.Where(day => IsWeekend(Begin.AddDays(day)) && !rest.Contains(day)).ToArray()));

    [Fact]
    public void A_deadline_is_where_a_walk_day_by_day_ends() =>
        Gen.Select(Zones, Days, Gen.Long[0, 1400L * 24 * 3600 * 1000], Gen.Long[0, 90]).Sample((zone, days, after, count) =>
        {
            var from = new DateTimeOffset(Begin, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() + after;
            var calendar = BusinessCalendar.Of(zone, Text(days.Off), Text(days.Worked));

            bool IsWorked(DateOnly day) => days.Worked.Contains(day.DayNumber - Begin.DayNumber) || (!IsWeekend(day) && !days.Off.Contains(day.DayNumber - Begin.DayNumber));

            var day = Local(from, zone);
            if (count == 0) while (!IsWorked(day)) day = day.AddDays(1);
            for (var left = count; left > 0;)
            {
                day = day.AddDays(1);
                if (IsWorked(day)) left--;
            }

            var due = calendar.DueAt(from, count);
            return Local(due, zone) > day && Local(due - 1, zone) <= day && due > from && calendar.IsBusinessDay(day);
        });

    [Fact]
    public void Days_begin_where_the_ones_before_end() =>
        Gen.Select(Zones, Gen.Int[0, 1500]).Sample((zone, number) =>
        {
            var day = Begin.AddDays(number);
            var start = BusinessCalendar.Of(zone, null, null).StartOf(day);
            return Local(start, zone) == day && Local(start - 1, zone) == day.AddDays(-1);
        });

    [Fact]
    public void More_days_and_later_begins_never_end_earlier() =>
        Gen.Select(Zones, Days, Gen.Long[0, 1_000_000_000_000], Gen.Long[0, 1_000_000_000], Gen.Long[0, 500]).Sample((zone, days, from, later, count) =>
        {
            var calendar = BusinessCalendar.Of(zone, Text(days.Off), Text(days.Worked));
            return calendar.DueAt(from, count) <= calendar.DueAt(from + later, count) && calendar.DueAt(from, count) <= calendar.DueAt(from, count + 1);
        });

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static DateOnly Local(long at, string zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.FromUnixTimeMilliseconds(at), zone).DateTime);

    private static string? Text(int[] days) =>
        days.Length == 0 ? null : string.Join(' ', days.Select(day => Begin.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
}

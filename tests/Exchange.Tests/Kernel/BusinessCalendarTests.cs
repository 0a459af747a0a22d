using System.Globalization;
using Exchange.Kernel.Values;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class BusinessCalendarTests
{
    /// <summary>2026 by the notice of the General Office of the State Council of 4 November 2025; of 2027 the first of January, which the regulation on holidays fixes.</summary>
    private const string Holidays =
        "2026-01-01/2026-01-03 2026-02-15/2026-02-23 2026-04-04/2026-04-06 2026-05-01/2026-05-05 2026-06-19/2026-06-21 2026-09-25/2026-09-27 2026-10-01/2026-10-07 2027-01-01";

    private const string WorkedWeekends = "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10";

    private static readonly BusinessCalendar China = BusinessCalendar.Of("Asia/Shanghai", Holidays, WorkedWeekends);

    [Theory]
    [InlineData("2026-02-13T10:00", 1, "2026-02-15")] // Friday: the Saturday before Spring Festival is worked
    [InlineData("2026-02-14T10:00", 1, "2026-02-25")] // and then nine days of rest
    [InlineData("2026-02-24T10:00", 5, "2026-03-03")] // the Saturday after it is worked too
    [InlineData("2026-09-30T23:59", 1, "2026-10-09")] // National Day
    [InlineData("2026-09-30T23:59", 2, "2026-10-10")]
    [InlineData("2026-09-30T23:59", 3, "2026-10-11")] // the Saturday after it is worked
    [InlineData("2026-10-10T00:00", 1, "2026-10-13")] // and the Sunday is not
    [InlineData("2026-10-03T12:00", 1, "2026-10-09")] // begun in a holiday
    [InlineData("2026-09-18T12:00", 1, "2026-09-21")] // the Sunday before Mid-Autumn is worked
    [InlineData("2026-12-31T12:00", 1, "2027-01-05")] // New Year's Day and a weekend
    [InlineData("2027-01-04T00:00", 10, "2027-01-19")]
    public void A_deadline_ends_with_the_last_of_its_business_days_the_first_day_not_counted(string from, long days, string end) =>
        Assert.Equal(Shanghai(end + "T00:00"), China.DueAt(Shanghai(from), days));

    [Theory]
    [InlineData("2026-09-30T00:00", "2026-10-01")]
    [InlineData("2026-10-01T00:00", "2026-10-09")]
    [InlineData("2026-02-28T23:59", "2026-03-01")]
    [InlineData("2026-03-01T00:00", "2026-03-03")]
    public void No_days_are_the_rest_of_a_business_day_or_the_next_one(string from, string end) => Assert.Equal(Shanghai(end + "T00:00"), China.DueAt(Shanghai(from), 0));

    [Fact]
    public void The_year_2026_has_248_business_days_in_China()
    {
        var days = Enumerable.Range(0, 365).Select(day => new DateOnly(2026, 1, 1).AddDays(day)).ToList();
        Assert.Equal(248, days.Count(China.IsBusinessDay));
        Assert.True(China.IsBusinessDay(new(2026, 2, 28)));
        Assert.False(China.IsBusinessDay(new(2026, 2, 23)));
    }

    [Theory]
    [InlineData("Asia/Shanghai", "2026-10-01", "2026-09-30T16:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z")] // the clocks leap two hours later
    [InlineData("Europe/Berlin", "2026-03-30", "2026-03-29T22:00Z")]
    [InlineData("America/Havana", "2026-03-08", "2026-03-08T05:00Z")] // midnight is leapt over: the day begins at one o'clock
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00Z")] // the hour after midnight comes twice: the day begins with the first
    [InlineData("Africa/Cairo", "2026-10-30", "2026-10-29T22:00Z")] // at midnight it is eleven o'clock again: the day before ends with the second
    [InlineData("Pacific/Kiritimati", "2026-10-01", "2026-09-30T10:00Z")]
    [InlineData("Etc/GMT+12", "2026-10-01", "2026-10-01T12:00Z")]
    public void A_day_begins_with_its_first_local_moment(string zone, string day, string start) =>
        Assert.Equal(
            DateTimeOffset.Parse(start, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
            BusinessCalendar.Of(zone, null, null).StartOf(DateOnly.Parse(day, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("Atlantis", null, null, "'Atlantis'")]
    [InlineData("China Standard Time", null, null, "'China Standard Time'")]
    [InlineData("Asia/Shanghai", "", null, "''")]
    [InlineData("Asia/Shanghai", "2026-10-01  2026-10-02", null, "''")]
    [InlineData("Asia/Shanghai", "2026-10-01 2026-1-2", null, "'2026-1-2'")]
    [InlineData("Asia/Shanghai", "2026-02-30", null, "'2026-02-30'")]
    [InlineData("Asia/Shanghai", "2026-10-07/2026-10-01", null, "'2026-10-07/2026-10-01'")]
    [InlineData("Asia/Shanghai", "2026-10-01/2026-10-03/2026-10-05", null, "'2026-10-01/2026-10-03/2026-10-05'")]
    [InlineData("Asia/Shanghai", "2026-10-01/", null, "'2026-10-01/'")]
    [InlineData("Asia/Shanghai", "2026-01-01/2027-01-02", null, "'2026-01-01/2027-01-02'")]
    [InlineData("Asia/Shanghai", "1969-12-31", null, "'1969-12-31'")]
    [InlineData("Asia/Shanghai", "9999-01-01", null, "'9999-01-01'")]
    [InlineData("Asia/Shanghai", null, "2026-10-10 x", "'x'")]
    [InlineData("Asia/Shanghai", null, "2026-10-12", "2026-10-12 is no Saturday or Sunday")]
    [InlineData("Asia/Shanghai", "2026-10-03", "2026-10-03", "2026-10-03 is a holiday too")]
    public void What_is_no_calendar_is_refused_by_the_part_that_is_wrong(string zone, string? holidays, string? workingDays, string named)
    {
        var error = Assert.Throws<FormatException>(() => BusinessCalendar.Of(zone, holidays, workingDays));

        Assert.Contains(named, error.Message);
        Assert.False(BusinessCalendar.IsSound(zone, holidays, workingDays));
    }

    [Fact]
    public void A_calendar_has_at_most_400_parts_of_a_kind()
    {
        string Of(int count) => string.Join(' ', Enumerable.Range(0, count).Select(day => new DateOnly(2026, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

        Assert.True(BusinessCalendar.IsSound("UTC", Of(400), null));
        Assert.False(BusinessCalendar.IsSound("UTC", Of(401), null));
    }

    [Fact]
    public void The_same_texts_are_read_once() => Assert.Same(China, BusinessCalendar.Of("Asia/Shanghai", Holidays, WorkedWeekends));

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(3_000_000)]
    public void Days_that_no_calendar_has_are_an_error(long days) => Assert.Throws<ArgumentOutOfRangeException>(() => China.DueAt(Shanghai("2026-10-01T00:00"), days));

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Moments_beyond_the_calendar_are_an_error(long from) => Assert.Throws<ArgumentOutOfRangeException>(() => China.DueAt(from, 1));

    [Fact]
    public void Its_last_day_is_that_of_the_year_9998()
    {
        var last = new DateOnly(9998, 12, 30); // a Wednesday
        Assert.Equal(China.StartOf(new(9999, 1, 1)), China.DueAt(China.StartOf(last), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => China.DueAt(China.StartOf(last), 2));
    }

    private static long Shanghai(string local) => DateTimeOffset.Parse(local + "+08:00", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}

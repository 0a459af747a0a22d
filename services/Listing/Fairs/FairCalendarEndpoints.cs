using System.Globalization;
using System.Text;
using Exchange.Kernel.Problems;

namespace Exchange.Listing.Fairs;

/// <summary>The calendar of all fairs, and of one, by day and as a file.</summary>
public static class FairCalendarEndpoints
{
    private const string Tag = "Fairs", Ics = "text/calendar";

    private const string Query = "from and to are dates such as 2026-10-01, 366 days at most.";

    /// <summary>How long before its opening, and after its close, a fair may have something on the calendar: a freeze; a contract, a payment and a removal, a year each.</summary>
    private const long BeforeMs = FairRules.LongestFreezeMs, AfterMs = 4 * FairRules.LongestMs;

    public static void MapCalendar(this IEndpointRouteBuilder app)
    {
        var listing = app.MapGroup("/api/listing").WithTags(Tag);
        listing.MapGet("/calendar", Days).RequireAuthorization()
            .WithName("GetCalendar").WithSummary("The fairs by day: entries, freeze, priority, opening, closing hours, ladders, and the last times to pay and to remove.").WithDescription(Query)
            .Produces<IReadOnlyList<CalendarDay>>().WithProblems(400, 401);
        listing.MapGet("/calendar.ics", File).RequireAuthorization()
            .WithName("GetCalendarFile").WithSummary("The same as a file for diaries (iCalendar). lang is zh or en; zh if left out.").WithDescription(Query)
            .Produces(StatusCodes.Status200OK, contentType: Ics).WithProblems(400, 401);
        listing.MapGet("/fairs/{fair}/calendar.ics", FileOfOne).RequireAuthorization()
            .WithName("GetFairCalendarFile").WithSummary("The phases of one fair as a file for diaries (iCalendar). lang is zh or en; zh if left out.")
            .Produces(StatusCodes.Status200OK, contentType: Ics).WithProblems(400, 401, 404);
    }

    private static async Task<IResult> Days(HttpContext http, ListingJournal journal)
    {
        if (!TryRead(http, out var from, out var to, out var errors)) return Problem.Of(errors.All);
        return TypedResults.Ok(FairCalendar.Days(await Fairs(http, journal, from, to), from, to));
    }

    private static async Task<IResult> File(HttpContext http, ListingJournal journal, TimeProvider clock)
    {
        if (http.IsChinese() is not { } chinese) return FairRuleEndpoints.NoSuchLanguage;
        if (!TryRead(http, out var from, out var to, out var errors)) return Problem.Of(errors.All);
        return TypedResults.Text(FairCalendar.File(await Fairs(http, journal, from, to), chinese, clock.GetUtcNow()), Ics, Encoding.UTF8);
    }

    private static async Task<IResult> FileOfOne(HttpContext http, string fair, ListingJournal journal, TimeProvider clock)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        return http.IsChinese() is { } chinese ? TypedResults.Text(FairCalendar.File([found], chinese, clock.GetUtcNow()), Ics, Encoding.UTF8) : FairRuleEndpoints.NoSuchLanguage;
    }

    /// <summary>The fairs that may have something between two days, whatever time zone they are in.</summary>
    private static async Task<IReadOnlyList<Fair>> Fairs(HttpContext http, ListingJournal journal, DateOnly from, DateOnly to)
    {
        await http.WaitForViews(journal);
        IReadOnlyList<FairRow> rows;
        await using (var session = await journal.Read())
            rows = await FairViews.Between(session, At(from.AddDays(-1)) - AfterMs, At(to.AddDays(2)) + BeforeMs);
        var fairs = new List<Fair>(rows.Count);
        foreach (var row in rows)
            if (await FairEndpoints.Find(journal, row.Fair) is { } fair) fairs.Add(fair);
        return fairs;
    }

    private static long At(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static bool TryRead(HttpContext http, out DateOnly from, out DateOnly to, out FieldErrors errors)
    {
        errors = new();
        var (hasFrom, hasTo) = (TryDate(http, "from", out from), TryDate(http, "to", out to));
        errors.Require(hasFrom, "from", "date", "A date such as 2026-10-01.").Require(hasTo, "to", "date", "A date such as 2026-10-31.")
            .Require(!hasFrom || !hasTo || (to >= from && to.DayNumber - from.DayNumber < FairCalendar.MostDays), "to", "range", "No earlier than from, and at most 366 days with it.");
        return !errors.Any;
    }

    private static bool TryDate(HttpContext http, string name, out DateOnly date) =>
        DateOnly.TryParseExact(http.Request.Query[name].ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date.Year is >= 1971 and <= 2200;
}

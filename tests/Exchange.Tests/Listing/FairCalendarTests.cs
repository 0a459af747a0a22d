using System.Text;
using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>Copies of a fair, and the calendar of fairs.</summary>
public sealed class FairCalendarTests
{
    private const long Hour = 3_600_000, Day = 24 * Hour;

    private static readonly FairRules Full = Rules with
    {
        Priority = new(["31"], 2 * Hour),
        Ladder = new([new("english", 8_000, 4 * Hour)], AfterCloseMs: Day),
        CatalogueFreezeMs = Day,
        Settlement = new(PaymentDays: 3, RemovalDays: 0, Holidays: "2026-10-01/2026-10-07", WorkingDays: "2026-10-10"),
    };

    private static readonly string[] Key = ["a0000000000000000000000000000001"];

    [Fact]
    public void A_copy_is_as_long_by_the_clocks_on_the_wall()
    {
        var berlin = Rules with { TimeZone = "Europe/Berlin", OpensAt = At(2026, 10, 19, 7, 0), ClosesAt = At(2026, 10, 23, 15, 0) };
        var copy = new FairCopy(At(2026, 10, 23, 7, 0)).Of(berlin);
        Assert.Equal(At(2026, 10, 27, 16, 0), copy.ClosesAt); // the clocks went back in between
        Assert.Equal(berlin with { OpensAt = copy.OpensAt, ClosesAt = copy.ClosesAt }, copy);
    }

    [Fact]
    public void A_copy_takes_another_name_close_and_calendar_where_it_says_so()
    {
        var copy = new FairCopy(At(2027, 4, 12, 1, 0), At(2027, 4, 13, 9, 0), "Spring fair", "2027-05-01").Of(Full);
        Assert.Equal(("Spring fair", At(2027, 4, 13, 9, 0), "2027-05-01", null), (copy.Name, copy.ClosesAt, copy.Settlement!.Holidays, copy.Settlement.WorkingDays));
        Assert.Equal("fair.settlement-contradiction", Fair().When(new CreateFair(FairId, Organizer, new FairCopy(At(2027, 4, 12, 1, 0)).Of(Full)), Before).Refusal?.Code);
    }

    [Fact]
    public void Phases_are_those_of_the_rules()
    {
        var phases = FairPhases.Of(Full, ClosingSchedule.Windows(Full)).ToLookup(phase => phase.Phase);
        Assert.Equal(Rules.OpensAt - Day, Assert.Single(phases["entries-end"]).FromAt);
        Assert.Equal((Rules.OpensAt - Day, Rules.OpensAt), Span(Assert.Single(phases["freeze"])));
        Assert.Equal((Rules.OpensAt, Rules.OpensAt + (2 * Hour)), Span(Assert.Single(phases["priority"])));
        Assert.Equal((Rules.OpensAt, Rules.ClosesAt), Span(Assert.Single(phases["open"])));
        Assert.Equal((Rules.ClosesAt, Rules.ClosesAt + Day), Span(Assert.Single(phases["ladder"])));
        Assert.Equal(ClosingSchedule.Windows(Full).Select(window => (window.FromAt, window.ToAt)), phases["closing"].Select(Span));
        Assert.Equal(At(2026, 10, 21, 16, 0), Assert.Single(phases["payment-due"]).FromAt); // the ladder ends on Saturday the 17th; three business days later it is Wednesday, midnight of Shanghai
        Assert.Equal(At(2026, 10, 21, 16, 0), Assert.Single(phases["removal-due"]).FromAt); // with the day on which it was paid
        Assert.Equal(Rules.ClosesAt + Rules.PaymentDueMs, FairPhases.Of(Rules, []).Single(phase => phase.Phase == "payment-due").FromAt);

        static (long, long) Span(FairPhase phase) => (phase.FromAt, phase.ToAt!.Value);
    }

    [Fact]
    public void A_day_has_what_falls_on_it_and_says_whether_it_is_worked()
    {
        var fair = Fair(new FairCreated(FairId, Organizer, Full, ClosingSchedule.Windows(Full)));
        var days = FairCalendar.Days([fair], new(2026, 10, 9), new(2026, 10, 22));
        Assert.Equal(14, days.Count);
        Assert.Empty(days[0].Fairs);
        Assert.Equal(["entries-end", "freeze"], Of("2026-10-11")); // a Sunday
        Assert.Equal(["freeze", "open", "priority", "closing"], Of("2026-10-12"));
        Assert.Equal(["payment-due", "removal-due"], Of("2026-10-21"));
        Assert.Empty(days[^1].Fairs);
        Assert.Equal((true, false), (days.Single(day => day.Date == "2026-10-11").IsWeekend, days.Single(day => day.Date == "2026-10-11").Fairs[0].IsBusinessDay));

        IEnumerable<string> Of(string date) => days.Single(day => day.Date == date).Fairs.Single().Phases.Select(phase => phase.Phase);
    }

    [Fact]
    public void A_file_for_diaries_is_folded_and_escaped_by_RFC_5545()
    {
        var named = Full with { Name = "春季；物资, 交易会\\" + new string('长', 60) };
        var file = FairCalendar.File([Fair(new FairCreated(FairId, Organizer, named, ClosingSchedule.Windows(named)))], chinese: true, Before);
        var lines = file.Split("\r\n");
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.Equal(("BEGIN:VCALENDAR", "END:VCALENDAR", ""), (lines[0], lines[^2], lines[^1]));
        var unfolded = file.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        Assert.Contains($"SUMMARY:春季；物资\\, 交易会\\\\{new string('长', 60)}：目录冻结", unfolded);
        Assert.Contains("DTSTART:20261012T010000Z", unfolded);
        Assert.Equal(FairPhases.Of(named, ClosingSchedule.Windows(named)).Count, unfolded.Count(line => line == "BEGIN:VEVENT"));
        var ids = unfolded.Where(line => line.StartsWith("UID:", StringComparison.Ordinal)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_fair_is_copied_and_both_stand_in_the_calendar()
    {
        await using var host = await Start();
        var fair = (await Json(await host.Post("/api/listing/fairs", Full with { Settlement = null }, Organizer, Roles.Organizer), 201)).GetProperty("fair").GetString();
        await Json(await host.Post($"/api/listing/fairs/{fair}/key-enterprises", new { enterprises = Key }, Organizer, Roles.Organizer), 200);
        var body = new { opensAt = At(2026, 11, 9, 1, 0), name = "November fair" };
        var copied = (await Json(await host.Post($"/api/listing/fairs/{fair}/copy", body, Consignor, Roles.Organizer, "copy"), 201)).GetProperty("fair").GetString();
        Assert.Equal(copied, (await Json(await host.Post($"/api/listing/fairs/{fair}/copy", body, Consignor, Roles.Organizer, "copy"), 201)).GetProperty("fair").GetString());
        var copy = await Json(await host.Get($"/api/listing/fairs/{copied}"), 200);
        Assert.Equal((fair, Consignor, "draft", At(2026, 11, 13, 9, 0)), (
            copy.GetProperty("copyOf").GetString(), copy.GetProperty("organizer").GetString(), copy.GetProperty("status").GetString(), copy.GetProperty("rules").GetProperty("closesAt").GetInt64()));
        Assert.Equal(Key, copy.GetProperty("keyEnterprises").EnumerateArray().Select(id => id.GetString()));
        await (await host.Post($"/api/listing/fairs/{fair}/copy", new { opensAt = 1 }, Organizer, Roles.Organizer)).Problem(422, "fair.opens-in-the-past");
        var dated = new { body.opensAt, calendarFile = "date,kind\n2026-10-01,rest\n" };
        await (await host.Post($"/api/listing/fairs/{fair}/copy", dated, Organizer, Roles.Organizer)).Problem(400, "request.invalid");

        await host.Settle();
        var days = await Json(await host.Get("/api/listing/calendar?from=2026-10-12&to=2026-11-09"), 200);
        Assert.Equal((29, 1, 1), (days.GetArrayLength(), days[0].GetProperty("fairs").GetArrayLength(), days[28].GetProperty("fairs").GetArrayLength()));
        foreach (var path in new[] { "/api/listing/calendar.ics?from=2026-10-12&to=2026-10-12&lang=en", $"/api/listing/fairs/{fair}/calendar.ics?lang=en" })
        {
            var file = await host.Get(path);
            Assert.Equal("text/calendar", file.Content.Headers.ContentType!.MediaType);
            Assert.Contains("SUMMARY:Jilin fair: Catalogue frozen", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await (await host.Get("/api/listing/calendar?from=2026-10-12")).Problem(400, "request.invalid");
        await (await host.Get("/api/listing/calendar?from=2026-10-12&to=2027-10-13")).Problem(400, "request.invalid");
        Assert.Empty(await host.Rebuilt());
    }
}

using System.Xml.Linq;
using CsCheck;
using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Tests.Contracts;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>The plan of closes: what the schedule gives, counted.</summary>
public sealed class ClosingPlanTests
{
    private static readonly FairRules Berlin = Rules with
    {
        TimeZone = "Europe/Berlin",
        OpensAt = At(2026, 10, 23, 6, 0),
        ClosesAt = At(2026, 10, 26, 20, 0),
        ClosingFromMinute = 0,
        ClosingToMinute = 1_440,
    };

    private static readonly FairRules Kathmandu = Rules with { TimeZone = "Asia/Kathmandu", ClosingFromMinute = 617, ClosingToMinute = 1_003 };

    private static readonly Gen<FairRules> AnyRules = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4])
        .Select((rules, gap) => new[] { Rules, Berlin, Kathmandu }[rules] with { ClosingGapMs = new long?[] { null, 1, 45_000, 7_777, 3_600_000 }[gap] });

    [Fact]
    public void A_plan_is_the_schedule_lot_by_lot() => Gen.Select(AnyRules, Gen.Int[0, 800], Gen.Int[1, 7]).Sample((rules, lots, perGroup) =>
    {
        var (plan, windows, zone) = (ClosingPlan.Of(rules, lots, perGroup), ClosingSchedule.Windows(rules), TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone));
        var closes = Enumerable.Range(1, lots).Select(number => ClosingSchedule.CloseOf(number - ((number - 1) % perGroup), windows, rules.ClosingGapMs)).ToList();
        Assert.Equal((lots, closes.Count > 0 ? closes.Min() : null, closes.Count > 0 ? closes.Max() : (long?)null), (plan.Lots, plan.FirstAt, plan.LastAt));
        Assert.Equal(
            closes.CountBy(at => Local(at).ToString("yyyy-MM-dd HH", null)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, (long)pair.Value)),
            plan.Days.SelectMany(day => day.Hours.Where(hour => hour.Lots > 0).Select(hour => ($"{day.Date} {hour.Hour:00}", hour.Lots))));
        Assert.Equal(closes.CountBy(at => Local(at).ToString("yyyy-MM-dd HH:mm zzz", null)).Select(pair => (long)pair.Value).DefaultIfEmpty().Max(), plan.MostInAMinute);
        Assert.Equal(plan.Lots, plan.Days.Sum(day => day.Lots));

        DateTimeOffset Local(long at) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at - 1), zone);
    }, iter: 200);

    [Fact]
    public void Four_thousand_lots_in_five_days_are_eight_hundred_a_day_and_two_in_a_minute()
    {
        var plan = ClosingPlan.Of(Rules, 4_000);
        Assert.All(plan.Days, day => Assert.InRange(day.Lots, 790, 810));
        Assert.Equal((5, true, "closingWindows", null), (plan.Days.Count, plan.Fits, plan.Binds, plan.Capacity));
        Assert.InRange(plan.MostInAMinute, 2, 3);
        Assert.All(plan.Days, day => Assert.Equal([10, 11, 12, 13, 14, 15, 16], day.Hours.Select(hour => hour.Hour)));
    }

    [Fact]
    public void A_gap_binds_when_the_windows_are_full()
    {
        var gapped = Rules with { ClosingGapMs = 60_000 };
        var (full, over) = (ClosingPlan.Of(gapped, 2_100), ClosingPlan.Of(gapped, 2_101));
        Assert.Equal(("closingGapMs", 2_100L, true, 1L), (full.Binds, full.Capacity, full.Fits, full.MostInAMinute));
        Assert.Equal(("closingGapMs", 2_100L, false, 2L), (over.Binds, over.Capacity, over.Fits, over.MostInAMinute));
    }

    [Fact]
    public void What_can_be_borne_in_a_minute_binds_where_it_lets_fewer_close_than_the_gap()
    {
        Assert.Equal(("mostInAMinute", 2_100L, false), Of(ClosingPlan.Of(Rules, 4_000, mostInAMinute: 1)));
        Assert.Equal(("mostInAMinute", 6_300L, true), Of(ClosingPlan.Of(Rules, 4_000, mostInAMinute: 3)));
        Assert.Equal(("closingGapMs", 4_200L, true), Of(ClosingPlan.Of(Rules with { ClosingGapMs = 30_000 }, 4_000, mostInAMinute: 3)));

        static (string, long?, bool) Of(ClosingPlan plan) => (plan.Binds, plan.Capacity, plan.Fits);
    }

    [Fact]
    public void A_ladder_and_a_priority_window_take_closing_time()
    {
        const long hour = 3_600_000;
        var plan = ClosingPlan.Of(Rules with { Ladder = new([new("english", 8_000, 3 * hour)]), Priority = new(["31"], 2 * hour) }, 100);
        Assert.Equal((3 * hour, hour, 31 * hour), (plan.LadderMs, plan.PriorityMs, plan.ClosingMs)); // the fair opens at nine, so that only the second hour is one of closes
    }

    [Theory]
    [InlineData(true, "4000 个标的")]
    [InlineData(false, "4000 lots in 5 days")]
    public void A_picture_is_well_formed_and_says_what_it_shows(bool chinese, string title)
    {
        var svg = XElement.Parse(PlanPicture.Of(ClosingPlan.Of(Rules, 4_000), "Jilin <&> fair", chinese));
        XNamespace space = "http://www.w3.org/2000/svg";
        Assert.Contains(title, svg.Element(space + "title")!.Value, StringComparison.Ordinal);
        Assert.Equal(PlanPicture.Description(ClosingPlan.Of(Rules, 4_000), chinese), svg.Element(space + "desc")!.Value);
        var bars = svg.Elements(space + "rect").Count(rect => rect.Attribute("class")!.Value == "bar");
        Assert.Equal((40, 5), (svg.Elements(space + "rect").Count(), bars));
        Assert.Contains("prefers-color-scheme: dark", svg.Element(space + "style")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_in_the_documents_is_the_one_that_is_made() =>
        Assert.Null(Golden.Same("docs/pictures/four-thousand-lots.svg", PlanPicture.Of(ClosingPlan.Of(Rules, 4_000), Rules.Name, chinese: false)));

    [Fact]
    public async Task A_fair_has_a_plan_of_its_lots_and_of_as_many_as_one_asks()
    {
        await using var host = await Start();
        var fair = await host.NewFair(published: false);
        foreach (var number in Enumerable.Range(1, 5))
        {
            var lot = new { title = "Plate " + number, category = "72", quantityMilli = 1_000, openingMinor = 500, group = number > 2 ? "a" : null };
            await Json(await host.Post($"/api/listing/fairs/{fair}/lots", lot, Consignor, Roles.Consignor), 201);
        }

        await host.Settle();
        var entered = await Json(await host.Get($"/api/listing/fairs/{fair}/plan"), 200);
        Assert.Equal((5, 3), (entered.GetProperty("lots").GetInt64(), entered.GetProperty("mostInAMinute").GetInt64()));
        var more = await Json(await host.Get($"/api/listing/fairs/{fair}/plan?lots=4000&mostInAMinute=1"), 200);
        Assert.Equal((4_000, false, 5), (more.GetProperty("lots").GetInt64(), more.GetProperty("fits").GetBoolean(), more.GetProperty("days").GetArrayLength()));
        var picture = await host.Get($"/api/listing/fairs/{fair}/plan.svg?lots=4000&lang=en");
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType!.MediaType);
        Assert.Equal(PlanPicture.Of(ClosingPlan.Of(Rules, 4_000), Rules.Name, chinese: false), await picture.Content.ReadAsStringAsync());
        await (await host.Get($"/api/listing/fairs/{fair}/plan?lots=200001")).Problem(400, "request.invalid");
        await (await host.Get($"/api/listing/fairs/{fair}/plan.svg?lang=fr")).Problem(400, "request.invalid");
        await (await host.Get($"/api/listing/fairs/{FairId}/plan")).Problem(404, "fair.unknown");
    }

    [Fact]
    public async Task A_fair_that_is_not_created_yet_has_a_plan_too()
    {
        await using var host = await Start();
        var plan = await Json(await host.Post("/api/listing/plan?lots=2101", Rules with { ClosingGapMs = 60_000 }, Organizer, Roles.Organizer), 200);
        Assert.Equal((false, 2_100), (plan.GetProperty("fits").GetBoolean(), plan.GetProperty("capacity").GetInt64()));
        await (await host.Post("/api/listing/plan?lots=x", Rules, Organizer, Roles.Organizer)).Problem(400, "request.invalid");
        await (await host.Post("/api/listing/plan", Rules with { ClosesAt = Rules.OpensAt }, Organizer, Roles.Organizer)).Problem(422, "fair.closes-before-opening");
        Assert.Equal(0, (await Json(await host.Get("/api/listing/fairs"), 200)).GetArrayLength());
    }
}

using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>What is missing before a fair opens.</summary>
public sealed class ChecklistTests
{
    private const long Day = 86_400_000;

    /// <summary>A fair to which nothing is missing.</summary>
    private static readonly FairRules Ready = Rules with
    {
        CatalogueFreezeMs = Day,
        Settlement = new(PaymentDays: 3, Holidays: "2026-10-01/2026-10-07", WorkingDays: "2026-10-10"),
    };

    private static readonly ChecklistFacts Fine = new(10, 0, 50_000, 0, 5, 0);

    /// <summary>What is wrong, by which the checklist knows it.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { "not-published", Checklist.Warning }, { "too-late-to-publish", Checklist.Blocking }, { "no-key-enterprises", Checklist.Blocking }, { "no-lots", Checklist.Warning },
        { "lots-unannounced", Checklist.Note }, { "catalogue-not-frozen", Checklist.Note }, { "no-closing-window-left", Checklist.Warning }, { "closes-full", Checklist.Warning },
        { "closes-on-rest-days", Checklist.Warning }, { "closes-at-night", Checklist.Note }, { "ladder-after-payment", Checklist.Note }, { "bidders-waiting", Checklist.Warning },
        { "nobody-admitted", Checklist.Warning }, { "licences-unseen", Checklist.Warning }, { "no-settlement-terms", Checklist.Warning }, { "deposit-limit-too-low", Checklist.Warning },
        { "calendar-of-next-year", Checklist.Warning },
    };

    [Fact]
    public void Nothing_is_missing_to_a_fair_that_is_ready_nor_to_one_that_has_opened()
    {
        Assert.Empty(Checklist.Of(Of(Ready, isPublished: true), Fine, Before));
        Assert.Empty(Checklist.Of(Fair(Created, Published, Opened), new(0, 0, 0, 9, 0, 0), Opening));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_named_with_its_severity_and_where_it_is_mended(string code, string severity)
    {
        var (fair, facts, now) = Faulty(code);
        var item = Assert.Single(Checklist.Of(fair, facts, now), item => item.Code == code);
        Assert.Equal(severity, item.Severity);
        Assert.EndsWith("。", item.Chinese, StringComparison.Ordinal);
        Assert.EndsWith(".", item.English, StringComparison.Ordinal);
        Assert.StartsWith("/api/listing/fairs", item.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("too-late-to-publish")]
    [InlineData("no-key-enterprises")]
    [InlineData("no-lots")]
    public void Publishing_refuses_what_is_blocking_and_nothing_else(string code)
    {
        var (fair, facts, now) = Faulty(code);
        var blocking = Checklist.Of(fair, facts, now).Where(item => item.Severity == Checklist.Blocking).Select(item => "fair." + item.Code).ToList();
        Assert.Equal(fair.Status == FairStatus.Draft ? blocking.FirstOrDefault() : null, fair.When(new PublishFair(Organizer, false), now).Refusal?.Code);
    }

    [Fact]
    public async Task An_organizer_reads_what_is_missing()
    {
        await using var host = await Start();
        var fair = await host.NewFair(published: false);
        await Json(await host.Post($"/api/listing/fairs/{fair}/lots", new { title = "Plate", category = "72", quantityMilli = 1_000, openingMinor = 700 }, Consignor, Roles.Consignor), 201);
        await host.Settle();
        var seen = await Json(await host.Get($"/api/listing/fairs/{fair}/checklist", Organizer, Roles.Organizer), 200);
        Assert.True(seen.GetProperty("ready").GetBoolean());
        Assert.Equal((1, 700), (seen.GetProperty("facts").GetProperty("unannounced").GetInt64(), seen.GetProperty("facts").GetProperty("highestOpeningMinor").GetInt64()));
        Assert.Equal("not-published", seen.GetProperty("items")[0].GetProperty("code").GetString());
        await (await host.Get($"/api/listing/fairs/{fair}/checklist", Consignor, Roles.Organizer)).Problem(403, "fair.not-yours");
        await (await host.Get($"/api/listing/fairs/{FairId}/checklist", Organizer, Roles.Organizer)).Problem(404, "fair.unknown");
        host.Clock.SetUtcNow(Opening);
        Assert.False((await Json(await host.Get($"/api/listing/fairs/{fair}/checklist", Organizer, Roles.Organizer), 200)).GetProperty("ready").GetBoolean());
    }

    private static (Fair Fair, ChecklistFacts Facts, DateTimeOffset Now) Faulty(string code) => code switch
    {
        "not-published" => (Of(Ready), Fine, Before),
        "too-late-to-publish" => (Of(Ready), Fine, Opening),
        "no-key-enterprises" => (Of(Ready with { Priority = new(["31"], 60_000) }), Fine, Before),
        "no-lots" => (Of(Ready, true), Fine with { Lots = 0 }, Before),
        "lots-unannounced" => (Of(Ready, true), Fine with { Unannounced = 3 }, Before),
        "catalogue-not-frozen" => (Of(Ready with { CatalogueFreezeMs = null }, true), Fine, Before),
        "no-closing-window-left" => (Of(Ready, true), Fine, Closing),
        "closes-full" => (Of(Ready with { ClosingGapMs = Day }, true) with { Lots = 9 }, Fine, Before),
        "closes-on-rest-days" => (Of(Ready with { Settlement = Ready.Settlement! with { Holidays = "2026-10-12" } }, true), Fine, Before),
        "closes-at-night" => (Of(Ready with { ClosingToMinute = 1_440 }, true), Fine, Before),
        "ladder-after-payment" => (Of(Ready with { Settlement = new(), Ladder = new([], AfterCloseMs: 30 * Day) }, true), Fine, Before),
        "bidders-waiting" => (Of(Ready, true), Fine with { Waiting = 1 }, Before),
        "nobody-admitted" => (Of(Ready with { Admission = new("approved") }, true), Fine with { Admitted = 0 }, Before),
        "licences-unseen" => (Of(Ready with { Admission = new(null, ["28"]) }, true), Fine with { Lacking = 1 }, Before),
        "no-settlement-terms" => (Of(Ready with { Settlement = null }, true), Fine, Before),
        "deposit-limit-too-low" => (Of(Ready with { Deposit = new(PerFairMinor: 1_000, LimitMinor: 49_999) }, true), Fine, Before),
        "calendar-of-next-year" => (Of(Ready with { RemovalDueMs = 100 * Day }, true), Fine, Before),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    private static Fair Of(FairRules rules, bool isPublished = false)
    {
        var created = new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules));
        return isPublished ? Fair(created, new FairPublished(FairId, rules, Organizer)) : Fair(created);
    }
}

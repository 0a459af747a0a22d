using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Listing.Admissions;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>The organizer's work list of admissions.</summary>
public sealed class ApplicationTests : IAsyncLifetime
{
    private static readonly string[] Bidders = [.. Enumerable.Range(1, 5).Select(number => $"{9 - number}b00000000000000000000000000000{number}"[..32].PadRight(32, '0'))];

    private ListingHost _host = null!;
    private string _at = "";

    public async ValueTask InitializeAsync()
    {
        _host = await Start();
        var rules = Rules with { Admission = new(AdmissionRules.Approved, ["28", "93"]) };
        _at = "/api/listing/fairs/" + (await Json(await _host.Post("/api/listing/fairs", rules, Organizer, Roles.Organizer), 201)).GetProperty("fair").GetString();
        await Json(await _host.Post($"{_at}/publish", new { }, Organizer, Roles.Organizer), 200);
        foreach (var bidder in Bidders)
        {
            _host.Clock.Advance(TimeSpan.FromMinutes(1));
            await Json(await _host.Post($"{_at}/applications", new { }, bidder, Roles.Bidder), 200);
        }

        await _host.Settle();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_oldest_stands_first_whatever_its_id_with_its_age_and_what_it_lacks()
    {
        await Licence(Bidders[1], "28");
        var page = await Get("/admissions/work-list?limit=3&status=applied");
        var rows = await Json(page, 200);
        Assert.Equal(Bidders[..3], Ids(rows));
        Assert.Equal(240_000, rows[0].GetProperty("ageMs").GetInt64());
        Assert.Equal(["28", "93"], Texts(rows[0], "lacks"));
        Assert.Equal(["93"], Texts(rows[1], "lacks"));
        Assert.Equal(Before.AddMinutes(2).ToUnixTimeMilliseconds(), rows[1].GetProperty("appliedAt").GetInt64()); // a licence that was seen later moves nobody down
        Assert.Equal(Bidders[3..], Ids(await Json(await _host.Get(page.Headers.GetValues("Link").Single().Split('<', '>')[1], Organizer, Roles.Organizer), 200)));
    }

    [Fact]
    public async Task Who_has_shown_every_licence_lacks_none()
    {
        await Licence(Bidders[0], "28");
        await Licence(Bidders[0], "93");
        Assert.Equal(Bidders[1..], Ids(await Json(await Get("/admissions/work-list?lacking=true"), 200)));
        var count = Assert.Single((await Json(await Get("/admissions/counts"), 200)).EnumerateArray());
        Assert.Equal(("applied", 5, 4), (count.GetProperty("status").GetString(), count.GetProperty("bidders").GetInt64(), count.GetProperty("lacking").GetInt64()));
    }

    [Fact]
    public async Task Many_are_answered_at_once_and_one_refusal_keeps_nobody_else()
    {
        const string stranger = "a0000000000000000000000000000009";
        var body = new { admit = Bidders[..2], reject = new[] { Bidders[2], stranger }, reason = "=1+1 no trade in metals" };
        var answers = await Json(await _host.Post($"{_at}/admissions/answers", body, Organizer, Roles.Organizer, "many"), 200);
        Assert.Equal([true, true, true, false], answers.EnumerateArray().Select(answer => answer.GetProperty("done").GetBoolean()));
        Assert.Equal(AdmissionRefusals.Unknown.Code, answers[3].GetProperty("code").GetString());
        Assert.Equal(answers.GetRawText(), (await Json(await _host.Post($"{_at}/admissions/answers", body, Organizer, Roles.Organizer, "many"), 200)).GetRawText());
        await _host.Settle();
        var counts = (await Json(await Get("/admissions/counts"), 200)).EnumerateArray().ToDictionary(row => row.GetProperty("status").GetString()!, row => row.GetProperty("bidders").GetInt64());
        Assert.Equal((2, 2, 1), (counts["admitted"], counts["applied"], counts["rejected"]));
        Assert.Equal(body.reason, (await Json(await Get("/admissions/work-list?status=rejected"), 200))[0].GetProperty("reason").GetString());

        var file = await (await Get("/admissions.csv")).Content.ReadAsStringAsync();
        var lines = file.TrimEnd().Split('\n');
        Assert.Equal((6, "bidder,status,applied_at,changed_at,licences,lacks,reason"), (lines.Length, lines[0].Trim('\uFEFF', '\r')));
        Assert.Contains("'=1+1 no trade in metals", lines[3], StringComparison.Ordinal);
        Assert.Contains(",28 93,", lines[1], StringComparison.Ordinal);
        Assert.Empty(await _host.Rebuilt());
    }

    [Fact]
    public async Task Only_the_organizer_of_the_fair_works_the_list_off()
    {
        foreach (var path in new[] { "/admissions/work-list", "/admissions/counts", "/admissions.csv" })
            await (await _host.Get(_at + path, Consignor, Roles.Organizer)).Problem(403, "fair.not-yours");
        await (await _host.Post($"{_at}/admissions/answers", new { admit = Bidders }, Consignor, Roles.Organizer)).Problem(403, "fair.not-yours");
        await (await _host.Post($"{_at}/admissions/answers", new { reject = Bidders }, Organizer, Roles.Organizer)).Problem(400, "request.invalid");
        await (await _host.Post($"{_at}/admissions/answers", new { admit = Bidders[..1], reject = Bidders[..1], reason = "x" }, Organizer, Roles.Organizer)).Problem(400, "request.invalid");
    }

    private async Task Licence(string bidder, string category)
    {
        await Json(await _host.Post($"{_at}/admissions/{bidder}/licences", new { category }, Organizer, Roles.Organizer), 200);
        await _host.Settle();
    }

    private Task<HttpResponseMessage> Get(string path) => _host.Get(_at + path, Organizer, Roles.Organizer);

    private static IEnumerable<string> Ids(JsonElement rows) => rows.EnumerateArray().Select(row => row.GetProperty("bidder").GetString()!);

    private static List<string> Texts(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}

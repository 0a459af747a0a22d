using System.Text;
using System.Text.Json;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.ListingHost;
using Sale = Exchange.Contracts.Matching.V1;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

public sealed class ListingHttpTests : IAsyncLifetime
{
    private static readonly byte[] Stock = Encoding.UTF8.GetBytes(
        "class,title,region,quantity,unit,opening price\n3110,Bearing 6204,Jilin,12,EA,500\n3110,Bearing 50%_[x],Jilin,-1,EA,500\n6145,Cable \\ 5mm,,30.5,m,900\n");

    private ListingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Lots_of_a_draft_are_announced_when_it_is_published_and_later_ones_at_once()
    {
        var fair = await _host.NewFair(published: false);
        await Json(await _host.Import(fair, Stock), 200);
        await _host.Settle();
        Assert.Empty(_host.Heard<V1.LotEntered>());

        await Json(await _host.Post($"/api/listing/fairs/{fair}/publish", new { }, Given.Organizer, Roles.Organizer), 200);
        var later = await Json(await EnterLot(fair), 201);
        Assert.Equal(3, later.GetProperty("number").GetInt64());
        await _host.Settle();
        Assert.Single(_host.Heard<V1.FairPublished>());
        Assert.Equal([1, 2, 3], _host.Heard<V1.LotEntered>().Select(lot => lot.Number).Order());
        Assert.All(_host.Heard<V1.LotEntered>(), lot => Assert.Equal("MA" + Given.Consignor[..7], lot.ConsignorRoot));
        Assert.Empty(await _host.Rebuilt());
    }

    [Fact]
    public async Task A_fair_opens_and_closes_by_its_clock_and_then_takes_no_lots()
    {
        var fair = await _host.NewFair(published: true);
        _host.Clock.SetUtcNow(Given.Opening);
        await (await EnterLot(fair)).Problem(409, "fair.entries-closed");
        await _host.Settle();
        Assert.Equal("open", (await Json(await _host.Get($"/api/listing/fairs/{fair}"), 200)).GetProperty("status").GetString());
        _host.Clock.SetUtcNow(Given.Closing);
        await _host.Settle();
        Assert.Equal((1, 1), (_host.Heard<V1.FairOpened>().Count, _host.Heard<V1.FairClosed>().Count));
        Assert.Equal("closed", (await Json(await _host.Get("/api/listing/fairs"), 200))[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_request_sent_again_gets_the_same_answer()
    {
        var fair = await _host.NewFair(published: true);
        var first = await Json(await EnterLot(fair, "again"), 201);
        var second = await Json(await EnterLot(fair, "again"), 201);
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(1, (await Json(await _host.Get($"/api/listing/fairs/{fair}"), 200)).GetProperty("lots").GetInt64());
    }

    [Fact]
    public async Task The_catalogue_is_paged_and_found_by_category_and_text()
    {
        var fair = await _host.NewFair(published: true);
        var file = "class,title,quantity,opening price\n" + string.Join('\n', Enumerable.Range(1, 60).Select(n => $"{n % 2},Item {n} 100%_[x] \\ 轴承,1,5"));
        await Json(await _host.Import(fair, Encoding.UTF8.GetBytes(file)), 200);
        await _host.Settle();
        var page = await _host.Get($"/api/listing/fairs/{fair}/lots?limit=20&category=1");
        var rows = await Json(page, 200);
        Assert.Equal(20, rows.GetArrayLength());
        var next = page.Headers.GetValues("Link").Single().Split('<', '>')[1];
        Assert.Equal(10, (await Json(await _host.Get(next), 200)).GetArrayLength());
        foreach (var (text, found) in new[] { ("item 7 ", 1), ("100%_[X]", 50), ("轴承", 50), ("%", 50), ("[y]", 0), ("\\", 50), ("_[", 50), ("1_0", 0) })
            Assert.Equal(found, (await Json(await _host.Get($"/api/listing/fairs/{fair}/lots?q={Uri.EscapeDataString(text)}"), 200)).GetArrayLength());
    }

    [Fact]
    public async Task A_reserve_is_shown_to_its_consignor_and_the_fairs_organizer_only()
    {
        var fair = await _host.NewFair(published: true);
        var lot = "/api/listing/lots/" + (await Json(await EnterLot(fair), 201)).GetProperty("lot").GetString();
        await _host.Settle();
        Assert.True(await Shows(Given.Consignor, Roles.Consignor));
        Assert.True(await Shows(Given.Organizer, Roles.Organizer));
        Assert.True(await Shows("", Roles.Operator));
        Assert.False(await Shows("other", Roles.Organizer));
        Assert.False(await Shows(Given.Organizer, Roles.Bidder));
        Assert.False(await Shows("bidder", Roles.Bidder));

        async Task<bool> Shows(string enterprise, string role)
        {
            var one = (await Json(await _host.Get(lot, enterprise, role), 200)).TryGetProperty("reserveMinor", out _);
            var listed = (await Json(await _host.Get($"/api/listing/fairs/{fair}/lots", enterprise, role), 200))[0].TryGetProperty("reserveMinor", out _);
            Assert.Equal(one, listed);
            return one;
        }
    }

    [Fact]
    public async Task A_lot_on_a_clock_is_entered_with_its_terms_and_its_floor_is_as_secret_as_a_reserve()
    {
        var fair = await _host.NewFair(published: true);
        var terms = new { fallMinor = 1_000, fallEveryMs = 60_000, floorMinor = 40_000 };
        var body = new { title = "Cable", category = "6145", quantityMilli = 5_000, format = "dutch", openingMinor = 90_000, terms };
        var lot = (await Json(await _host.Post($"/api/listing/fairs/{fair}/lots", body, Given.Consignor, Roles.Consignor), 201)).GetProperty("lot").GetString();
        var mine = (await Json(await _host.Get($"/api/listing/lots/{lot}", Given.Consignor, Roles.Consignor), 200)).GetProperty("terms");
        Assert.Equal("""{"fallMinor":1000,"fallEveryMs":60000,"floorMinor":40000}""", mine.GetRawText());
        var theirs = (await Json(await _host.Get($"/api/listing/lots/{lot}", "bidder", Roles.Bidder), 200)).GetProperty("terms");
        Assert.Equal("""{"fallMinor":1000,"fallEveryMs":60000}""", theirs.GetRawText());
        await _host.Settle();
        Assert.Equal(40_000, _host.Heard<V1.LotEntered>().Single().Terms.FloorMinor);
        var unclear = body with { terms = terms with { floorMinor = 90_001 } };
        await (await _host.Post($"/api/listing/fairs/{fair}/lots", unclear, Given.Consignor, Roles.Consignor)).Problem(422, "lot.floor-above-opening");
        Assert.Empty(await _host.Rebuilt());
    }

    [Fact]
    public async Task What_matching_says_of_a_lot_stands_in_the_catalogue()
    {
        var fair = await _host.NewFair(published: true);
        var lot = (await Json(await EnterLot(fair), 201)).GetProperty("lot").GetString()!;
        var award = new Sale.LotAwarded("a1", lot, fair, 1, "t", "c", "r", Given.Consignor, "w", 12_000, "C62", 70_000, "CNY", 5, new(0, 1, 1));
        var pack = Pack(award, new Sale.LotClosed(lot, fair, 12_000, 12_000, 3, 6));
        await _host.Journal.Hear(pack, CancellationToken.None);
        await _host.Journal.Hear(pack, CancellationToken.None);
        await _host.Settle();
        var row = (await Json(await _host.Get($"/api/listing/fairs/{fair}/lots"), 200))[0];
        Assert.Equal(("sold", 12_000, 70_000), (row.GetProperty("status").GetString(), row.GetProperty("soldMilli").GetInt64(), row.GetProperty("hammerMinor").GetInt64()));
        Assert.Empty(await _host.Rebuilt());
    }

    [Fact]
    public async Task A_lot_is_withdrawn_by_its_consignor_only()
    {
        var fair = await _host.NewFair(published: true);
        var lot = (await Json(await EnterLot(fair), 201)).GetProperty("lot").GetString()!;
        await (await _host.Post($"/api/listing/lots/{lot}/withdraw", new { reason = "x" }, "other", Roles.Consignor)).Problem(403, "lot.not-yours");
        await (await _host.Post($"/api/listing/lots/{lot}/withdraw", new { }, Given.Consignor, Roles.Consignor)).Problem(400, "request.invalid");
        var answer = await Json(await _host.Post($"/api/listing/lots/{lot}/withdraw", new { reason = "x" }, Given.Consignor, Roles.Consignor), 200);
        Assert.Equal("withdrawn", answer.GetProperty("status").GetString());
        await _host.Settle();
        Assert.Equal(lot, Assert.Single(_host.Heard<V1.LotWithdrawn>()).Lot);
    }

    [Fact]
    public async Task Bad_requests_get_their_problem_and_write_nothing()
    {
        var fair = await _host.NewFair(published: true);
        var head = _host.Journal.Head();
        var unknown = new string('0', 32);
        await (await _host.Post("/api/listing/fairs", Given.Rules with { TimeZone = "Mars/Base" }, Given.Organizer, Roles.Organizer)).Problem(422, "fair.unknown-time-zone");
        await (await _host.Post("/api/listing/fairs", new { name = "x" }, Given.Organizer, Roles.Organizer)).Problem(400, "request.invalid");
        await (await _host.Post("/api/listing/fairs", new { colour = "x" }, Given.Organizer, Roles.Organizer)).Problem(400, "request.malformed");
        await (await _host.Post("/api/listing/fairs", Given.Rules, Given.Consignor, Roles.Consignor)).Problem(403, "auth.role-missing");
        await (await _host.Post($"/api/listing/fairs/{fair}/publish", new { }, "other", Roles.Organizer)).Problem(403, "fair.not-yours");
        await (await _host.Post($"/api/listing/fairs/{fair}/lots", Given.Details with { OpeningMinor = -1 }, Given.Consignor, Roles.Consignor)).Problem(400, "request.invalid");
        await (await _host.Post($"/api/listing/fairs/{fair}/lots", Given.Details with { Unit = "X" }, Given.Consignor, Roles.Consignor)).Problem(422, "lot.unknown-unit");
        await (await _host.Post($"/api/listing/fairs/{fair}/lots", Given.Details, "", Roles.Operator)).Problem(403, "lot.no-enterprise");
        await (await _host.Post($"/api/listing/fairs/{unknown}/lots", Given.Details, Given.Consignor, Roles.Consignor)).Problem(404, "fair.unknown");
        await (await _host.Get($"/api/listing/fairs/{unknown}")).Problem(404, "fair.unknown");
        await (await _host.Get("/api/listing/lots/x")).Problem(404, "lot.unknown");
        await (await _host.Import(unknown, Stock)).Problem(404, "fair.unknown");
        await (await _host.Import(fair, Stock, "openingShare=0&colour=x")).Problem(400, "request.invalid");
        await (await _host.Import(fair, Stock, key: " ")).Problem(400, "request.idempotency-key");
        await (await _host.Import(fair, Stock, type: "application/json")).Problem(415, "request.media-type");
        Assert.Equal(head, _host.Journal.Head());
        Assert.Empty(_host.Log.Errors);
    }

    private Task<HttpResponseMessage> EnterLot(string fair, string? key = null) =>
        _host.Post($"/api/listing/fairs/{fair}/lots", Given.Details, Given.Consignor, Roles.Consignor, key);

    private static Announcements Pack(params object[] messages) => new("matching", 0, 1, [.. messages.Select(Message)]);

    private static Announcement Message(object message, int n) =>
        new("m" + n, ContractName.Of(message.GetType()), 1, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options));
}

using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Audits;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Trade;

namespace Exchange.Tests.Matching;

/// <summary>Call auctions over HTTP with signed tokens.</summary>
public sealed class CallAuctionHttpTests : IAsyncLifetime
{
    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await MatchingHost.Started(Before, [], Published);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_call_auction_runs_from_its_opening_to_what_each_order_got()
    {
        var auction = await Open();
        Assert.Equal("scheduled", (await Json(Get(auction))).Text("status"));
        _host.Clock.SetUtcNow(During);
        await Json(Order(auction, "sell", Mill, 348_000, 200_000), 201);
        var bought = await Json(Order(auction, "buy", Builder, 350_000, 150_000), 201);
        Assert.Equal(
            $$"""{"auction":"{{auction}}","order":2,"side":"buy","priceMinor":350000,"quantityMilli":150000}""", bought.GetRawText());

        var shown = await Json(Get(auction));
        Assert.Equal(
            ("open", 2, 348_000, 150_000, -50_000),
            (shown.Text("status"), shown.Number("orders"), shown.Number("priceMinor"), shown.Number("volumeMilli"), shown.Number("surplusMilli")));
        Assert.DoesNotContain(Mill, shown.GetRawText(), StringComparison.Ordinal);
        Assert.Equal([1], (await Json(Get($"{auction}/orders", Mill))).EnumerateArray().Select(order => order.Number("order")));
        Assert.Empty((await Json(Get($"{auction}/orders", Yard))).EnumerateArray());
        await (await Get($"{auction}/audit")).Problem(409, "audit.not-published");

        _host.Clock.SetUtcNow(Calls);
        Assert.Contains((await Json(Get(auction))).Text("status"), (string[])["calling", "called"]); // the clock's own loop may have called already
        await _host.Settle();
        var called = await Json(Get(auction));
        Assert.Equal(("called", 348_000), (called.Text("status"), called.Number("priceMinor")));
        Assert.Equal(150_000, (await Json(Get($"{auction}/orders", Mill)))[0].Number("filledMilli"));
        var file = await Get($"{auction}/audit");
        Assert.Equal($"\"{called.Text("auditHead")}\"", file.Headers.ETag?.Tag);
        var verdict = AuditVerifier.Verify(await file.Content.ReadAsByteArrayAsync(), called.Text("auditHead"));
        Assert.Empty(verdict.Faults);
        Assert.Equal((348_000, 150_000), (verdict.Call!.PriceMinor, verdict.Call.VolumeMilli));
        var listed = (await Json(Send(HttpMethod.Get, $"fairs/{Fair}/call-auctions", Yard, Roles.Bidder)))[0];
        Assert.Equal((auction, "called", 2, 150_000), (listed.Text("auction"), listed.Text("status"), listed.Number("orders"), listed.Number("volumeMilli")));
    }

    [Fact]
    public async Task An_order_is_amended_cancelled_and_sent_again()
    {
        var auction = await Open();
        _host.Clock.SetUtcNow(During);
        var first = (await Json(Order(auction, "buy", Builder, 350_000, 150_000, "same"), 201)).GetRawText();
        await Json(Order(auction, "buy", Works, 350_000, 1_000), 201);
        Assert.Equal(first, (await Json(Order(auction, "buy", Builder, 350_000, 150_000, "same"), 201)).GetRawText());
        await (await Order(auction, "buy", Builder, 350_500, 150_000, "same")).Problem(409, "request.key-reused");

        var amended = await Json(Send(HttpMethod.Post, $"call-auctions/{auction}/orders/1/amend", Builder, Roles.Bidder, """{"priceMinor":351000,"quantityMilli":1000}"""));
        Assert.Equal((1, 351_000, 1_000), (amended.Number("order"), amended.Number("priceMinor"), amended.Number("quantityMilli")));
        Assert.Equal(amended.GetRawText(), (await Json(
            Send(HttpMethod.Post, $"call-auctions/{auction}/orders/1/amend", Builder, Roles.Bidder, """{"priceMinor":351000,"quantityMilli":1000}"""))).GetRawText());
        await (await Cancel(auction, 1, Works)).Problem(403, "call-auction.not-your-order");
        Assert.Equal(0, (await Json(Cancel(auction, 1, Builder, "gone"))).Number("quantityMilli"));
        Assert.Equal(0, (await Json(Cancel(auction, 1, Builder, "gone"))).Number("quantityMilli"));
        await (await Cancel(auction, 1, Builder)).Problem(404, "call-auction.unknown-order");
        await Json(Order(auction, "buy", Works, 352_000, 1_000), 201);
        _host.Clock.SetUtcNow(Locks);
        await (await Cancel(auction, 2, Works)).Problem(409, "call-auction.locked");
    }

    [Theory]
    [InlineData("buy", """{"priceMinor":350001,"quantityMilli":1000}""", 422, "call-auction.off-tick")]
    [InlineData("buy", """{"priceMinor":350000,"quantityMilli":1500}""", 422, "call-auction.not-whole-lots")]
    [InlineData("sell", """{"priceMinor":350000,"quantityMilli":0}""", 422, "call-auction.nothing-ordered")]
    [InlineData("sell", """{"priceMinor":9223372036854775807,"quantityMilli":1000}""", 422, "call-auction.too-large")]
    [InlineData("buy", """{"priceMinor":350000,"quantityMilli":1000,"currency":"USD"}""", 422, "call-auction.other-currency")]
    [InlineData("sell", """{"priceMinor":349500,"quantityMilli":1000}""", 409, "call-auction.meets-own-order")]
    [InlineData("buy", """{"priceMinor":350000}""", 400, "request.invalid")]
    [InlineData("buy", """{"priceMinor":350000,"quantityMilli":1000,"side":"sell"}""", 400, "request.malformed")]
    [InlineData("buy", """{"priceMinor":1e400,"quantityMilli":1000}""", 400, "request.malformed")]
    public async Task An_order_that_cannot_be_is_a_problem_and_leaves_nothing(string side, string body, int status, string code)
    {
        var auction = await Open();
        _host.Clock.SetUtcNow(During);
        await Json(Order(auction, "buy", Works, 350_000, 1_000), 201);
        var before = _host.Journal.Head();
        await (await Send(HttpMethod.Post, $"call-auctions/{auction}/{side}-orders", Works, side == "buy" ? Roles.Bidder : Roles.Consignor, body)).Problem(status, code);
        Assert.Equal(before, _host.Journal.Head());
        Assert.Empty(_host.Edge.Log.Errors);
    }

    [Fact]
    public async Task Bidders_buy_consignors_sell_and_organizers_open()
    {
        var auction = await Open();
        await (await Order(auction, "buy", Builder, 350_000, 1_000)).Problem(409, "call-auction.not-open-yet");
        _host.Clock.SetUtcNow(During);
        await (await Send(HttpMethod.Post, $"call-auctions/{auction}/buy-orders", Mill, Roles.Consignor, """{"priceMinor":350000,"quantityMilli":1000}""")).Problem(403, "auth.role-missing");
        await (await Send(HttpMethod.Post, $"call-auctions/{auction}/sell-orders", Mill, Roles.Bidder, """{"priceMinor":350000,"quantityMilli":1000}""")).Problem(403, "auth.role-missing");
        await (await Send(HttpMethod.Post, $"call-auctions/{auction}/buy-orders", "", Roles.Operator, """{"priceMinor":350000,"quantityMilli":1000}""")).Problem(403, "call-auction.no-enterprise");
        await (await Send(HttpMethod.Post, $"fairs/{Fair}/call-auctions", Mill, Roles.Bidder, Body())).Problem(403, "auth.role-missing");
        await (await Send(HttpMethod.Post, $"fairs/{Fair}/call-auctions", Mill, Roles.Organizer, Body())).Problem(403, "call-auction.not-yours");
        await (await Send(HttpMethod.Post, $"fairs/{Id.From("other")}/call-auctions", Organizer, Roles.Organizer, Body())).Problem(404, "call-auction.unknown-fair");
        await (await Send(HttpMethod.Post, "fairs/x/call-auctions", Organizer, Roles.Organizer, Body())).Problem(404, "call-auction.unknown-fair");
        await (await Send(HttpMethod.Post, $"fairs/{Fair}/call-auctions", Organizer, Roles.Organizer, "{}")).Problem(400, "request.invalid");
        foreach (var groups in new string?[]?[][] { [["works", "branch"]], [null], [[null, null]] })
            await (await Send(HttpMethod.Post, $"fairs/{Fair}/call-auctions", Organizer, Roles.Organizer, Body(groups: groups))).Problem(400, "request.invalid");
        await (await Send(HttpMethod.Post, $"fairs/{Fair}/call-auctions", Organizer, Roles.Organizer, Body(currency: "USD"))).Problem(422, "call-auction.other-currency");
        _host.Clock.SetUtcNow(Calls);
        await (await Order(auction, "buy", Builder, 350_000, 1_000)).Problem(409, "call-auction.closed");
        foreach (var unknown in new[] { "x", Id.From("unknown") })
        {
            await (await Get(unknown)).Problem(404, "call-auction.unknown");
            await (await Get($"{unknown}/orders")).Problem(404, "call-auction.unknown");
            await (await Get($"{unknown}/stream")).Problem(404, "call-auction.unknown");
            await (await Get($"{unknown}/audit")).Problem(404, "call-auction.unknown");
            await (await Order(unknown, "buy", Builder, 350_000, 1_000)).Problem(404, "call-auction.unknown");
            await (await Cancel(unknown, 1, Builder)).Problem(404, "call-auction.unknown");
        }
    }

    [Fact]
    public async Task Who_buys_in_a_fair_that_is_not_open_is_let_in_under_the_same_key_once_it_is_admitted()
    {
        await Tell(Published with { Admission = "approved", Licensed = ["95"] });
        var auction = await Open();
        _host.Clock.SetUtcNow(During);
        await Json(Order(auction, "sell", Mill, 350_000, 1_000), 201);
        await (await Order(auction, "buy", Builder, 350_000, 1_000, "door")).Problem(403, "call-auction.not-admitted");
        await Tell(new BidderAdmission(Fair, Builder, true, [], 1, 0));
        await (await Order(auction, "buy", Builder, 350_000, 1_000, "door")).Problem(403, "call-auction.licence-needed");
        await Tell(new BidderAdmission(Fair, Builder, true, ["95"], 2, 0));
        var first = (await Json(Order(auction, "buy", Builder, 350_000, 1_000, "door"), 201)).GetRawText();
        Assert.Equal(first, (await Json(Order(auction, "buy", Builder, 350_000, 1_000, "door"), 201)).GetRawText());
    }

    [Fact]
    public async Task Enterprises_of_one_root_in_their_tokens_do_not_trade_with_each_other()
    {
        var auction = await Open();
        _host.Clock.SetUtcNow(During);
        await Json(Order(auction, "sell", Mill, 350_000, 1_000, root: "MA0001234"), 201);
        await (await Order(auction, "buy", Builder, 350_000, 1_000, root: "MA0001234")).Problem(403, "call-auction.meets-linked-order");
        await Json(Order(auction, "buy", Builder, 350_000, 1_000, root: "MA0001235"), 201);
    }

    [Fact]
    public async Task A_stream_begins_with_the_call_auction_and_goes_on_with_each_order()
    {
        var auction = await Open();
        _host.Clock.SetUtcNow(During);
        using var reader = await _host.Stream($"call-auctions/{auction}/stream", Yard);
        Assert.Equal(0, (await NextEvent(reader)).Number("orders"));
        await Json(Order(auction, "sell", Mill, 348_000, 200_000), 201);
        Assert.Equal(1, (await NextEvent(reader)).Number("orders"));
        await Json(Order(auction, "buy", Builder, 348_000, 1_000), 201);
        Assert.Equal((2, 348_000), ((await NextEvent(reader)) is var shown ? shown.Number("orders") : 0, shown.Number("priceMinor")));
    }

    [Fact]
    public async Task The_call_auctions_of_a_fair_are_paged()
    {
        foreach (var n in Enumerable.Range(0, 3)) await Open($"key-{n}");
        await _host.Settle();
        var page = await Send(HttpMethod.Get, $"fairs/{Fair}/call-auctions?limit=2", Yard, Roles.Bidder);
        Assert.Equal(2, JsonElement.Parse(await page.Content.ReadAsStringAsync()).GetArrayLength());
        var next = page.Headers.GetValues("Link").Single().Split('<', '>')[1]["/api/matching/".Length..];
        Assert.Single((await Json(Send(HttpMethod.Get, next, Yard, Roles.Bidder))).EnumerateArray());
    }

    private async Task Tell(object message)
    {
        await _host.Tell(message);
        await _host.Journal.WaitForViews(_host.Journal.Head());
    }

    private static string Body(string currency = "CNY", string?[]?[]? groups = null) => JsonSerializer.Serialize(
        new
        {
            title = "Wire rod Q195 6.5 mm",
            category = "9510",
            unit = "TNE",
            currency,
            tickMinor = Tick,
            lotMilli = Lot,
            referenceMinor = Reference,
            opensAt = Terms.OpensAt,
            callsAt = Terms.CallsAt,
            lockedMs = Terms.LockedMs,
            groups = groups ?? Terms.Groups.Select(group => (string?[]?)group.ToArray()),
        });

    private async Task<string> Open(string? key = null)
    {
        var opened = await Json(Send(HttpMethod.Post, $"fairs/{Fair}/call-auctions", Organizer, Roles.Organizer, Body(), key), 201);
        return opened.Text("auction")!;
    }

    private Task<HttpResponseMessage> Get(string path, string? enterprise = null) => Send(HttpMethod.Get, "call-auctions/" + path, enterprise ?? Yard, Roles.Bidder);

    private Task<HttpResponseMessage> Order(string auction, string side, string enterprise, long priceMinor, long quantityMilli, string? key = null, string? root = null) => Send(
        HttpMethod.Post, $"call-auctions/{auction}/{side}-orders", enterprise, side == "buy" ? Roles.Bidder : Roles.Consignor,
        $$"""{"priceMinor":{{priceMinor}},"quantityMilli":{{quantityMilli}}}""", key, root);

    private Task<HttpResponseMessage> Cancel(string auction, long order, string enterprise, string? key = null) =>
        Send(HttpMethod.Post, $"call-auctions/{auction}/orders/{order}/cancel", enterprise, Roles.Bidder, "{}", key);

    private static async Task<JsonElement> Json(Task<HttpResponseMessage> sent, int status = 200)
    {
        var response = await sent;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, text);
        return JsonElement.Parse(text);
    }

    private Task<HttpResponseMessage> Send(HttpMethod method, string path, string enterprise, string role, string? body = null, string? key = null, string? root = null) =>
        _host.Send(method, path, enterprise, body, role, key, root);

    private static async Task<JsonElement> NextEvent(StreamReader reader)
    {
        var lines = new Dictionary<string, string>();
        while (await reader.ReadLineAsync() is { } line && (line.Length > 0 || lines.Count == 0))
            if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon) lines[line[..colon]] = line[(colon + 2)..];
        Assert.Equal("call-auction", lines["event"]);
        return JsonElement.Parse(lines["data"]);
    }
}

using System.Net;
using System.Text.Json;
using Exchange.Kernel.Log;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Matching over HTTP with signed tokens, in a process of its own settings.</summary>
public sealed partial class MatchingHttpTests : IAsyncLifetime
{
    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await MatchingHost.Started(Entered(ByBids), Entered(AtPrice with { Lot = AtPrice.Lot with { Id = Divisible, Number = 8 } }));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_lot_without_a_bid_has_an_empty_history() => Assert.Equal("[]", await (await _host.Send(HttpMethod.Get, $"lots/{LotId}/bids", Smelter)).Content.ReadAsStringAsync());

    [Fact]
    public async Task A_bid_is_answered_with_its_number_the_price_and_the_next_bid()
    {
        var response = await Bid(Smelter, """{"amountMinor":10000}""");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/api/matching/lots/{LotId}", response.Headers.Location?.ToString());
        Assert.True(Position.TryParse(response.Headers.GetValues("Log-Position").Single(), out _));
        Assert.Equal(
            $$"""{"lot":"{{LotId}}","bid":1,"amountMinor":10000,"priceMinor":10000,"nextBidMinor":10500,"closesAt":{{Closes.ToUnixTimeMilliseconds()}}}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_bid_sent_again_gets_the_same_answer_though_others_have_bid_since()
    {
        var first = await (await Bid(Smelter, """{"amountMinor":10000}""", "same")).Content.ReadAsStringAsync();
        await Bid(Foundry, """{"amountMinor":16000}""");
        Assert.Equal(first, await (await Bid(Smelter, """{"amountMinor":10000}""", "same")).Content.ReadAsStringAsync());
        await (await Bid(Smelter, """{"amountMinor":20000}""", "same")).Problem(409, "request.key-reused");
    }

    [Theory]
    [InlineData("""{"amountMinor":9999}""", 409, "auction.bid-too-low")]
    [InlineData("""{"amountMinor":0}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":-1}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":1000000000000001}""", 400, "request.invalid")]
    [InlineData("""{}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":99999999999999999999}""", 400, "request.malformed")]
    [InlineData("""{"amountMinor":"10000"}""", 400, "request.malformed")]
    [InlineData("""{"amountMinor":10000,"amount":1}""", 400, "request.malformed")]
    [InlineData("""{"amountMinor":""", 400, "request.malformed")]
    public async Task A_bid_that_cannot_be_is_a_problem_and_leaves_nothing(string body, int status, string code)
    {
        var before = _host.Journal.Head();
        await (await Bid(Smelter, body)).Problem(status, code);
        Assert.Equal(before, _host.Journal.Head());
        Assert.Empty(_host.Edge.Log.Errors);
    }

    [Fact]
    public async Task A_lot_that_nobody_knows_is_not_found()
    {
        foreach (var lot in new[] { Id.From("another"), "x", LotId.ToUpperInvariant() })
        {
            await (await _host.Send(HttpMethod.Get, $"lots/{lot}", Smelter)).Problem(404, "auction.unknown-lot");
            await (await _host.Send(HttpMethod.Get, $"lots/{lot}/bids", Smelter)).Problem(404, "auction.unknown-lot");
            await (await _host.Send(HttpMethod.Get, $"lots/{lot}/stream", Smelter)).Problem(404, "auction.unknown-lot");
            await (await _host.Send(HttpMethod.Post, $"lots/{lot}/bids", Smelter, """{"amountMinor":10000}""")).Problem(404, "auction.unknown-lot");
            await (await _host.Send(HttpMethod.Post, $"lots/{lot}/purchases", Smelter, """{"quantityMilli":1}""")).Problem(404, "auction.unknown-lot");
        }
    }

    [Fact]
    public async Task Only_bidders_bid_and_nobody_without_a_token_sees_anything()
    {
        await (await _host.Send(HttpMethod.Post, $"lots/{LotId}/bids", Smelter, """{"amountMinor":10000}""", Roles.Consignor)).Problem(403, "auth.role-missing");
        await (await _host.Send(HttpMethod.Post, $"lots/{LotId}/bids", "", """{"amountMinor":10000}""", Roles.Operator)).Problem(403, "auction.no-enterprise");
        await (await _host.Edge.Send(HttpMethod.Get, $"/api/matching/lots/{LotId}")).Problem(401, "auth.token-missing");
    }

    [Fact]
    public async Task A_lot_is_shown_as_it_is_now_without_names()
    {
        await Bid(Smelter, """{"amountMinor":15000}""");
        var mine = await Json(HttpMethod.Get, $"lots/{LotId}", Smelter);
        Assert.Equal(
            ("open", 15_000L, 15_500L, 1L, "Bidder 1", true, true),
            (mine.Text("status"), mine.Number("priceMinor"), mine.Number("nextBidMinor"), mine.Number("bids"), mine.Text("leader"), mine.Flag("youLead"), mine.Flag("reserveMet")));
        var theirs = await _host.Send(HttpMethod.Get, $"lots/{LotId}", Foundry);
        var text = await theirs.Content.ReadAsStringAsync();
        Assert.DoesNotContain(Smelter, text, StringComparison.Ordinal);
        Assert.DoesNotContain("reserveMinor", text, StringComparison.Ordinal);
        Assert.False(JsonElement.Parse(text).Flag("youLead"));
    }

    [Fact]
    public async Task A_lot_that_has_not_changed_is_not_sent_again()
    {
        var first = await _host.Send(HttpMethod.Get, $"lots/{LotId}", Smelter);
        Assert.Equal(HttpStatusCode.NotModified, (await _host.Send(HttpMethod.Get, $"lots/{LotId}", Smelter, ifNoneMatch: first.Headers.ETag!.Tag)).StatusCode);
        await Bid(Smelter, """{"amountMinor":15000}""");
        Assert.Equal(HttpStatusCode.OK, (await _host.Send(HttpMethod.Get, $"lots/{LotId}", Smelter, ifNoneMatch: first.Headers.ETag!.Tag)).StatusCode);
    }

    [Fact]
    public async Task Bids_are_paged_from_the_last_one_and_masked()
    {
        HttpResponseMessage? last = null;
        foreach (var n in Enumerable.Range(0, 5)) last = await Bid(n % 2 == 0 ? Smelter : Foundry, $$"""{"amountMinor":{{10000 + (n * 2000)}}}""");
        var position = last!.Headers.GetValues("Log-Position").Single();
        var page = await _host.Send(HttpMethod.Get, $"lots/{LotId}/bids?limit=2&position={position}", Smelter);
        var rows = JsonElement.Parse(await page.Content.ReadAsStringAsync()).EnumerateArray().ToList();
        Assert.Equal([(5, "Bidder 1", true), (4, "Bidder 2", false)], rows.Select(row => (row.Number("bid"), row.Text("bidder"), row.Flag("you"))));
        Assert.Contains("after=4", page.Headers.GetValues("Link").Single(), StringComparison.Ordinal);

        var rest = await _host.Send(HttpMethod.Get, $"lots/{LotId}/bids?limit=3&after=4", Foundry);
        Assert.Equal([3, 2, 1], JsonElement.Parse(await rest.Content.ReadAsStringAsync()).EnumerateArray().Select(row => row.Number("bid")));
        Assert.False(rest.Headers.Contains("Link"));
    }

    [Fact]
    public async Task A_purchase_is_answered_with_its_award()
    {
        var bought = await Json(HttpMethod.Post, $"lots/{Divisible}/purchases", Smelter, """{"quantityMilli":1500}""");
        Assert.Equal((Id.From(Divisible, "1"), 3750L), (bought.Text("award"), bought.Number("hammerMinor")));
        Assert.Equal(Offered - 1500, (await Json(HttpMethod.Get, $"lots/{Divisible}", Foundry)).Number("remainingMilli"));
        await (await _host.Send(HttpMethod.Post, $"lots/{Divisible}/purchases", Foundry, $$"""{"quantityMilli":{{Offered}}}""")).Problem(409, "auction.not-enough-left");
        await (await _host.Send(HttpMethod.Post, $"lots/{Divisible}/purchases", Foundry, """{"quantityMilli":0}""")).Problem(400, "request.invalid");
    }

    [Fact]
    public async Task A_clocks_price_is_right_when_it_is_read_and_never_more_than_was_said()
    {
        var lot = Id.From("clock");
        await _host.Enter(OnClock with { Lot = OnClock.Lot with { Id = lot, Number = 9 } });
        var position = (await Bid(Smelter, """{"amountMinor":10000}""")).Headers.GetValues("Log-Position").Single();
        Assert.Equal(6_400, (await Json(HttpMethod.Get, $"lots/{lot}", Smelter)).Number("priceMinor"));
        _host.Clock.Advance(TimeSpan.FromMinutes(10));
        var shown = await Json(HttpMethod.Get, $"lots/{lot}", Smelter);
        Assert.Equal((5_800L, During.AddMinutes(20).ToUnixTimeMilliseconds()), (shown.Number("priceMinor"), shown.Number("nextFallAt")));
        Assert.Equal(5_800, (await Json(HttpMethod.Get, $"fairs/{Fair}/lots?after=8&position={position}", Smelter)).EnumerateArray().Single().Number("priceMinor"));
        await (await _host.Send(HttpMethod.Post, $"lots/{lot}/purchases", Smelter, $$"""{"quantityMilli":{{Offered}},"priceMinor":5799}""")).Problem(409, "auction.wrong-price");
        await (await _host.Send(HttpMethod.Post, $"lots/{lot}/purchases", Smelter, $$"""{"quantityMilli":{{Offered}},"priceMinor":0}""")).Problem(400, "request.invalid");
        Assert.Equal(5_800, (await Json(HttpMethod.Post, $"lots/{lot}/purchases", Smelter, $$"""{"quantityMilli":{{Offered}},"priceMinor":6400}""")).Number("hammerMinor"));
    }

    [Fact]
    public async Task The_lots_of_a_fair_are_listed_with_their_status()
    {
        var position = (await Bid(Smelter, """{"amountMinor":10000}""")).Headers.GetValues("Log-Position").Single();
        var open = await Json(HttpMethod.Get, $"fairs/{Fair}/lots?status=open&position={position}", Smelter);
        Assert.Equal([(7, "open", 1), (8, "open", 0)], open.EnumerateArray().Select(lot => (lot.Number("number"), lot.Text("status"), lot.Number("bids"))));
        Assert.Equal([8], (await Json(HttpMethod.Get, $"fairs/{Fair}/lots?after=7", Smelter)).EnumerateArray().Select(lot => lot.Number("number")));
        await (await _host.Send(HttpMethod.Get, $"fairs/{Fair}/lots?status=gone", Smelter)).Problem(400, "request.invalid");
    }

    [Fact]
    public async Task A_stream_begins_with_the_lot_and_goes_on_with_each_change()
    {
        using var reader = await _host.Stream($"lots/{LotId}/stream", Smelter);
        var (firstId, first) = await NextEvent(reader);
        Assert.Equal(0, first.Number("bids"));

        var answer = await Bid(Smelter, """{"amountMinor":10000}""");
        var (id, second) = await NextEvent(reader);
        Assert.Equal((1L, true), (second.Number("bids"), second.Flag("youLead")));
        Assert.Equal(answer.Headers.GetValues("Log-Position").Single(), id.ToString());
        Assert.True(id.Sequence > firstId.Sequence);
    }

    [Fact]
    public async Task A_stream_tells_the_lot_again_when_its_clock_falls()
    {
        var lot = Id.From("clock");
        await _host.Enter(OnClock with { Lot = OnClock.Lot with { Id = lot, Number = 9 } });
        using var reader = await _host.Stream($"lots/{lot}/stream", Smelter);
        var (firstId, first) = await NextEvent(reader);
        _host.Clock.Advance(TimeSpan.FromMinutes(10));
        var (id, second) = await NextEvent(reader);
        _host.Clock.Advance(TimeSpan.FromHours(2));
        var third = (await NextEvent(reader)).Data;
        Assert.Equal([6_400, 5_800, 3_000], new[] { first, second, third }.Select(shown => shown.Number("priceMinor")));
        Assert.Equal((firstId, false), (id, third.TryGetProperty("nextFallAt", out _)));
    }

    [Fact]
    public async Task A_bid_after_the_close_is_refused_and_the_lot_says_how_it_ended()
    {
        await Bid(Smelter, """{"amountMinor":15000}""");
        _host.Clock.SetUtcNow(Closes);
        await (await Bid(Foundry, """{"amountMinor":16000}""")).Problem(409, "auction.closed");
        await _host.Settle();
        Assert.Equal("sold", (await Json(HttpMethod.Get, $"lots/{LotId}", Foundry)).Text("status"));
    }

    [Fact]
    public async Task A_bid_of_ten_times_the_next_one_counts_once_it_is_confirmed_under_the_same_key()
    {
        await (await Bid(Smelter, """{"amountMinor":100000}""", "slip")).Problem(409, "auction.confirm-amount");
        Assert.Equal(HttpStatusCode.Created, (await Bid(Smelter, """{"amountMinor":100000,"confirmed":true}""", "slip")).StatusCode);
    }

    [Fact]
    public async Task Nobody_but_the_leader_sees_the_leaders_maximum()
    {
        const string maximum = "1777777";
        await _host.Enter(Of(ByBids.Terms with { Proxy = true }) with { Lot = ByBids.Lot with { Id = Secret, Number = 9 } });
        var led = await Json(HttpMethod.Post, $"lots/{Secret}/bids", Smelter, $$"""{"amountMinor":{{maximum}},"confirmed":true}""");
        Assert.Equal((1_777_777L, Reserve), (led.Number("amountMinor"), led.Number("priceMinor")));
        Assert.False(led.TryGetProperty("outbid", out _));
        var answer = await _host.Send(HttpMethod.Post, $"lots/{Secret}/bids", Foundry, """{"amountMinor":20000}""");
        Assert.True(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).Flag("outbid"));
        var position = answer.Headers.GetValues("Log-Position").Single();

        Assert.Equal(1_777_777, (await Json(HttpMethod.Get, $"lots/{Secret}", Smelter)).Number("yourMaximumMinor"));
        Assert.Equal(20_000, (await Json(HttpMethod.Get, $"lots/{Secret}", Foundry)).Number("yourMaximumMinor"));
        using var reader = await _host.Stream($"lots/{Secret}/stream", Foundry);
        var seen = new List<string> { (await NextEvent(reader)).Item2.GetRawText(), await answer.Content.ReadAsStringAsync() };
        foreach (var path in new[] { $"lots/{Secret}", $"lots/{Secret}/bids?position={position}", $"fairs/{Fair}/lots?position={position}" })
            seen.Add(await (await _host.Send(HttpMethod.Get, path, Foundry)).Content.ReadAsStringAsync());
        var refused = await _host.Send(HttpMethod.Post, $"lots/{Secret}/bids", Foundry, """{"amountMinor":20001}""");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        seen.Add(await refused.Content.ReadAsStringAsync());
        Assert.Contains("\"priceMinor\":20500,\"nextBidMinor\":21000,\"bids\":2,\"leader\":\"Bidder 1\"", seen[4], StringComparison.Ordinal);
        Assert.All(seen, text => Assert.DoesNotContain(maximum, text, StringComparison.Ordinal));
    }

    private static string Secret { get; } = Id.From("secret");

    private static string Divisible { get; } = Id.From("divisible");

    private Task<HttpResponseMessage> Bid(string enterprise, string body, string? key = null) => _host.Send(HttpMethod.Post, $"lots/{LotId}/bids", enterprise, body, key: key);

    private async Task<JsonElement> Json(HttpMethod method, string path, string enterprise, string? body = null)
    {
        var response = await _host.Send(method, path, enterprise, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private static async Task<(Position Id, JsonElement Data)> NextEvent(StreamReader reader)
    {
        var lines = new Dictionary<string, string>();
        while (await reader.ReadLineAsync() is { } line && (line.Length > 0 || lines.Count == 0))
            if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon) lines[line[..colon]] = line[(colon + 2)..];
        Assert.Equal("lot", lines["event"]);
        Assert.True(Position.TryParse(lines["id"], out var id));
        return (id, JsonElement.Parse(lines["data"]));
    }
}

internal static class JsonReading
{
    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    public static long Number(this JsonElement json, string name) => json.GetProperty(name).GetInt64();

    public static bool Flag(this JsonElement json, string name) => json.GetProperty(name).GetBoolean();
}

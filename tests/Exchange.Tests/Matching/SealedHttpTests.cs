using System.Globalization;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Canary;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Sealed bids over HTTP, and canaries: amounts that stand nowhere else, looked for in all that comes out of the process and in all its files.</summary>
public sealed class SealedHttpTests : IAsyncLifetime
{
    private const long Hidden = 7_316_598_204_421, Amended = 7_316_598_204_859, Withdrawn = 7_316_598_204_337;

    private readonly StringBuilder _seen = new();
    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await MatchingHost.Started(
        During, new() { ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace" }, Entered(BySealedBids));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_sealed_bid_is_answered_with_its_receipt_and_the_opening_publishes_what_checks_it()
    {
        var bid = await Json(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden));
        Assert.Equal((1L, 1L), (bid.Number("bid"), bid.Number("bidderNumber")));
        Assert.False(bid.TryGetProperty("amountMinor", out _));
        await Open();
        var row = (await Json(HttpMethod.Get, "bids", Foundry)).EnumerateArray().Single();
        Assert.Equal((Hidden, bid.Text("receipt")), (row.Number("amountMinor"), row.Text("receipt")));
        Assert.Equal(bid.Text("receipt"), LotKey.Receipt(LotId, 1, Hidden, row.Text("salt")!));
        Assert.Equal(("sold", Hidden, "Bidder 1"), ((await Lot(Foundry)).Text("status"), (await Lot(Foundry)).Number("priceMinor"), (await Lot(Foundry)).Text("leader")));
    }

    [Fact]
    public async Task A_bid_sent_again_gets_the_same_answer_and_another_amount_under_its_key_is_refused()
    {
        var first = await Text(await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden), "same"));
        Assert.Equal(first, await Text(await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden), "same")));
        await (await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Amended), "same")).Problem(409, "request.key-reused");
    }

    [Fact]
    public async Task A_bid_is_amended_and_withdrawn_until_the_end_and_its_history_says_so()
    {
        await Json(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden));
        Assert.Equal(1, (await Json(HttpMethod.Post, "sealed-bids", Smelter, Body(Amended))).Number("replaces"));
        await Json(HttpMethod.Post, "sealed-bids", Foundry, Body(Withdrawn));
        Assert.Equal(3, (await Json(HttpMethod.Post, "sealed-bids/withdrawals", Foundry)).Number("bid"));
        await (await Send(HttpMethod.Post, "sealed-bids/withdrawals", Foundry)).Problem(409, "auction.no-bid-to-withdraw");
        await Open();
        var rows = (await Json(HttpMethod.Get, "bids", Smelter)).EnumerateArray().ToList();
        Assert.Equal([0, Amended, 0], rows.Select(row => row.Number("amountMinor")));
        Assert.Equal("withdrawn", rows[0].Text("ended"));
        Assert.Equal("amended", rows[2].Text("ended"));
        Assert.False(rows[2].TryGetProperty("salt", out _));
        await (await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden))).Problem(409, "auction.amended-after-end");
        await (await Send(HttpMethod.Post, "sealed-bids/withdrawals", Smelter)).Problem(409, "auction.withdrawn-after-end");
    }

    [Theory]
    [InlineData("""{"amountMinor":0}""", 400, "request.invalid")]
    [InlineData("""{}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":1000000000000001}""", 422, "auction.bid-too-high")]
    [InlineData("""{"amountMinor":20000,"currency":"USD"}""", 422, "auction.other-currency")]
    [InlineData("""{"amountMinor":9999}""", 409, "auction.bid-too-low")]
    public async Task A_sealed_bid_that_cannot_be_is_a_problem_and_leaves_nothing(string body, int status, string code)
    {
        var before = _host.Journal.Head();
        await (await Send(HttpMethod.Post, "sealed-bids", Smelter, body)).Problem(status, code);
        Assert.Equal(before, _host.Journal.Head());
    }

    [Fact]
    public async Task Lots_are_named_and_roles_are_asked_for()
    {
        await (await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden), role: Roles.Consignor)).Problem(403, "auth.role-missing");
        await (await Send(HttpMethod.Post, "sealed-bids/withdrawals", Smelter, role: Roles.Consignor)).Problem(403, "auth.role-missing");
        foreach (var lot in new[] { "x", Id.From("another") })
        {
            await (await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden), lot: lot)).Problem(404, "auction.unknown-lot");
            await (await Send(HttpMethod.Post, "sealed-bids/withdrawals", Smelter, lot: lot)).Problem(404, "auction.unknown-lot");
        }
    }

    [Fact]
    public async Task Before_the_opening_an_amount_is_nowhere()
    {
        using var reader = await _host.Stream($"lots/{LotId}/stream", Foundry);
        await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden), "one");
        await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden), "one");
        await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Withdrawn), "one");
        await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Amended));
        await Send(HttpMethod.Post, "sealed-bids", Foundry, Body(Withdrawn));
        await Send(HttpMethod.Post, "sealed-bids/withdrawals", Foundry);
        await Send(HttpMethod.Post, "sealed-bids", Mill, Body(Hidden));
        await Send(HttpMethod.Post, "bids", Smelter, Body(Hidden));
        await Send(HttpMethod.Post, "purchases", Smelter, $$"""{"quantityMilli":1,"priceMinor":{{Hidden}}}""");
        await _host.Settle();
        foreach (var enterprise in new[] { Smelter, Foundry, Mill })
        {
            await Send(HttpMethod.Get, "", enterprise);
            await Send(HttpMethod.Get, "bids", enterprise);
        }

        for (var line = await reader.ReadLineAsync(); ; line = await reader.ReadLineAsync())
        {
            _seen.AppendLine(line);
            if (line is not null && line.Contains("\"bids\":3", StringComparison.Ordinal)) break;
        }

        foreach (var open in new[] { $"/api/matching/fairs/{Fair}/lots", "/metrics", "/health/ready", "/openapi/matching.json" })
            _seen.AppendLine(await Text(await _host.Edge.Send(HttpMethod.Get, open, token: _host.Edge.Issuer.Token())));
        await _host.Settle();
        Looked(Hidden, Amended, Withdrawn);

        await Open();
        await Send(HttpMethod.Post, "sealed-bids", Smelter, Body(Hidden));
        await Send(HttpMethod.Get, "bids", Foundry);
        Looked(Hidden, Withdrawn);
        Assert.NotEmpty(Found(Amended, Encoding.UTF8.GetBytes(_seen.ToString())));
    }

    [Fact]
    public void What_is_looked_for_is_found_in_every_form()
    {
        foreach (var form in Forms(Hidden)) Assert.NotEmpty(Found(Hidden, [1, 2, 3, .. form, 4]));
        Assert.Empty(Found(Hidden, Encoding.UTF8.GetBytes("7316598204422")));
    }

    private static string Body(long amount) => string.Create(CultureInfo.InvariantCulture, $$"""{"amountMinor":{{amount}}}""");

    private async Task Open()
    {
        _host.Clock.SetUtcNow(Closes);
        await _host.Settle();
    }

    // In all answers, all log lines, and all files, of which the newest rows are in the write-ahead log.
    private void Looked(params long[] amounts)
    {
        foreach (var amount in amounts)
        {
            Assert.Empty(Found(amount, Encoding.UTF8.GetBytes(_seen.ToString())));
            Assert.Empty(Found(amount, Encoding.UTF8.GetBytes(string.Join('\n', _host.Edge.Log.Lines))));
            Assert.Empty(FoundIn(_host.Data, amount));
        }

        Assert.Contains(Directory.EnumerateFiles(_host.Data), file => file.EndsWith("-wal", StringComparison.Ordinal));
    }

    private async Task<JsonElement> Lot(string enterprise) => await Json(HttpMethod.Get, "", enterprise);

    private async Task<JsonElement> Json(HttpMethod method, string path, string enterprise, string? body = null)
    {
        var response = await Send(method, path, enterprise, body);
        var text = await Text(response);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private static Task<string> Text(HttpResponseMessage response) => response.Content.ReadAsStringAsync();

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, string enterprise, string? body = null, string? key = null, string role = Roles.Bidder, string? lot = null)
    {
        var response = await _host.Send(method, $"lots/{lot ?? LotId}" + (path.Length > 0 ? "/" + path : ""), enterprise, body, role, key);
        _seen.AppendLine(response.ToString()).AppendLine(await Text(response));
        return response;
    }
}

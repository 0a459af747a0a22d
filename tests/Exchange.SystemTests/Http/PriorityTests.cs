using System.Net;
using System.Text.Json;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Security;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>A fair with a priority window through every service: key enterprises named, a lot taken and shown to everybody, its deal, and a default after which the market opens.</summary>
public sealed class PriorityTests : IAsyncLifetime
{
    private static readonly DateTimeOffset MarketOpens = Clients.Opening.AddHours(2), FairCloses = Clients.Opening.AddDays(5);

    private OpenExchange _exchange = null!;
    private Party _organizer = null!, _consignor = null!, _key = null!, _other = null!;
    private string _fair = "", _lot = "", _plain = "";

    public async ValueTask InitializeAsync()
    {
        _exchange = await OpenExchange.Start();
        (_organizer, _consignor) = (await Clients.Register(Roles.Organizer), await Clients.Register(Roles.Consignor));
        (_key, _other) = (await Clients.Register(Roles.Bidder), await Clients.Register(Roles.Bidder));
        _fair = (await Clients.Post("/api/listing/fairs", new
        {
            name = "Jilin fair",
            region = "Jilin",
            currency = "CNY",
            timeZone = "Asia/Shanghai",
            opensAt = Clients.Opening.ToUnixTimeMilliseconds(),
            closesAt = FairCloses.ToUnixTimeMilliseconds(),
            incrementMinor = 10_000,
            priority = new { categories = new[] { "53" }, windowMs = 7_200_000 },
        }, _organizer.Token)).GetProperty("fair").GetString()!;
        await Clients.Post($"/api/listing/fairs/{_fair}/key-enterprises", new { enterprises = new[] { _key.Enterprise } }, _organizer.Token);
        _lot = await Clients.EnterLot(_fair, _consignor, "english", 50_000);
        _plain = await EnterPlain();
        await Clients.Publish(_fair, _organizer);
        await Clients.MoveTo(Clients.Opening);
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task A_key_enterprise_takes_a_lot_before_the_market_opens_and_everybody_sees_it()
    {
        Assert.Equal("priority", await Status(_lot));
        Assert.Equal("open", await Status(_plain));
        Assert.Equal("409 auction.priority-window", await Refused($"/api/matching/lots/{_lot}/bids", new { amountMinor = 60_000 }, _other));
        Assert.Equal("403 auction.not-a-key-enterprise", await Refused($"/api/matching/lots/{_lot}/priority-purchases", new { }, _other));
        Assert.Equal("409 lot.on-sale", await Refused($"/api/listing/lots/{_lot}/withdraw", new { reason = "Kept for the smelter" }, _consignor));

        var award = (await Clients.Post($"/api/matching/lots/{_lot}/priority-purchases", new { }, _key.Token)).GetProperty("award").GetString()!;
        await Clients.MoveTo(Clients.Opening.AddHours(1));
        var use = Assert.Single((await Clients.Get($"/api/matching/fairs/{_fair}/priority-purchases", _other.Token)).EnumerateArray());
        Assert.Equal((_lot, _key.Enterprise, 50_000), (use.GetProperty("lot").GetString()!, use.GetProperty("enterprise").GetString()!, use.GetProperty("hammerMinor").GetInt64()));
        Assert.Equal(("sold", "sold"), (await Status(_lot), (await Clients.Get($"/api/listing/lots/{_lot}", _other.Token)).GetProperty("status").GetString()));
        Assert.Equal(50_000, (await Clients.Get($"/api/settlement/deals/{award}", _key.Token)).GetProperty("hammerMinor").GetInt64());
        Assert.Contains(_key.Enterprise, await Page($"/lots/{_lot}"), StringComparison.Ordinal);
        Assert.Contains(_key.Enterprise, await Page($"/fairs/{_fair}"), StringComparison.Ordinal);
        Assert.Contains(_key.Enterprise, (await Clients.Get($"/api/matching/lots/{_lot}/audit", _other.Token)).GetRawText(), StringComparison.Ordinal);
        await Held();
    }

    [Fact]
    public async Task When_the_key_enterprise_does_not_pay_the_market_opens_at_last_and_the_next_buyers_deal_is_theirs()
    {
        await Clients.Post($"/api/matching/lots/{_lot}/priority-purchases", new { }, _key.Token);
        await Clients.MoveTo(Clients.Opening.AddDays(3));
        var closes = DateTimeOffset.FromUnixTimeMilliseconds((await Clients.Get($"/api/matching/lots/{_lot}", _other.Token)).GetProperty("closesAt").GetInt64());
        var isOpen = closes > Clients.Opening.AddDays(3);
        Assert.Equal(isOpen ? "open" : "passed-in", await Status(_lot));
        if (isOpen) await Clients.PlaceBid(_lot, 70_000, _other);
        await Clients.MoveTo(FairCloses.AddMinutes(10));
        Assert.Equal(isOpen ? "sold" : "passed-in", await Status(_lot));
        var board = (await Clients.Get($"/api/turnover/fairs/{_fair}/board", _organizer.Token)).GetProperty("totals");
        Assert.Equal((isOpen ? 70_000 : 0, 1), (board.GetProperty("turnoverMinor").GetInt64(), board.GetProperty("dealsDefaulted").GetInt64()));
        Assert.True(Assert.Single((await Clients.Get($"/api/matching/fairs/{_fair}/priority-purchases", _other.Token)).EnumerateArray()).TryGetProperty("fellAt", out _));
        await Held();
    }

    [Fact]
    public async Task A_lot_that_nobody_took_is_everybodys_when_its_window_is_over()
    {
        await Clients.MoveTo(MarketOpens);
        Assert.Equal("open", await Status(_lot));
        Assert.Equal("409 auction.priority-over", await Refused($"/api/matching/lots/{_lot}/priority-purchases", new { }, _key));
        await Clients.PlaceBid(_lot, 60_000, _other);
        await Clients.PlaceBid(_lot, 80_000, _key);
        await Clients.MoveTo(FairCloses.AddMinutes(10));
        Assert.Equal("sold", await Status(_lot));
        await Held();
    }

    private Clients Clients => _exchange.Clients;

    private async Task<string> EnterPlain() => (await Clients.Post(
        $"/api/listing/fairs/{_fair}/lots", new { title = "Lathe CW6163", category = "8400", quantityMilli = 1_000, openingMinor = 90_000 }, _consignor.Token)).GetProperty("lot").GetString()!;

    private async Task<string?> Status(string lot) => (await Clients.Get($"/api/matching/lots/{lot}", _other.Token)).GetProperty("status").GetString();

    private async Task<string> Page(string path)
    {
        using var answer = await Clients.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string> Refused(string path, object body, Party party)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = System.Net.Http.Json.JsonContent.Create(body), Headers = { Authorization = new("Bearer", party.Token) } };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await Clients.Http.SendAsync(request);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return $"{(int)answer.StatusCode} {problem.GetProperty("code").GetString()}";
    }

    private async Task Held()
    {
        Assert.Empty(_exchange.Alarms);
        var proofs = await Promises.Prove(StoredExchange.In(_exchange.Data), Evidence.None, Screen.Blank, TestContext.Current.CancellationToken);
        Assert.Empty(proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}"));
    }
}

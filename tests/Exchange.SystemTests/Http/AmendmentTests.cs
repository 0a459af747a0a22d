using System.Text.Json;
using Exchange.Kernel.Security;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>What is said about a lot on sale is amended by the word of Matching: until somebody has bid, and not after.</summary>
public sealed class AmendmentTests : IAsyncLifetime
{
    private OpenExchange _exchange = null!;
    private Party _organizer = null!, _consignor = null!, _bidder = null!;
    private string _lot = "";

    public async ValueTask InitializeAsync()
    {
        _exchange = await OpenExchange.Start();
        (_organizer, _consignor, _bidder) = (await Clients.Register(Roles.Organizer), await Clients.Register(Roles.Consignor), await Clients.Register(Roles.Bidder));
        var fair = (await Clients.Post("/api/listing/fairs", new
        {
            name = "Jilin fair",
            region = "Jilin",
            currency = "CNY",
            timeZone = "Asia/Shanghai",
            opensAt = Clients.Opening.ToUnixTimeMilliseconds(),
            closesAt = Clients.Opening.AddDays(5).ToUnixTimeMilliseconds(),
            incrementMinor = 10_000,
        }, _organizer.Token)).GetProperty("fair").GetString()!;
        _lot = await Clients.EnterLot(fair, _consignor, "english", 50_000);
        await Clients.Publish(fair, _organizer);
        await Clients.MoveTo(Clients.Opening);
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task A_lot_on_sale_is_amended_until_somebody_has_bid_and_not_after()
    {
        Assert.Equal("asked", await Amend("Two lathes of 1986."));
        await Clients.MoveTo(Clients.Opening.AddMinutes(1));
        Assert.Equal((2, "Two lathes of 1986."), await Said());

        await Clients.Post($"/api/matching/lots/{_lot}/bids", new { amountMinor = 60_000 }, _bidder.Token);
        Assert.Equal("asked", await Amend("Three lathes."));
        await Clients.MoveTo(Clients.Opening.AddMinutes(2));
        Assert.Equal((2, "Two lathes of 1986."), await Said());
        Assert.False((await Lot()).TryGetProperty("askedVersion", out _));
        Assert.Equal(2, (await Clients.Get($"/api/listing/lots/{_lot}/versions", _bidder.Token)).GetArrayLength());
        Assert.Empty(await _exchange.Broken());
    }

    private Clients Clients => _exchange.Clients;

    private async Task<string?> Amend(string text) =>
        (await Clients.Post($"/api/listing/lots/{_lot}/amend", new { description = new { text } }, _consignor.Token)).GetProperty("outcome").GetString();

    private async Task<(long, string?)> Said()
    {
        var lot = await Lot();
        return (lot.GetProperty("version").GetInt64(), lot.GetProperty("description").GetProperty("text").GetString());
    }

    private Task<JsonElement> Lot() => Clients.Get($"/api/listing/lots/{_lot}", _consignor.Token);
}

using System.Text.Json;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Security;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>One of two winners of many units does not pay, through every service: what it won goes to whoever was left without, and the board is the ledger all along.</summary>
public sealed class UnitDefaultTests : IAsyncLifetime
{
    private static readonly DateTimeOffset FairCloses = Clients.Opening.AddHours(8);

    private OpenExchange _exchange = null!;
    private Party _organizer = null!, _consignor = null!;
    private Party[] _bidders = null!;
    private string _fair = "", _lot = "";

    public async ValueTask InitializeAsync()
    {
        _exchange = await OpenExchange.Start();
        _organizer = await Clients.Register(Roles.Organizer);
        _consignor = await Clients.Register(Roles.Consignor);
        _bidders = [await Clients.Register(Roles.Bidder), await Clients.Register(Roles.Bidder), await Clients.Register(Roles.Bidder)];
        _fair = await Clients.CreateFair(_organizer, Clients.Opening, FairCloses);
        _lot = await Clients.EnterLot(_fair, _consignor, "pay-as-bid", 1_000);
        await Clients.Publish(_fair, _organizer);
        await Clients.MoveTo(Clients.Opening);
        await Bid(_bidders[0], 3_000, 8_000);
        await Bid(_bidders[1], 2_800, 6_000);
        await Bid(_bidders[2], 2_700, 5_000);
        await Clients.MoveTo(FairCloses);
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task What_one_winner_does_not_pay_for_goes_to_those_who_were_left_without_each_at_its_own_price()
    {
        Assert.Equal(["awarded", "awarded", "next", "next"], (await Cascade()).Select(place => place.GetProperty("standing").GetString()));
        await Pay(await DealOf(_bidders[1]), 2_800 * 4, _bidders[1]);
        await Clients.MoveTo(FairCloses.AddDays(3));
        Assert.Equal(2_800 * 4, await Turnover());

        var asked = await Asked(_bidders[1]);
        Assert.Equal((2_000, 2_800 * 2), (asked.GetProperty("quantityMilli").GetInt64(), asked.GetProperty("hammerMinor").GetInt64()));
        await Pay(await Accept(_bidders[1]), 2_800 * 2, _bidders[1]);
        asked = await Asked(_bidders[2]);
        Assert.Equal((5_000, 2_700 * 5), (asked.GetProperty("quantityMilli").GetInt64(), asked.GetProperty("hammerMinor").GetInt64()));
        await Pay(await Accept(_bidders[2]), 2_700 * 5, _bidders[2]);

        await Clients.MoveTo(FairCloses.AddDays(4));
        Assert.Equal((2_800 * 6) + (2_700 * 5), await Turnover());
        Assert.Equal("sold", (await Clients.Get($"/api/matching/lots/{_lot}", _consignor.Token)).GetProperty("status").GetString());
        Assert.Equal(["defaulted", "awarded", "awarded", "awarded"], (await Cascade()).Select(place => place.GetProperty("standing").GetString()));

        Assert.Empty(_exchange.Alarms);
        var proofs = await Promises.Prove(StoredExchange.In(_exchange.Data), Evidence.None, Screen.Blank, TestContext.Current.CancellationToken);
        Assert.Empty(proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}"));
    }

    private Clients Clients => _exchange.Clients;

    private Task<JsonElement> Bid(Party bidder, long amountMinor, long quantityMilli) => Clients.Post($"/api/matching/lots/{_lot}/bids", new { amountMinor, quantityMilli }, bidder.Token);

    private async Task<List<JsonElement>> Cascade() => [.. (await Clients.Get($"/api/matching/lots/{_lot}/cascade", _consignor.Token)).EnumerateArray()];

    private async Task<JsonElement> Asked(Party bidder) => Assert.Single((await Clients.Get("/api/matching/second-chances", bidder.Token)).EnumerateArray());

    private async Task<string> Accept(Party bidder) =>
        (await Clients.Post($"/api/matching/lots/{_lot}/second-chance/accept", new { }, bidder.Token)).GetProperty("award").GetString()!;

    private async Task<string> DealOf(Party buyer) =>
        Assert.Single((await Clients.Get($"/api/settlement/deals?fair={_fair}", buyer.Token)).EnumerateArray()).GetProperty("deal").GetString()!;

    private async Task Pay(string deal, long amountMinor, Party buyer)
    {
        await Clients.MoveTo(await Now());
        await Clients.Post($"/api/settlement/deals/{deal}/payments", new { amountMinor, reference = "BANK-" + deal }, await Clients.Operator());
        await Clients.Post($"/api/settlement/deals/{deal}/removal", new { }, buyer.Token);
    }

    // A clock that is moved to the time that it has lets everything that is due be done.
    private async Task<DateTimeOffset> Now() => DateTimeOffset.FromUnixTimeMilliseconds((await Clients.Get("/clock", null)).GetProperty("now").GetInt64());

    private async Task<long> Turnover() =>
        (await Clients.Get($"/api/turnover/fairs/{_fair}/board", _organizer.Token)).GetProperty("totals").GetProperty("turnoverMinor").GetInt64();
}

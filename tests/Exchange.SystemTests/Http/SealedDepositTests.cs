using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>Sealed bids and sealed tenders in a fair that asks for licences and deposits, through all services: the hold before the first bid, and its end by the opening, by
/// the deal, or by a default. The deposit is a part of the opening price and tells nothing of a bid.</summary>
public sealed class SealedDepositTests : IAsyncLifetime
{
    private const long Deposit = 100_000, Paid = 150_000;

    private OpenExchange _exchange = null!;
    private Party _organizer = null!, _consignor = null!, _winner = null!, _loser = null!;
    private string _fair = "", _lot = "", _tender = "";
    private int _minutes = 1;

    private Clients Clients => _exchange.Clients;

    public async ValueTask InitializeAsync()
    {
        _exchange = await OpenExchange.Start();
        (_organizer, _consignor) = (await Clients.Register("organizer"), await Clients.Register("consignor"));
        (_winner, _loser) = (await Clients.Register("bidder"), await Clients.Register("bidder"));
        _fair = (await Clients.Post("/api/listing/fairs", new
        {
            name = "Sealed fair",
            region = "Jilin",
            currency = "CNY",
            timeZone = "Asia/Shanghai",
            opensAt = Clients.Opening.ToUnixTimeMilliseconds(),
            closesAt = Clients.Opening.AddHours(6).ToUnixTimeMilliseconds(),
            incrementMinor = 10_000,
            admission = new { licensed = new[] { "28" } },
            deposit = new { basisPoints = 1_000 },
        }, _organizer.Token)).GetProperty("fair").GetString()!;
        await Clients.Publish(_fair, _organizer);
        _lot = await Clients.Enter(_fair, _consignor, new { title = "Caustic soda", category = "2815", quantityMilli = 12_000, unit = "TNE", format = "vickrey", openingMinor = 1_000_000 });
        _tender = await Clients.Enter(
            _fair, _consignor, new { title = "Wanted: cement", category = "5610", quantityMilli = 40_000, unit = "TNE", format = "reverse-sealed", openingMinor = 1_000_000 });
        foreach (var bidder in new[] { _winner, _loser })
            await Clients.Post(
                $"/api/settlement/bidders/{bidder.Enterprise}/receipts", new { amountMinor = Paid, reference = "B" + bidder.UserName, currency = "CNY" }, await Clients.Operator());
        await Pass();
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task A_sealed_lot_of_a_licensed_category_takes_bids_only_of_who_has_shown_the_licence()
    {
        await Refused("auction.licence-needed", _lot, _winner, 1_200_000);
        await Clients.Post($"/api/listing/fairs/{_fair}/admissions/{_winner.Enterprise}/licences", new { category = "28" }, _organizer.Token);
        await Pass();
        await Refused("auction.deposit-needed", _lot, _winner, 1_200_000);
        await Hold(_lot, _winner);
        await Pass();
        await Seal(_lot, _winner, 1_200_000);
        await Refused("auction.licence-needed", _lot, _loser, 1_300_000);
        await Clients.MoveTo(Clients.Opening.AddHours(7));
        var lot = await Clients.Get($"/api/matching/lots/{_lot}", _winner.Token);
        Assert.Equal(("sold", 1), (lot.GetProperty("status").GetString(), lot.GetProperty("bids").GetInt64()));
        Assert.Empty(await _exchange.Broken());
    }

    [Theory]
    [InlineData(true, "released")]
    [InlineData(false, "captured")]
    public async Task The_opening_releases_a_losers_deposit_and_the_deal_ends_the_winners(bool pays, string end)
    {
        foreach (var bidder in new[] { _winner, _loser })
            await Clients.Post($"/api/listing/fairs/{_fair}/admissions/{bidder.Enterprise}/licences", new { category = "28" }, _organizer.Token);
        await HoldBoth(_lot);
        // However much is bid, as much is held of both, and nothing of it before the opening tells who bid more.
        await Seal(_lot, _winner, 90_000_000);
        await Seal(_lot, _loser, 1_000_000);
        Assert.Equal([Held(_lot)], await Deposits(_winner));
        Assert.Equal([Held(_lot)], await Deposits(_loser));

        await Clients.MoveTo(Clients.Opening.AddHours(7));
        Assert.Equal([Held(_lot)], await Deposits(_winner));
        Assert.Equal([(_lot, "released", Deposit)], await Deposits(_loser));
        if (pays) await Pay(await DealOf(_winner, 1_000_000), 1_000_000, _winner);
        await Clients.MoveTo(Clients.Opening.AddDays(30));
        Assert.Equal([(_lot, end, Deposit)], await Deposits(_winner));
        Assert.Equal((pays ? Paid : Paid - Deposit, 0), (await Balance(_winner, "available"), await Balance(_winner, "held")));
        Assert.Equal((Paid, 0), (await Balance(_loser, "available"), await Balance(_loser, "held")));
        Assert.Empty(await _exchange.Broken());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_wins_a_tender_has_its_deposit_held_until_the_deal_ends_and_loses_none_by_the_buyers_default(bool pays)
    {
        await HoldBoth(_tender);
        await Seal(_tender, _winner, 400_000);
        await Seal(_tender, _loser, 900_000);
        await Clients.MoveTo(Clients.Opening.AddHours(7));
        Assert.Equal([Held(_tender)], await Deposits(_winner));
        Assert.Equal([(_tender, "released", Deposit)], await Deposits(_loser));
        var deal = await DealOf(_consignor, 400_000);
        if (pays) await Pay(deal, 400_000, _consignor);
        await Clients.MoveTo(Clients.Opening.AddDays(30));
        Assert.Equal([(_tender, "released", Deposit)], await Deposits(_winner));
        Assert.Equal((Paid, 0), (await Balance(_winner, "available"), await Balance(_winner, "held")));
        Assert.Equal(pays ? "settled" : "defaulted", (await Clients.Get("/api/settlement/deals/" + deal, _consignor.Token)).GetProperty("stage").GetString());
        Assert.Empty(await _exchange.Broken());
    }

    // A minute, after which every service has heard what the others said.
    private Task Pass() => Clients.MoveTo(Clients.Opening.AddMinutes(_minutes++));

    private async Task HoldBoth(string lot)
    {
        foreach (var bidder in new[] { _winner, _loser }) await Hold(lot, bidder);
        await Pass();
    }

    private async Task Hold(string lot, Party bidder) =>
        Assert.Equal(Deposit, (await Clients.Post($"/api/settlement/lots/{lot}/deposit", new { }, bidder.Token)).GetProperty("amountMinor").GetInt64());

    private Task<JsonElement> Seal(string lot, Party bidder, long amountMinor) => Clients.Post($"/api/matching/lots/{lot}/sealed-bids", new { amountMinor }, bidder.Token);

    private async Task<string> DealOf(Party buyer, long hammerMinor)
    {
        var deal = Assert.Single((await Clients.Get("/api/settlement/deals", buyer.Token)).EnumerateArray(), deal => deal.GetProperty("buyer").GetString() == buyer.Enterprise);
        Assert.Equal(hammerMinor, deal.GetProperty("hammerMinor").GetInt64());
        return deal.GetProperty("deal").GetString()!;
    }

    private async Task Pay(string deal, long amountMinor, Party buyer)
    {
        await Clients.Post($"/api/settlement/deals/{deal}/payments", new { amountMinor, reference = "BANK-1" }, await Clients.Operator());
        await Clients.Post($"/api/settlement/deals/{deal}/removal", new { }, buyer.Token);
    }

    private static (string? Lot, string? Status, long AmountMinor) Held(string lot) => (lot, "held", Deposit);

    private async Task<List<(string? Lot, string? Status, long AmountMinor)>> Deposits(Party bidder) =>
    [
        .. (await Clients.Get("/api/settlement/deposits", bidder.Token)).EnumerateArray()
            .Select(deposit => (deposit.GetProperty("lot").GetString(), deposit.GetProperty("status").GetString(), deposit.GetProperty("amountMinor").GetInt64())),
    ];

    private async Task<long> Balance(Party bidder, string kind) =>
        (await Clients.Get($"/api/settlement/ledger/accounts/bidder:{bidder.Enterprise}:{kind}", bidder.Token)).GetProperty("balances")[0].GetProperty("balanceMinor").GetInt64();

    private async Task Refused(string code, string lot, Party bidder, long amountMinor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/matching/lots/{lot}/sealed-bids") { Content = JsonContent.Create(new { amountMinor }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        request.Headers.Authorization = new("Bearer", bidder.Token);
        using var answer = await Clients.Http.SendAsync(request);
        Assert.Equal(code, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString());
    }
}

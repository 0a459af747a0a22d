using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>Deposits through all services: one for the whole fair with its limit, and one for a lot that a bidder has back when it is outbid.</summary>
public sealed class FairDepositTests : IAsyncLifetime
{
    private const long Deposit = 100_000, Paid = 150_000;

    private OpenExchange _exchange = null!;
    private Party _organizer = null!, _consignor = null!, _bidder = null!, _rival = null!;
    private int _minutes = 1;

    private Clients Clients => _exchange.Clients;

    public async ValueTask InitializeAsync()
    {
        _exchange = await OpenExchange.Start();
        (_organizer, _consignor) = (await Clients.Register("organizer"), await Clients.Register("consignor"));
        (_bidder, _rival) = (await Clients.Register("bidder"), await Clients.Register("bidder"));
        foreach (var bidder in new[] { _bidder, _rival })
            await Clients.Post(
                $"/api/settlement/bidders/{bidder.Enterprise}/receipts", new { amountMinor = Paid, reference = "B" + bidder.UserName, currency = "CNY" }, await Clients.Operator());
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Theory]
    [InlineData(true, "released")]
    [InlineData(false, "captured")]
    public async Task One_deposit_lets_bid_on_all_lots_up_to_its_limit_and_ends_with_the_fair_or_the_first_default(bool pays, string end)
    {
        var fair = await Fair(new { perFairMinor = Deposit, limitMinor = 2_000_000 });
        var (first, second) = (await Clients.EnterLot(fair, _consignor, "english", 1_000_000), await Clients.EnterLot(fair, _consignor, "english", 1_000_000));
        await Pass();
        await Refused("auction.fair-deposit-needed", first, _bidder, 1_000_000);
        Assert.Equal(2_000_000, (await Clients.Post($"/api/settlement/fairs/{fair}/deposit", new { }, _bidder.Token)).GetProperty("limitMinor").GetInt64());
        await Pass();
        await Refused("auction.over-limit", first, _bidder, 2_010_000);
        await Clients.PlaceBid(first, 1_500_000, _bidder);
        await Clients.PlaceBid(second, 1_000_000, _bidder);

        // What is won and not settled is no longer left: the second lot closes after the first.
        await Clients.MoveTo(Clients.Opening.AddDays(2).AddHours(2));
        var deals = (await Clients.Get("/api/settlement/deals", _bidder.Token)).EnumerateArray().ToList();
        Assert.Equal(2, deals.Count);
        Assert.Equal([(fair, "held", Deposit)], await Deposits(_bidder));
        foreach (var deal in pays ? deals : [])
        {
            var id = deal.GetProperty("deal").GetString();
            await Clients.Post($"/api/settlement/deals/{id}/payments", new { amountMinor = deal.GetProperty("hammerMinor").GetInt64(), reference = "BANK-1" }, await Clients.Operator());
            await Clients.Post($"/api/settlement/deals/{id}/removal", new { }, _bidder.Token);
        }

        await Clients.MoveTo(Clients.Opening.AddDays(60));
        Assert.Equal([(fair, end, Deposit)], await Deposits(_bidder));
        Assert.Equal((pays ? Paid : Paid - Deposit, 0), (await Balance(_bidder, "available"), await Balance(_bidder, "held")));
        Assert.Empty(await _exchange.Broken());
    }

    [Fact]
    public async Task Who_is_outbid_has_its_deposit_back_and_holds_it_again_to_bid_again()
    {
        var fair = await Fair(new { amountMinor = Deposit });
        var lot = await Clients.EnterLot(fair, _consignor, "english", 1_000_000);
        await Pass();
        foreach (var bidder in new[] { _bidder, _rival }) await Clients.Post($"/api/settlement/lots/{lot}/deposit", new { }, bidder.Token);
        await Pass();
        await Clients.PlaceBid(lot, 1_000_000, _bidder);
        Assert.Equal("auction.leader-is-bound", await Code($"/api/matching/lots/{lot}/deposit/release", new { }, _bidder));
        await Clients.PlaceBid(lot, 1_100_000, _rival);
        await Clients.Post($"/api/matching/lots/{lot}/deposit/release", new { }, _bidder.Token);
        await Pass();
        Assert.Equal((Paid, 0), (await Balance(_bidder, "available"), await Balance(_bidder, "held")));
        await Refused("auction.deposit-needed", lot, _bidder, 1_200_000);
        await Clients.Post($"/api/settlement/lots/{lot}/deposit", new { }, _bidder.Token);
        await Pass();
        await Clients.PlaceBid(lot, 1_200_000, _bidder);
        await Clients.MoveTo(Clients.Opening.AddDays(2).AddHours(2));
        Assert.Equal([(lot, "held", Deposit)], await Deposits(_bidder));
        Assert.Equal([(lot, "released", Deposit)], await Deposits(_rival));
        await Clients.MoveTo(Clients.Opening.AddDays(60));
        Assert.Equal([(lot, "captured", Deposit)], await Deposits(_bidder));
        Assert.Empty(await _exchange.Broken());
    }

    // A minute, after which every service has heard what the others said.
    private Task Pass() => Clients.MoveTo(Clients.Opening.AddMinutes(_minutes++));

    private async Task<string> Fair(object deposit)
    {
        var fair = (await Clients.Post("/api/listing/fairs", new
        {
            name = "Deposit fair",
            region = "Jilin",
            currency = "CNY",
            timeZone = "Asia/Shanghai",
            opensAt = Clients.Opening.ToUnixTimeMilliseconds(),
            closesAt = Clients.Opening.AddDays(2).ToUnixTimeMilliseconds(),
            incrementMinor = 10_000,
            deposit,
        }, _organizer.Token)).GetProperty("fair").GetString()!;
        await Clients.Publish(fair, _organizer);
        return fair;
    }

    private async Task<List<(string? Lot, string? Status, long AmountMinor)>> Deposits(Party bidder) =>
    [
        .. (await Clients.Get("/api/settlement/deposits", bidder.Token)).EnumerateArray()
            .Select(deposit => (deposit.GetProperty("lot").GetString(), deposit.GetProperty("status").GetString(), deposit.GetProperty("amountMinor").GetInt64())),
    ];

    private async Task<long> Balance(Party bidder, string kind) =>
        (await Clients.Get($"/api/settlement/ledger/accounts/bidder:{bidder.Enterprise}:{kind}", bidder.Token)).GetProperty("balances")[0].GetProperty("balanceMinor").GetInt64();

    private async Task Refused(string code, string lot, Party bidder, long amountMinor) => Assert.Equal(code, await Code($"/api/matching/lots/{lot}/bids", new { amountMinor }, bidder));

    private async Task<string?> Code(string path, object body, Party bidder)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        request.Headers.Authorization = new("Bearer", bidder.Token);
        using var answer = await Clients.Http.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString();
    }
}

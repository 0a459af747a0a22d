using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>A fair that does not let everybody bid, through all services: application, licence, deposit, a slip of the pen, a void bid, and the deposit's end.</summary>
public sealed class AdmissionTests : IAsyncLifetime
{
    private OpenExchange _exchange = null!;
    private Party _organizer = null!, _consignor = null!, _bidder = null!, _loser = null!;
    private string _fair = "", _lot = "";
    private int _minutes = 1;

    private Clients Clients => _exchange.Clients;

    public async ValueTask InitializeAsync()
    {
        _exchange = await OpenExchange.Start();
        (_organizer, _consignor) = (await Clients.Register("organizer"), await Clients.Register("consignor"));
        (_bidder, _loser) = (await Clients.Register("bidder"), await Clients.Register("bidder"));
        _fair = (await Clients.Post("/api/listing/fairs", new
        {
            name = "Closed fair",
            region = "Jilin",
            currency = "CNY",
            timeZone = "Asia/Shanghai",
            opensAt = Clients.Opening.ToUnixTimeMilliseconds(),
            closesAt = Clients.Opening.AddHours(6).ToUnixTimeMilliseconds(),
            incrementMinor = 10_000,
            admission = new { policy = "approved", licensed = new[] { "53" } },
            deposit = new { basisPoints = 1_000 },
            downtimeGraceMs = 300_000,
        }, _organizer.Token)).GetProperty("fair").GetString()!;
        await Clients.Publish(_fair, _organizer);
        _lot = await Clients.EnterLot(_fair, _consignor, "english", 1_000_000);
        await Pass();
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task Who_is_admitted_and_has_a_deposit_held_bids_and_gets_it_back()
    {
        await Refused("auction.not-admitted", _bidder, 1_000_000);
        foreach (var bidder in new[] { _bidder, _loser }) await Admit(bidder);
        await Refused("auction.licence-needed", _bidder, 1_000_000);
        foreach (var bidder in new[] { _bidder, _loser }) await Clients.Post($"/api/listing/fairs/{_fair}/admissions/{bidder.Enterprise}/licences", new { category = "53" }, _organizer.Token);
        await Pass();
        await Refused("auction.deposit-needed", _bidder, 1_000_000);
        foreach (var bidder in new[] { _bidder, _loser })
        {
            await Clients.Post($"/api/settlement/bidders/{bidder.Enterprise}/receipts", new { amountMinor = 150_000, reference = "B" + bidder.UserName, currency = "CNY" }, await Clients.Operator());
            Assert.Equal(100_000, (await Clients.Post($"/api/settlement/lots/{_lot}/deposit", new { }, bidder.Token)).GetProperty("amountMinor").GetInt64());
        }

        await Pass();
        await Clients.PlaceBid(_lot, 1_000_000, _loser);
        await Refused("auction.confirm-amount", _bidder, 10_100_000);
        await Clients.Post($"/api/matching/lots/{_lot}/bids", new { amountMinor = 10_100_000, confirmed = true }, _bidder.Token);
        await VoidBid(2);
        Assert.Equal(1_000_000, (await Clients.Get($"/api/matching/lots/{_lot}", _loser.Token)).GetProperty("priceMinor").GetInt64());
        await Clients.PlaceBid(_lot, 1_010_000, _bidder);

        await Clients.MoveTo(Clients.Opening.AddHours(7));
        Assert.Equal(["released"], await Deposits(_loser));
        Assert.Equal(["held"], await Deposits(_bidder));
        var deal = (await Clients.Get("/api/settlement/deals", _bidder.Token))[0].GetProperty("deal").GetString();
        await Clients.Post($"/api/settlement/deals/{deal}/payments", new { amountMinor = 1_010_000, reference = "P1" }, await Clients.Operator());
        await Clients.Post($"/api/settlement/deals/{deal}/removal", new { }, _bidder.Token);
        await Clients.MoveTo(Clients.Opening.AddHours(8));
        Assert.Equal(["released"], await Deposits(_bidder));
    }

    [Fact]
    public async Task Two_organizers_withdraw_a_lot_whose_sale_runs_and_the_catalogue_knows()
    {
        var proposed = await Clients.Post($"/api/matching/lots/{_lot}/proposals", new { reason = "Damaged in store" }, _organizer.Token);
        await Clients.Post($"/api/matching/lots/{_lot}/proposals/{proposed.GetProperty("proposal").GetInt64()}/confirm", new { }, await Clients.Operator());
        await Pass();
        Assert.Equal("withdrawn", (await Clients.Get($"/api/listing/lots/{_lot}", _consignor.Token)).GetProperty("status").GetString());
        Assert.Equal("withdrawn", (await Clients.Get($"/api/matching/lots/{_lot}", _bidder.Token)).GetProperty("status").GetString());
    }

    // A minute, after which every service has heard what the others said.
    private Task Pass() => Clients.MoveTo(Clients.Opening.AddMinutes(_minutes++));

    private async Task Admit(Party bidder)
    {
        await Clients.Post($"/api/listing/fairs/{_fair}/applications", new { }, bidder.Token);
        await Clients.Post($"/api/listing/fairs/{_fair}/admissions/{bidder.Enterprise}/admit", new { }, _organizer.Token);
        await Pass();
    }

    private async Task VoidBid(long bid)
    {
        await Clients.Post($"/api/matching/lots/{_lot}/proposals", new { bid, reason = "A slip of the pen" }, _organizer.Token);
        await Clients.Post($"/api/matching/lots/{_lot}/proposals/1/confirm", new { }, await Clients.Operator());
    }

    private async Task<IEnumerable<string?>> Deposits(Party bidder) =>
        (await Clients.Get("/api/settlement/deposits", bidder.Token)).EnumerateArray().Select(deposit => deposit.GetProperty("status").GetString()).ToList();

    private async Task Refused(string code, Party bidder, long amountMinor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/matching/lots/{_lot}/bids") { Content = JsonContent.Create(new { amountMinor }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        request.Headers.Authorization = new("Bearer", bidder.Token);
        using var answer = await Clients.Http.SendAsync(request);
        Assert.Equal(code, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString());
    }
}

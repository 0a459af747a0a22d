using System.Net.Http.Json;
using System.Text.Json;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Security;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>Lots that are not sold, through every service: they go down the fair's ladder with their deposits held, nobody hears that they passed in, and the board is the ledger all along.</summary>
public sealed class LadderTests : IAsyncLifetime
{
    private static readonly DateTimeOffset FairCloses = Clients.Opening.AddHours(20);

    private OpenExchange _exchange = null!;
    private Party _organizer = null!, _consignor = null!;
    private Party[] _bidders = null!;
    private string _fair = "", _lot = "";
    private DateTimeOffset _closes;

    public async ValueTask InitializeAsync()
    {
        _exchange = await OpenExchange.Start();
        _organizer = await Clients.Register(Roles.Organizer);
        _consignor = await Clients.Register(Roles.Consignor);
        _bidders = [await Clients.Register(Roles.Bidder), await Clients.Register(Roles.Bidder)];
        _fair = (await Clients.Post("/api/listing/fairs", new
        {
            name = "Jilin fair",
            region = "Jilin",
            currency = "CNY",
            timeZone = "Asia/Shanghai",
            opensAt = Clients.Opening.ToUnixTimeMilliseconds(),
            closesAt = FairCloses.ToUnixTimeMilliseconds(),
            incrementMinor = 1_000,
            deposit = new { amountMinor = 5_000 },
            secondChanceMs = 3_600_000,
            ladder = new
            {
                rungs = new object[]
                {
                    new { format = "english", openingBasisPoints = 8_500, lastsMs = 3_600_000, pauseMs = 600_000 },
                    new { format = "dutch", openingBasisPoints = 8_500, lastsMs = 3_600_000, fallBasisPoints = 1_000, fallEveryMs = 600_000, floorBasisPoints = 5_000 },
                    new { format = "best-offer", openingBasisPoints = 6_000, lastsMs = 7_200_000, offerMs = 3_600_000 },
                },
                afterCloseMs = 5 * 86_400_000L,
            },
        }, _organizer.Token)).GetProperty("fair").GetString()!;
        _lot = await Clients.EnterLot(_fair, _consignor, "english", 100_000);
        await Clients.Publish(_fair, _organizer);
        await Clients.MoveTo(Clients.Opening);
        _closes = DateTimeOffset.FromUnixTimeMilliseconds((await Sale()).GetProperty("closesAt").GetInt64());
        foreach (var bidder in _bidders)
        {
            await Clients.Post($"/api/settlement/bidders/{bidder.Enterprise}/receipts", new { amountMinor = 5_000, reference = "B" + bidder.UserName, currency = "CNY" }, await Clients.Operator());
            await Clients.Post($"/api/settlement/lots/{_lot}/deposit", new { }, bidder.Token);
        }

        await Clients.MoveTo(Clients.Opening.AddMinutes(1));
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task A_lot_that_nobody_wants_at_its_price_is_sold_on_the_fourth_attempt()
    {
        Assert.Equal(["english", "english", "dutch", "best-offer"], (await Ladder()).Select(step => step.GetProperty("format").GetString()));
        foreach (var (hours, format, opening) in new[] { (0d, "english", 85_000L), (1.2, "dutch", 85_000L), (2.2, "best-offer", 60_000L) })
        {
            await Clients.MoveTo(_closes.AddHours(hours));
            Assert.Equal((format, opening, "announced"), await InCatalogue());
            Assert.Equal(2, await Deposits("held"));
            await Board(0, passedIn: 0, sold: 0);
        }

        await Clients.Post($"/api/matching/lots/{_lot}/offers", new { priceMinor = 55_000 }, _bidders[1].Token);
        var award = (await Clients.Post($"/api/matching/lots/{_lot}/offers/1/accept", new { }, _consignor.Token)).GetProperty("award").GetString()!;
        await Clients.MoveTo(_closes.AddHours(2.3));
        Assert.Equal((1, 1), (await Deposits("held"), await Deposits("released")));
        await Board(55_000, passedIn: 0, sold: 1);
        await Clients.Post($"/api/settlement/deals/{award}/payments", new { amountMinor = 55_000, reference = "BANK-1" }, await Clients.Operator());
        await Clients.Post($"/api/settlement/deals/{award}/removal", new { }, _bidders[1].Token);
        await Clients.MoveTo(_closes.AddHours(3));
        Assert.Equal(2, await Deposits("released"));
        await Held();
    }

    [Fact]
    public async Task A_lot_passes_in_once_and_its_deposits_are_released_when_no_rung_is_left()
    {
        foreach (var hours in new[] { 0, 1.2, 2.2, 4.2 }) await Clients.MoveTo(_closes.AddHours(hours));
        Assert.Equal("passed-in", (await Sale()).GetProperty("status").GetString());
        Assert.Equal(2, await Deposits("released"));
        await Board(0, passedIn: 1, sold: 0);
        await Held();
    }

    [Fact]
    public async Task After_a_default_with_nobody_left_the_lot_goes_down_its_ladder_and_is_sold_to_another()
    {
        await Clients.PlaceBid(_lot, 100_000, _bidders[0]);
        await Clients.MoveTo(_closes);
        await Clients.MoveTo(_closes.AddDays(3).AddMinutes(1));
        var sale = await Sale();
        Assert.Equal(("scheduled", "english"), (sale.GetProperty("status").GetString(), sale.GetProperty("format").GetString()));
        await Board(0, passedIn: 0, sold: 0);
        await Clients.MoveTo(_closes.AddDays(3).AddMinutes(20));
        await DefaulterIsRefused();
        await Clients.PlaceBid(_lot, 85_000, _bidders[1]);
        await Clients.MoveTo(_closes.AddDays(3).AddHours(3));
        Assert.Equal("sold", (await Sale()).GetProperty("status").GetString());
        await Board(85_000, passedIn: 0, sold: 1);
        await Held();
    }

    private Clients Clients => _exchange.Clients;

    private Task<JsonElement> Sale() => Clients.Get($"/api/matching/lots/{_lot}", _bidders[0].Token);

    private async Task<IEnumerable<JsonElement>> Ladder() => (await Clients.Get($"/api/matching/lots/{_lot}/ladder", _consignor.Token)).EnumerateArray();

    private async Task<(string? Format, long OpeningMinor, string? Status)> InCatalogue()
    {
        var lot = await Clients.Get($"/api/listing/lots/{_lot}", _bidders[0].Token);
        var listed = (await Clients.Get($"/api/listing/fairs/{_fair}/lots", _bidders[0].Token)).EnumerateArray().Single();
        Assert.Equal(listed.GetProperty("format").GetString(), lot.GetProperty("format").GetString());
        return (listed.GetProperty("format").GetString(), listed.GetProperty("openingMinor").GetInt64(), listed.GetProperty("status").GetString());
    }

    private async Task DefaulterIsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/matching/lots/{_lot}/bids") { Content = JsonContent.Create(new { amountMinor = 90_000 }) };
        request.Headers.Add("Idempotency-Key", "again");
        request.Headers.Authorization = new("Bearer", _bidders[0].Token);
        using var answer = await Clients.Http.SendAsync(request);
        Assert.Equal("auction.has-defaulted", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString());
    }

    private async Task<int> Deposits(string status)
    {
        var count = 0;
        foreach (var bidder in _bidders)
            count += (await Clients.Get("/api/settlement/deposits", bidder.Token)).EnumerateArray().Count(deposit => deposit.GetProperty("status").GetString() == status);
        return count;
    }

    private async Task Board(long turnoverMinor, long passedIn, long sold)
    {
        var board = (await Clients.Get($"/api/turnover/fairs/{_fair}/board", _organizer.Token)).GetProperty("totals");
        Assert.Equal(
            (turnoverMinor, passedIn, sold),
            (board.GetProperty("turnoverMinor").GetInt64(), board.GetProperty("lotsPassedIn").GetInt64(), board.GetProperty("lotsSold").GetInt64()));
    }

    private async Task Held()
    {
        Assert.Empty(_exchange.Alarms);
        var proofs = await Promises.Prove(StoredExchange.In(_exchange.Data), Evidence.None, Screen.Blank, TestContext.Current.CancellationToken);
        Assert.Empty(proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}"));
    }
}

using System.Text.Json;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Security;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>Buyers who do not pay, through every service: the deal defaults by its clock, the next bidder is asked, and the board is the ledger all along.</summary>
public sealed class DefaultTests : IAsyncLifetime
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
        _lot = await Clients.EnterLot(_fair, _consignor, "english", 50_000);
        await Clients.Publish(_fair, _organizer);
        await Clients.MoveTo(Clients.Opening);
        await Clients.PlaceBid(_lot, 60_000, _bidders[0]);
        await Clients.PlaceBid(_lot, 70_000, _bidders[1]);
        await Clients.PlaceBid(_lot, 80_000, _bidders[2]);
        await Clients.MoveTo(FairCloses);
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task The_next_bidder_takes_the_lot_of_one_who_did_not_pay_and_their_deal_is_settled()
    {
        Assert.Equal([80_000, 70_000, 60_000], await Cascade("priceMinor", place => place.GetInt64()));
        await BoardIsLedger(80_000, sold: 1, defaulted: 0);

        await Clients.MoveTo(FairCloses.AddDays(3));
        Assert.Equal(("second-chance", "announced"), await Standing());
        await BoardIsLedger(0, sold: 0, defaulted: 1);
        var asked = Assert.Single((await Clients.Get("/api/matching/second-chances", _bidders[1].Token)).EnumerateArray());
        Assert.Equal((_lot, 70_000), (asked.GetProperty("lot").GetString()!, asked.GetProperty("hammerMinor").GetInt64()));

        var award = (await Clients.Post($"/api/matching/lots/{_lot}/second-chance/accept", new { }, _bidders[1].Token)).GetProperty("award").GetString()!;
        await Clients.MoveTo(FairCloses.AddDays(4));
        Assert.Equal(("sold", "sold"), await Standing());
        await BoardIsLedger(70_000, sold: 1, defaulted: 1);

        await Clients.Post($"/api/settlement/deals/{award}/payments", new { amountMinor = 70_000, reference = "BANK-1" }, await Clients.Operator());
        await Clients.Post($"/api/settlement/deals/{award}/removal", new { }, _bidders[1].Token);
        await Clients.MoveTo(FairCloses.AddDays(5));
        await BoardIsLedger(70_000, sold: 1, defaulted: 1);
        Assert.Equal("settled", (await Clients.Get($"/api/settlement/deals/{award}", _bidders[1].Token)).GetProperty("stage").GetString());
        await Held();
    }

    [Fact]
    public async Task When_one_after_the_other_defaults_declines_or_is_silent_the_lot_passes_in()
    {
        await Clients.MoveTo(FairCloses.AddDays(3));
        await Clients.Post($"/api/matching/lots/{_lot}/second-chance/accept", new { }, _bidders[1].Token);
        await Clients.MoveTo(FairCloses.AddDays(7));
        await BoardIsLedger(0, sold: 0, defaulted: 2);
        Assert.Equal(["defaulted", "defaulted", "asked"], await Cascade("standing", place => place.GetString()!));
        await Clients.MoveTo(FairCloses.AddDays(9));
        Assert.Equal(("passed-in", "passed-in"), await Standing());
        Assert.Equal(["defaulted", "defaulted", "lapsed"], await Cascade("standing", place => place.GetString()!));
        await BoardIsLedger(0, sold: 0, defaulted: 2);
        await Held();
    }

    private Clients Clients => _exchange.Clients;

    private async Task<List<T>> Cascade<T>(string name, Func<JsonElement, T> value) =>
        [.. (await Clients.Get($"/api/matching/lots/{_lot}/cascade", _consignor.Token)).EnumerateArray().Select(place => value(place.GetProperty(name)))];

    private async Task<(string? Sale, string? Catalogue)> Standing() => (
        (await Clients.Get($"/api/matching/lots/{_lot}", _consignor.Token)).GetProperty("status").GetString(),
        (await Clients.Get($"/api/listing/lots/{_lot}", _consignor.Token)).GetProperty("status").GetString());

    private async Task BoardIsLedger(long turnoverMinor, long sold, long defaulted)
    {
        var board = (await Clients.Get($"/api/turnover/fairs/{_fair}/board", _organizer.Token)).GetProperty("totals");
        Assert.Equal(
            (turnoverMinor, sold, defaulted),
            (board.GetProperty("turnoverMinor").GetInt64(), board.GetProperty("lotsSold").GetInt64(), board.GetProperty("dealsDefaulted").GetInt64()));
        var deals = (await Clients.Get($"/api/settlement/deals?fair={_fair}", _organizer.Token)).EnumerateArray().Where(deal => deal.GetProperty("stage").GetString() != "defaulted");
        Assert.Equal(turnoverMinor, deals.Sum(deal => deal.GetProperty("hammerMinor").GetInt64()));
    }

    private async Task Held()
    {
        Assert.Empty(_exchange.Alarms);
        var proofs = await Promises.Prove(StoredExchange.In(_exchange.Data), Evidence.None, Screen.Blank, TestContext.Current.CancellationToken);
        Assert.Empty(proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}"));
    }
}

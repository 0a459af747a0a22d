using System.Globalization;
using Exchange.Contracts;
using Exchange.Identity;
using Exchange.Kernel.Hosting;
using Exchange.Listing;
using Exchange.Matching;
using Exchange.Portal;
using Exchange.Settlement;
using Exchange.SystemTests.Http;
using Exchange.SystemTests.Processes;
using Exchange.Turnover;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Exchange.SystemTests.Browser;

/// <summary>The whole exchange in one process on files of its own, with a clock that the test moves, seen by clients over HTTP with real tokens.</summary>
internal sealed class FairStage : IAsyncDisposable
{
    private const string OperatorSecret = "operator-secret-of-the-browser-tests";

    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-browser-").FullName;
    private readonly ErrorLog _errors = new();
    private readonly Clients _clients;
    private readonly WebApplication _app;
    private int _losses;

    private FairStage()
    {
        Address = $"http://127.0.0.1:{ChildProcess.FreePort()}";
        _clients = new(new(Address), OperatorSecret);
        _app = Build();
    }

    /// <summary>Where the portal and the services are.</summary>
    public string Address { get; }

    public static async Task<FairStage> Start()
    {
        var stage = new FairStage();
        await stage._app.StartAsync();
        return stage;
    }

    /// <summary>The answers to the next bids are lost on their way, after the bids were carried out.</summary>
    public void LoseAnswers(int count) => Volatile.Write(ref _losses, count);

    /// <summary>An enterprise of a role, with a person who can sign in.</summary>
    public Task<Party> Register(string role) => _clients.Register(role);

    /// <summary>A fair that is open, with one lot for bids and one at a fixed price.</summary>
    public async Task<(string Fair, string Auction, string FixedPrice)> OpenFair(bool proxy = false)
    {
        var (organizer, consignor) = (await Register("organizer"), await Register("consignor"));
        var fair = await _clients.CreateFair(organizer, Clients.Opening, Clients.Opening.AddDays(2), proxy);
        await _clients.Publish(fair, organizer);
        var auction = await _clients.EnterLot(fair, consignor, "english", 1_000_000);
        var fixedPrice = await _clients.EnterLot(fair, consignor, "fixed-price", 25_000, "Bearings 6308");
        await _clients.MoveTo(Clients.Opening.AddMinutes(1));
        return (fair, auction, fixedPrice);
    }

    /// <summary>A fair that is open since a minute, with a lot on a clock that is taken whole and one in parts; both fall by 10,000 a minute.</summary>
    public async Task<(string Whole, string InParts)> OpenClocks()
    {
        var (organizer, consignor) = (await Register("organizer"), await Register("consignor"));
        var fair = await _clients.CreateFair(organizer, Clients.Opening, Clients.Opening.AddDays(2));
        await _clients.Publish(fair, organizer);
        var whole = await _clients.EnterClock(fair, consignor, 100_000, 10_000, 75_000, divisible: false);
        var inParts = await _clients.EnterClock(fair, consignor, 100_000, 10_000, 75_000, divisible: true);
        await _clients.MoveTo(Clients.Opening.AddMinutes(1));
        return (whole, inParts);
    }

    /// <summary>A fair that is open since a minute, with twelve tonnes that are sold to many at one price.</summary>
    public async Task<string> OpenManyUnits()
    {
        var (organizer, consignor) = (await Register("organizer"), await Register("consignor"));
        var fair = await _clients.CreateFair(organizer, Clients.Opening, Clients.Opening.AddDays(2));
        await _clients.Publish(fair, organizer);
        var lot = await _clients.EnterLot(fair, consignor, "uniform-lowest-winning", 100_000);
        await _clients.MoveTo(Clients.Opening.AddMinutes(1));
        return lot;
    }

    /// <summary>A fair that is open since a minute, with a call auction whose orders are called ten minutes after the opening.</summary>
    public async Task<(string Fair, string Auction)> OpenCallAuction()
    {
        var organizer = await Register("organizer");
        var fair = await _clients.CreateFair(organizer, Clients.Opening, Clients.Opening.AddDays(2));
        await _clients.Publish(fair, organizer);
        // The clock waits until every service has heard what is told by then, so that Matching knows the fair.
        await _clients.MoveTo(Clients.Opening.AddMinutes(1));
        return (fair, await _clients.OpenCallAuction(fair, organizer, Clients.Opening.AddMinutes(10)));
    }

    public Task Sell(string auction, long priceMinor, long quantityMilli, Party seller) => _clients.Sell(auction, priceMinor, quantityMilli, seller);

    /// <summary>The operator records what a bidder has paid in for deposits.</summary>
    public async Task TopUp(Party bidder, long amountMinor, string reference) => await _clients.Post(
        $"/api/settlement/bidders/{bidder.Enterprise}/receipts", new { amountMinor, reference, currency = "CNY" }, await _clients.Operator());

    /// <summary>How many deals an enterprise has.</summary>
    public async Task<int> Deals(Party asking) => (await _clients.Get("/api/settlement/deals", asking.Token)).GetArrayLength();

    /// <summary>Moves the clock to minutes after the opening.</summary>
    public Task MoveTo(double minutes) => _clients.MoveTo(Clients.Opening.AddMinutes(minutes));

    public Task Bid(string lot, long amountMinor, Party bidder) => _clients.PlaceBid(lot, amountMinor, bidder);

    public Task Purchase(string lot, long quantityMilli, Party bidder) => _clients.Purchase(lot, quantityMilli, bidder);

    /// <summary>How many bids a lot has.</summary>
    public async Task<long> Bids(string lot, Party asking) => (await _clients.Get($"/api/matching/lots/{lot}", asking.Token)).GetProperty("bids").GetInt64();

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        foreach (var error in _errors.Lines) TestContext.Current.TestOutputHelper?.WriteLine(error);
        // Whoever still looks at a stream would keep the process waiting.
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(impatience.Token);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _directory });
        builder.WebHost.UseUrls(Address);
        builder.Logging.ClearProviders().AddProvider(_errors);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Store:Data"] = _directory,
            ["Identity:Issuer"] = Address,
            ["Clock:Kind"] = "stepped",
            ["Clock:Start"] = Clients.Morning.ToString("O", CultureInfo.InvariantCulture),
            ["Identity:Bootstrap:ClientId"] = "operator",
            ["Identity:Bootstrap:Secret"] = OperatorSecret,
            ["Identity:Portal:Secret"] = "portal-secret-of-the-browser-tests",
        });
        builder.AddKernel(Hearers.Of);
        builder.AddIdentity().AddListing().AddMatching().AddSettlement().AddTurnover().AddPortal();
        var app = builder.Build();
        app.Use(LoseAnswer);
        app.UseKernel();
        app.MapIdentity().MapListing().MapMatching().MapSettlement().MapTurnover().MapPortal();
        return app;
    }

    private async Task LoseAnswer(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments("/api/matching", StringComparison.Ordinal) || http.Request.Method != "POST" || Interlocked.Decrement(ref _losses) < 0)
        {
            await next(http);
            return;
        }

        var wire = http.Response.Body;
        http.Response.Body = new MemoryStream();
        await next(http);
        http.Response.Body = wire;
        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }
}

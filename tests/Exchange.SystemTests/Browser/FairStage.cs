using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Exchange.Contracts;
using Exchange.Identity;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Hosting;
using Exchange.Listing;
using Exchange.Matching;
using Exchange.Portal;
using Exchange.Settlement;
using Exchange.SystemTests.Broker;
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
    private const string OperatorSecret = "operator-secret-of-the-browser-tests", Password = "Correct-horse-7", LotStep = "10000";

    private static readonly DateTimeOffset Morning = new(2026, 5, 1, 8, 0, 0, TimeSpan.FromHours(8));

    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-browser-").FullName;
    private readonly ErrorLog _errors = new();
    private readonly HttpClient _http;
    private readonly WebApplication _app;
    private int _losses, _number;

    private FairStage()
    {
        Address = $"http://127.0.0.1:{FreePort()}";
        _http = new() { BaseAddress = new(Address) };
        _app = Build();
    }

    /// <summary>Where the portal and the services are.</summary>
    public string Address { get; }

    /// <summary>Somebody who can sign in, with a token of the enterprise's system.</summary>
    public sealed record Person(string UserName, string Password, string Token);

    public static async Task<FairStage> Start()
    {
        var stage = new FairStage();
        await stage._app.StartAsync();
        return stage;
    }

    /// <summary>The answers to the next bids are lost on their way, after the bids were carried out.</summary>
    public void LoseAnswers(int count) => Volatile.Write(ref _losses, count);

    /// <summary>An enterprise of a role, with a person who can sign in.</summary>
    public async Task<Person> Register(string role)
    {
        var (n, token) = (++_number, await TokenOf("operator", OperatorSecret));
        var roles = new[] { role };
        var creditCode = CreditCode.Complete($"91220101MATE{n:00000}");
        var enterprise = await Post("/api/identity/enterprises", new { name = $"Works {n}", creditCode, region = "Jilin", roles }, token);
        var id = enterprise.GetProperty("enterprise").GetString()!;
        await Post($"/api/identity/enterprises/{id}/people", new { userName = $"person-{n}", password = Password, name = $"Person {n}", roles }, token);
        return new($"person-{n}", Password, await TokenOf(enterprise.GetProperty("clientId").GetString()!, enterprise.GetProperty("clientSecret").GetString()!));
    }

    /// <summary>A fair that is open, with one lot for bids and one at a fixed price.</summary>
    public async Task<(string Fair, string Auction, string FixedPrice)> OpenFair()
    {
        var (organizer, consignor) = (await Register("organizer"), await Register("consignor"));
        var opens = Morning.AddHours(1);
        var fair = (await Post("/api/listing/fairs", new
        {
            name = "Jilin fair",
            region = "Jilin",
            currency = "CNY",
            timeZone = "Asia/Shanghai",
            opensAt = opens.ToUnixTimeMilliseconds(),
            closesAt = opens.AddDays(2).ToUnixTimeMilliseconds(),
            incrementMinor = int.Parse(LotStep, System.Globalization.CultureInfo.InvariantCulture),
        }, organizer.Token)).GetProperty("fair").GetString()!;
        await Post($"/api/listing/fairs/{fair}/publish", new { }, organizer.Token);
        var auction = await Enter(fair, "Hot-rolled plate 12 mm", "english", 1_000_000, consignor);
        var fixedPrice = await Enter(fair, "Bearings 6308", "fixed-price", 25_000, consignor);
        await MoveTo(opens.AddMinutes(1));
        return (fair, auction, fixedPrice);
    }

    public Task<JsonElement> Bid(string lot, long amountMinor, Person bidder) => Post($"/api/matching/lots/{lot}/bids", new { amountMinor }, bidder.Token);

    public Task<JsonElement> Purchase(string lot, long quantityMilli, Person bidder) =>
        Post($"/api/matching/lots/{lot}/purchases", new { quantityMilli }, bidder.Token);

    /// <summary>How many bids a lot has.</summary>
    public async Task<long> Bids(string lot, Person asking)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/matching/lots/{lot}");
        request.Headers.Authorization = new("Bearer", asking.Token);
        using var answer = await _http.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("bids").GetInt64();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
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
            ["Clock:Start"] = Morning.ToString("o"),
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

    private async Task<string> Enter(string fair, string title, string format, long openingMinor, Person consignor) => (await Post($"/api/listing/fairs/{fair}/lots", new
    {
        title,
        category = "5306",
        region = "Jilin",
        quantityMilli = 12_000,
        unit = "TNE",
        format,
        openingMinor,
    }, consignor.Token)).GetProperty("lot").GetString()!;

    private async Task MoveTo(DateTimeOffset time)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/clock") { Content = JsonContent.Create(new { now = time.ToUnixTimeMilliseconds() }) };
        request.Headers.Authorization = new("Bearer", await TokenOf("operator", OperatorSecret));
        using var answer = await _http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<string> TokenOf(string clientId, string secret)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)]);
        using var answer = await _http.PostAsync("/connect/token", form);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    private async Task<JsonElement> Post(string path, object body, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

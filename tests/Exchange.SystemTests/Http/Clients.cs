using System.Net.Http.Json;
using System.Text.Json;
using Exchange.Host.Serving;
using Exchange.Identity.Enterprises;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>An enterprise that was registered, with somebody who can sign in for it and a token of its system.</summary>
public sealed record Party(string Enterprise, string UserName, string Password, string Token);

/// <summary>The clients of an exchange: what enterprises and the operator do with it over HTTP, with real tokens.</summary>
public sealed class Clients(Uri address, string operatorSecret) : IDisposable
{
    private const string Password = "Correct-horse-7";

    private int _number;
    private string? _operator;

    /// <summary>The morning on which the clocks of tests start, an hour before <see cref="Opening"/>.</summary>
    public static DateTimeOffset Morning { get; } = new(2026, 5, 1, 8, 0, 0, TimeSpan.FromHours(8));

    /// <summary>When the first fair of a test opens.</summary>
    public static DateTimeOffset Opening { get; } = Morning.AddHours(1);

    public HttpClient Http { get; } = new() { BaseAddress = address };

    /// <summary>The operator's token.</summary>
    public async Task<string> Operator() => _operator ??= await TokenOf(Secrets.OperatorClient, operatorSecret);

    /// <summary>Registers an enterprise with its roles, and a person who has them too.</summary>
    public async Task<Party> Register(params string[] roles)
    {
        var (n, token) = (++_number, await Operator());
        var registered = await Post("/api/identity/enterprises", new { name = $"Works {n}", creditCode = CreditCodeOf(n), region = "Jilin", roles }, token);
        var enterprise = registered.GetProperty("enterprise").GetString()!;
        await Post($"/api/identity/enterprises/{enterprise}/people", new { userName = $"person-{n}", password = Password, name = $"Person {n}", roles }, token);
        var secret = registered.GetProperty("clientSecret").GetString()!;
        return new(enterprise, $"person-{n}", Password, await TokenOf(registered.GetProperty("clientId").GetString()!, secret));
    }

    /// <summary>A credit code with a right check digit.</summary>
    public static string CreditCodeOf(int n) => CreditCode.Complete($"91220101MATE{n:00000}");

    /// <summary>Creates a fair as a draft.</summary>
    public async Task<string> CreateFair(Party organizer, DateTimeOffset opens, DateTimeOffset closes, bool proxy = false) => (await Post("/api/listing/fairs", new
    {
        name = "Jilin fair",
        region = "Jilin",
        currency = "CNY",
        timeZone = "Asia/Shanghai",
        opensAt = opens.ToUnixTimeMilliseconds(),
        closesAt = closes.ToUnixTimeMilliseconds(),
        incrementMinor = 10_000,
        bidding = proxy ? new { proxy } : null,
    }, organizer.Token)).GetProperty("fair").GetString()!;

    public Task Publish(string fair, Party organizer) => Post($"/api/listing/fairs/{fair}/publish", new { }, organizer.Token);

    /// <summary>Enters twelve tonnes, for the whole of which or for each of which is asked.</summary>
    public async Task<string> EnterLot(string fair, Party consignor, string format, long openingMinor, string title = "Hot-rolled plate 12 mm", params string[] linked) =>
        (await Post($"/api/listing/fairs/{fair}/lots", new
        {
            title,
            category = "5306",
            region = "Jilin",
            quantityMilli = 12_000,
            unit = "TNE",
            format,
            openingMinor,
            linked,
        }, consignor.Token)).GetProperty("lot").GetString()!;

    /// <summary>Enters a lot as its body says.</summary>
    public async Task<string> Enter(string fair, Party consignor, object lot) =>
        (await Post($"/api/listing/fairs/{fair}/lots", lot, consignor.Token)).GetProperty("lot").GetString()!;

    /// <summary>Enters twelve tonnes on a clock that falls every minute.</summary>
    public async Task<string> EnterClock(string fair, Party consignor, long openingMinor, long fallMinor, long floorMinor, bool divisible) =>
        (await Post($"/api/listing/fairs/{fair}/lots", new
        {
            title = divisible ? "Coke, in parts" : "Lathe CW6163",
            category = "5306",
            region = "Jilin",
            quantityMilli = 12_000,
            unit = "TNE",
            format = "dutch",
            openingMinor,
            terms = new { fallMinor, fallEveryMs = 60_000, floorMinor, divisible },
        }, consignor.Token)).GetProperty("lot").GetString()!;

    /// <summary>Opens a call auction for tonnes at multiples of 5.00, collected from the opening of the fair.</summary>
    public async Task<string> OpenCallAuction(string fair, Party organizer, DateTimeOffset calls) => (await Post($"/api/matching/fairs/{fair}/call-auctions", new
    {
        title = "Wire rod Q195 6.5 mm",
        category = "9510",
        unit = "TNE",
        tickMinor = 500,
        lotMilli = 1_000,
        callsAt = calls.ToUnixTimeMilliseconds(),
    }, organizer.Token)).GetProperty("auction").GetString()!;

    public Task<JsonElement> Sell(string auction, long priceMinor, long quantityMilli, Party seller) =>
        Post($"/api/matching/call-auctions/{auction}/sell-orders", new { priceMinor, quantityMilli }, seller.Token);

    public async Task<JsonElement> Import(string fair, string csv, Party consignor, string query = "")
    {
        using var body = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/listing/fairs/{fair}/imports{query}") { Content = body };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return await Sent(request, consignor.Token);
    }

    public Task<JsonElement> PlaceBid(string lot, long amountMinor, Party bidder) => Post($"/api/matching/lots/{lot}/bids", new { amountMinor }, bidder.Token);

    public Task<JsonElement> Purchase(string lot, long quantityMilli, Party bidder) =>
        Post($"/api/matching/lots/{lot}/purchases", new { quantityMilli }, bidder.Token);

    /// <summary>Moves the clock, and waits until all that is due then is done.</summary>
    public async Task MoveTo(DateTimeOffset time)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/clock") { Content = JsonContent.Create(new { now = time.ToUnixTimeMilliseconds() }) };
        await Sent(request, await Operator());
    }

    public async Task<JsonElement> Post(string path, object body, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return await Sent(request, token);
    }

    public async Task<JsonElement> Get(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await Sent(request, token);
    }

    public void Dispose() => Http.Dispose();

    private async Task<string> TokenOf(string clientId, string secret)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = form };
        return (await Sent(request, null)).GetProperty("access_token").GetString()!;
    }

    private async Task<JsonElement> Sent(HttpRequestMessage request, string? token)
    {
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{request.RequestUri}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}

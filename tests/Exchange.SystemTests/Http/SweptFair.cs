using System.Net;
using System.Text.Json;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>An exchange with fairs in every state and somebody of each role, for requests that must not change it.</summary>
public sealed class SweptFair : IAsyncLifetime
{
    private readonly Dictionary<string, string> _tokens = [];

    internal OpenExchange Exchange { get; private set; } = null!;

    internal Passes Passes { get; private set; } = null!;

    internal Party Consignor { get; private set; } = null!;

    /// <summary>Sells and buys.</summary>
    internal Party Trader { get; private set; } = null!;

    internal Party Bidder { get; private set; } = null!;

    internal Party Organizer { get; private set; } = null!;

    /// <summary>Another organizer and another consignor.</summary>
    internal Party Stranger { get; private set; } = null!;

    /// <summary>A fair, by its state: draft, published, open or closed.</summary>
    internal Dictionary<string, string> Fairs { get; } = [];

    /// <summary>A lot, by its fair's state and its format: open english.</summary>
    internal Dictionary<string, string> Lots { get; } = [];

    /// <summary>A call auction that takes orders, and has one of the bidder.</summary>
    internal string CallAuction { get; private set; } = "";

    /// <summary>A call auction whose orders were called.</summary>
    internal string Called { get; private set; } = "";

    /// <summary>A round of rings, and a ring of the consignor and the stranger that it has proposed.</summary>
    internal string RingRound { get; private set; } = "";

    /// <inheritdoc cref="RingRound"/>
    internal string Ring { get; private set; } = "";

    /// <summary>An import into the open fair, of which a stranger may not buy.</summary>
    internal string Import { get; private set; } = "";

    /// <summary>A deal that is unpaid, and one that is paid.</summary>
    internal string Unpaid { get; private set; } = "";

    internal string Paid { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Exchange = await OpenExchange.Start(new Dictionary<string, string?> { ["Import:MaxBodyBytes"] = "2000000", ["Media:MaxFileBytes"] = "2000000", ["Media:MaxArchiveBytes"] = "2000000" });
        var clients = Exchange.Clients;
        (Consignor, Bidder, Organizer) = (await clients.Register("consignor"), await clients.Register("bidder"), await clients.Register("organizer"));
        (Trader, Stranger) = (await clients.Register("consignor", "bidder"), await clients.Register("organizer", "consignor", "bidder"));
        Passes = new(Exchange, _tokens);
        (_tokens["consignor"], _tokens["bidder"], _tokens["organizer"]) = (Consignor.Token, Bidder.Token, Organizer.Token);
        _tokens["operator"] = await clients.Operator();

        var opening = Clients.Opening;
        await Prepare("closed", opening, opening.AddHours(2));
        await Prepare("open", opening.AddHours(3), opening.AddHours(30));
        await Prepare("published", opening.AddHours(40), opening.AddHours(60));
        const string stock = "key,title,category,quantity,unit value\nA-1,Plate,7777,1,500\n";
        Lots["open stranger's"] = await clients.EnterLot(Fairs["open"], Stranger, "english", 1_000_000);
        Import = (await clients.Import(Fairs["open"], stock, Consignor, "?linked=" + Stranger.Enterprise)).GetProperty("import").GetString()!;
        await Prepare("draft", opening.AddHours(40), opening.AddHours(60));

        await clients.MoveTo(opening.AddMinutes(1));
        Unpaid = DealOf(await clients.Purchase(Lots["closed fixed-price"], 1_000, Bidder));
        Paid = DealOf(await clients.Purchase(Lots["closed fixed-price"], 2_000, Bidder));
        Called = await clients.OpenCallAuction(Fairs["closed"], Organizer, opening.AddHours(1));
        await clients.MoveTo(opening.AddHours(3).AddMinutes(1));
        await clients.Post($"/api/settlement/deals/{Paid}/payments", new { amountMinor = 50_000, reference = "BANK-7" }, await clients.Operator());
        await clients.PlaceBid(Lots["open english"], 1_000_000, Bidder);
        CallAuction = await clients.OpenCallAuction(Fairs["open"], Organizer, opening.AddHours(20));
        await clients.Post($"/api/matching/call-auctions/{CallAuction}/buy-orders", new { priceMinor = 350_000, quantityMilli = 5_000 }, Bidder.Token);
        await ProposeRing(clients);
        await Settle();
    }

    /// <summary>Waits until every service has heard of all that was done.</summary>
    internal Task Settle() => Exchange.Clients.MoveTo(Clients.Opening.AddHours(3).AddMinutes(1));

    /// <summary>After all that was tried, the exchange is healthy and still does its work.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var ready = await Exchange.Clients.Http.GetAsync(new Uri("/health/ready", UriKind.Relative))) Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        await Exchange.Clients.PlaceBid(Lots["open english"], 9_000_000, Stranger);
        await Exchange.DisposeAsync();
    }

    /// <summary>Sends a bad request and asserts the whole of its answer, that nothing has changed, and that nobody was alarmed.</summary>
    internal async Task Refused(HttpRequestMessage request, params IReadOnlyList<string> answers)
    {
        var (before, complaints) = (await Exchange.Standing(), Exchange.Alarms.Count);
        using var answer = await Exchange.Clients.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {text}");

        var problem = JsonElement.Parse(text);
        var (status, code) = (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString());
        Assert.Equal((int)answer.StatusCode, status);
        Assert.True(answers.Contains($"{status} {code}"), $"{string.Join(" or ", answers)} was expected, and this came: {text}");
        Assert.Contains(Kernel.Problems.ProblemList.All, listed => (listed.Problem.Code, listed.Problem.Status) == (code, status));
        // Names of our types and parameters are nobody's business.
        Assert.DoesNotMatch("Exchange\\.|Request\\b(?! )|[Pp]arameter|System\\.", problem.GetProperty("detail").GetString()!);

        Assert.Equal(before, await Exchange.Standing());
        Assert.Empty(Exchange.Alarms.Skip(complaints));
    }

    private static string DealOf(JsonElement purchase) => purchase.GetProperty("award").GetString()!;

    // The consignor's bearings for the stranger's plate, and the other way round.
    private async Task ProposeRing(Clients clients)
    {
        var (bearings, plate) = (Lots["open fixed-price"], Lots["open stranger's"]);
        await clients.Post($"/api/matching/lots/{bearings}/wants", new { lots = new[] { plate }, valueMinor = 1_000_000 }, Consignor.Token);
        await clients.Post($"/api/matching/lots/{plate}/wants", new { lots = new[] { bearings }, valueMinor = 1_000_000 }, Stranger.Token);
        await Settle();
        RingRound = (await clients.Post($"/api/matching/fairs/{Fairs["open"]}/ring-rounds", new { acceptMs = 86_400_000 }, Organizer.Token)).GetProperty("round").GetString()!;
        await Settle();
        Ring = (await clients.Get("/api/matching/rings", Stranger.Token))[0].GetProperty("ring").GetString()!;
    }

    private async Task Prepare(string state, DateTimeOffset opens, DateTimeOffset closes)
    {
        var clients = Exchange.Clients;
        var fair = Fairs[state] = await clients.CreateFair(Organizer, opens, closes);
        if (state != "draft") await clients.Publish(fair, Organizer);
        Lots[state + " english"] = await clients.EnterLot(fair, Consignor, "english", 1_000_000);
        Lots[state + " fixed-price"] = await clients.EnterLot(fair, Consignor, "fixed-price", 25_000, "Bearings 6308");
        Lots[state + " trader's"] = await clients.EnterLot(fair, Trader, "english", 1_000_000, linked: [Stranger.Enterprise, Consignor.Enterprise]);
    }
}

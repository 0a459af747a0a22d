using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>Requests that have the right shape and break a rule: each gets its problem, and nothing else happens.</summary>
public sealed class RuleTests(SweptFair fair) : IClassFixture<SweptFair>
{
    /// <summary>Who asks, for what, with which body, and what the answer is.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "Stranger", "matching/lots/{open english}/bids", """{"amountMinor":1}""", "409 auction.bid-too-low" },
        { "Bidder", "matching/lots/{open english}/bids", """{"amountMinor":5000000}""", "409 auction.already-leading" },
        { "Bidder", "matching/lots/{open fixed-price}/bids", """{"amountMinor":5000000}""", "409 auction.takes-no-bids" },
        { "Bidder", "matching/lots/{closed english}/bids", """{"amountMinor":5000000}""", "409 auction.closed" },
        { "Bidder", "matching/lots/{published english}/bids", """{"amountMinor":5000000}""", "409 auction.not-open-yet" },
        { "Bidder", "matching/lots/{draft english}/bids", """{"amountMinor":5000000}""", "404 auction.unknown-lot" },
        { "Trader", "matching/lots/{open trader's}/bids", """{"amountMinor":5000000}""", "403 auction.own-lot" },
        { "Stranger", "matching/lots/{open trader's}/bids", """{"amountMinor":5000000}""", "403 auction.linked-enterprise" },
        { "Operator", "matching/lots/{open english}/bids", """{"amountMinor":5000000}""", "403 auction.no-enterprise" },
        { "Bidder", "matching/lots/{open english}/purchases", """{"quantityMilli":1000}""", "409 auction.takes-no-purchases" },
        { "Bidder", "matching/lots/{open fixed-price}/purchases", """{"quantityMilli":12001}""", "409 auction.not-enough-left" },
        { "Bidder", "matching/lots/{closed fixed-price}/purchases", """{"quantityMilli":1000}""", "409 auction.closed" },
        { "Bidder", "matching/lots/{published fixed-price}/purchases", """{"quantityMilli":1000}""", "409 auction.not-open-yet" },
        { "Operator", "matching/lots/{open fixed-price}/purchases", """{"quantityMilli":1000}""", "403 auction.no-enterprise" },

        { "Consignor", "listing/fairs/{open}/lots", """{"title":"Plate","category":"5306","quantityMilli":1000,"openingMinor":500}""", "409 fair.entries-closed" },
        { "Consignor", "listing/fairs/{closed}/lots", """{"title":"Plate","category":"5306","quantityMilli":1000,"openingMinor":500}""", "409 fair.entries-closed" },
        { "Operator", "listing/fairs/{published}/lots", """{"title":"Plate","category":"5306","quantityMilli":1000,"openingMinor":500}""", "403 lot.no-enterprise" },
        {
            "Consignor", "listing/fairs/{published}/lots",
            """{"title":"P","category":"5306","quantityMilli":1000,"openingMinor":500,"format":"raffle"}""", "422 lot.unknown-format"
        },
        {
            "Consignor", "listing/fairs/{published}/lots",
            """{"title":"P","category":"5306","quantityMilli":1000,"openingMinor":500,"unit":"cubits"}""", "422 lot.unknown-unit"
        },
        {
            "Consignor", "listing/fairs/{published}/lots",
            """{"title":"P","category":"5306","quantityMilli":1,"openingMinor":5,"format":"fixed-price","reserveMinor":9}""", "422 lot.not-at-a-fixed-price"
        },
        {
            "Consignor", "listing/fairs/{published}/lots",
            """{"title":"P","category":"5306","quantityMilli":1,"openingMinor":5,"format":"vickrey","incrementMinor":1}""", "422 lot.term-unused"
        },
        {
            "Consignor", "listing/fairs/{published}/lots",
            """{"title":"P","category":"5306","quantityMilli":1,"openingMinor":5,"format":"reverse-open","terms":{"floorMinor":6}}""", "422 lot.floor-above-opening"
        },
        {
            "Consignor", "listing/fairs/{published}/lots",
            """{"title":"P","category":"5306","quantityMilli":1,"openingMinor":5,"format":"dutch-sealed","terms":{"falls":1}}""", "422 lot.term-missing"
        },
        {
            "Consignor", "listing/fairs/{published}/lots",
            """
            {"title":"P","category":"5306","quantityMilli":1,"openingMinor":5,"format":"dutch-sealed",
             "terms":{"falls":100,"fallBasisPoints":100,"fallEveryMs":1000,"sealedMs":1000,"bestBidMs":1000}}
            """, "422 lot.falls-to-nothing"
        },
        {
            "Consignor", "listing/fairs/{published}/lots",
            """{"title":"P","category":"5306","quantityMilli":1000,"openingMinor":500,"linked":["affiliate"]}""", "400 request.invalid"
        },
        { "Stranger", "listing/lots/{published english}/withdraw", """{"reason":"Sold"}""", "403 lot.not-yours" },
        { "Consignor", "listing/lots/{open english}/withdraw", """{"reason":"Sold"}""", "409 lot.on-sale" },
        { "Consignor", "listing/lots/{closed english}/withdraw", """{"reason":"Sold"}""", "409 lot.on-sale" },
        { "Stranger", "listing/fairs/{draft}/publish", "{}", "403 fair.not-yours" },
        { "Organizer", "listing/fairs", Fair("opensAt", 1), "422 fair.opens-in-the-past" },
        { "Organizer", "listing/fairs", Fair("closesAt", 1_780_000_000_000), "422 fair.closes-before-opening" },
        { "Organizer", "listing/fairs", Fair("closesAt", 1_850_000_000_000), "422 fair.too-long" },
        { "Organizer", "listing/fairs", Fair("timeZone", "Mars/Olympus"), "422 fair.unknown-time-zone" },
        { "Organizer", "listing/fairs", Fair("closingFromMinute", 1_440), "422 fair.window-unclear" },
        { "Organizer", "listing/fairs", Fair("incrementMinor", 0), "422 fair.out-of-bounds" },
        { "Organizer", "listing/fairs", Fair("commissionBasisPoints", 10_001), "422 fair.out-of-bounds" },
        { "Operator", "listing/fairs", Fair("name", "Nobody's"), "403 fair.no-enterprise" },

        { "Operator", "settlement/deals/{unpaid}/payments", """{"amountMinor":9223372036854775807,"reference":"BANK-8"}""", "422 deal.amount-out-of-range" },
        { "Operator", "settlement/deals/{unpaid}/payments", """{"amountMinor":100,"reference":"BANK-8","currency":"USD"}""", "422 deal.wrong-currency" },
        { "Operator", "settlement/deals/{paid}/payments", """{"amountMinor":100,"reference":"BANK-7"}""", "409 deal.reference-used" },
        { "Bidder", "settlement/deals/{unpaid}/removal", "{}", "409 deal.not-paid" },
        { "Stranger", "settlement/deals/{paid}/removal", "{}", "403 deal.not-the-buyer" },

        {
            "Operator", "identity/enterprises",
            $$"""{"name":"Works","creditCode":"{{Clients.CreditCodeOf(1)}}","region":"Jilin","roles":["bidder"]}""", "409 enterprise.credit-code-taken"
        },
        { "Operator", "identity/enterprises/{bidder}/people", Person("wang", "organizer"), "422 person.role-not-of-enterprise" },
        { "Operator", "identity/enterprises/{bidder}/people", Person("person-1", "bidder"), "409 person.user-name-taken" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_rule_says_no(string caller, string path, string body, string answer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/" + Filled(path)) { Content = JsonContent.Create(JsonNode.Parse(body)) };
        request.Headers.Authorization = new("Bearer", await Token(caller));
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        await fair.Refused(request, answer);
    }

    [Fact]
    public async Task A_clock_does_not_go_back()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/clock") { Content = JsonContent.Create(new { now = Clients.Morning.ToUnixTimeMilliseconds() }) };
        request.Headers.Authorization = new("Bearer", await Token("Operator"));
        await fair.Refused(request, "409 clock.backwards");
    }

    [Fact]
    public async Task Enterprises_that_an_import_names_as_linked_may_not_bid()
    {
        var clients = fair.Exchange.Clients;
        var imported = (await clients.Get($"/api/listing/fairs/{fair.Fairs["open"]}/lots?category=7777", fair.Consignor.Token))[0].GetProperty("lot").GetString();
        var seen = await clients.Get($"/api/listing/lots/{imported}", fair.Consignor.Token);
        Assert.Equal(fair.Stranger.Enterprise, Assert.Single(seen.GetProperty("linked").EnumerateArray()).GetString());
        Assert.False((await clients.Get($"/api/listing/lots/{imported}", fair.Bidder.Token)).TryGetProperty("linked", out _));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/matching/lots/{imported}/bids") { Content = JsonContent.Create(new { amountMinor = 100_000 }) };
        request.Headers.Authorization = new("Bearer", fair.Stranger.Token);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        await fair.Refused(request, "403 auction.linked-enterprise");
    }

    [Fact]
    public async Task A_key_that_named_another_command_is_refused()
    {
        var key = Guid.NewGuid().ToString("N");
        using var first = Bid(key, 1_200_000);
        using var answer = await fair.Exchange.Clients.Http.SendAsync(first);
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        await fair.Settle();
        using var other = Bid(key, 1_300_000);
        await fair.Refused(other, "409 request.key-reused");
    }

    private HttpRequestMessage Bid(string key, long amountMinor)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/" + Filled("matching/lots/{open trader's}/bids")) { Content = JsonContent.Create(new { amountMinor }) };
        request.Headers.Authorization = new("Bearer", fair.Bidder.Token);
        request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    private async Task<string> Token(string caller) => caller switch
    {
        "Operator" => await fair.Exchange.Clients.Operator(),
        "Consignor" => fair.Consignor.Token,
        "Bidder" => fair.Bidder.Token,
        "Trader" => fair.Trader.Token,
        "Stranger" => fair.Stranger.Token,
        _ => fair.Organizer.Token,
    };

    private string Filled(string path)
    {
        var (from, to) = (path.IndexOf('{', StringComparison.Ordinal), path.IndexOf('}', StringComparison.Ordinal));
        if (from < 0) return path;
        var name = path[(from + 1)..to];
        var id = name switch
        {
            "unpaid" => fair.Unpaid,
            "paid" => fair.Paid,
            "bidder" => fair.Bidder.Enterprise,
            _ => fair.Lots.GetValueOrDefault(name) ?? fair.Fairs[name],
        };
        return path[..from] + id + path[(to + 1)..];
    }

    private static string Fair(string field, JsonNode value)
    {
        var fair = new JsonObject
        {
            ["name"] = "Fair",
            ["region"] = "Jilin",
            ["currency"] = "CNY",
            ["timeZone"] = "Asia/Shanghai",
            ["opensAt"] = 1_790_000_000_000,
            ["closesAt"] = 1_790_090_000_000,
            ["incrementMinor"] = 100,
        };
        fair[field] = value;
        return fair.ToJsonString();
    }

    private static string Person(string userName, string role) =>
        $$"""{"userName":"{{userName}}","password":"Correct-horse-7","name":"Wang","roles":["{{role}}"]}""";
}

using System.Net;
using System.Net.Http.Headers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Listing;
using Exchange.Listing.Lists;
using Exchange.Settlement;
using Exchange.Settlement.Documents;
using Exchange.Settlement.Netting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>Every reading address is a list, a stream, a file, or a single resource with an ETag.</summary>
public sealed class ResourceTests(SweptFair fair) : IClassFixture<SweptFair>
{
    private static readonly string[] Lists =
    [
        "/api/identity/enterprises", "/api/listing/fairs", "/api/listing/fairs/{fair}/lots", "/api/listing/fairs/{fair}/admissions", "/api/listing/drafts",
        "/api/listing/categories/suggestions", "/api/listing/units/convert", "/api/listing/schemes", "/api/listing/schemes/{scheme}/codes",
        "/api/listing/catalogue", "/api/listing/lots/{lot}/similar", "/api/listing/searches", "/api/listing/searches/{search}/alerts", "/api/matching/lots/{lot}/bids",
        "/api/matching/fairs/{fair}/lots",
        "/api/matching/lots/{lot}/proposals", "/api/matching/lots/{lot}/offers", "/api/matching/lots/{lot}/cascade", "/api/matching/lots/{lot}/ladder", "/api/matching/second-chances",
        "/api/matching/fairs/{fair}/priority-purchases", "/api/matching/fairs/{fair}/call-auctions", "/api/matching/call-auctions/{auction}/orders",
        "/api/matching/fairs/{fair}/ring-rounds", "/api/matching/ring-rounds/{round}/rings", "/api/matching/rings",
        "/api/settlement/deals", "/api/settlement/deals/{deal}/steps", "/api/settlement/deals/{deal}/documents", "/api/settlement/documents/{fair}/{kind}",
        "/api/settlement/deposits", "/api/settlement/ledger/accounts", "/api/settlement/ledger/accounts/{account}/postings",
        "/api/settlement/ledger/trial-balance", "/api/settlement/ledger/reversals",
        "/api/settlement/debts", "/api/settlement/rounds", "/api/settlement/rounds/{round}/obligations", "/api/settlement/affiliations",
        "/api/turnover/fairs", "/api/turnover/fairs/{fair}/figures/{dimension}",
        "/api/listing/fairs/{fair}/admissions/work-list", "/api/listing/fairs/{fair}/admissions/counts", "/api/listing/fairs/{fair}/checklist",
        "/api/listing/presets", "/api/listing/calendar", "/api/listing/lists", "/api/listing/fairs/{fair}/notices", "/api/listing/fairs/{fair}/notices/{notice}",
    ];

    private static readonly string[] Files =
    [
        "/api/listing/fairs/{fair}/rules.txt", "/api/listing/fairs/{fair}/plan.svg", "/api/listing/fairs/{fair}/admissions.csv", "/api/listing/calendar.ics",
        "/api/listing/fairs/{fair}/calendar.ics",
    ];

    /// <summary>Resources of a consignor or of a lot with photos, which the tests of Listing ask for.</summary>
    private static readonly string[] Own = ["/api/listing/drafts/{draft}", "/api/listing/lots/{lot}/files/{digest}", "/api/listing/lots/{lot}/files/{digest}/thumbnail"];

    private static readonly string[] Streams = ["/api/matching/lots/{lot}/stream", "/api/matching/call-auctions/{auction}/stream", "/api/turnover/fairs/{fair}/stream"];

    public static TheoryData<string> Resources =>
    [
        "/api/identity/enterprises/{id}", "/api/listing/fairs/{fair}", "/api/listing/fairs/{fair}/admission",
        "/api/listing/fairs/{fair}/imports/{import}", "/api/listing/fairs/{fair}/imports/{import}/sheet", "/api/listing/fairs/{fair}/imports/{import}/findings",
        "/api/listing/fairs/{fair}/rules", "/api/listing/fairs/{fair}/plan", "/api/listing/lists/{list}", "/api/listing/columns", "/api/listing/lots/{lot}", "/api/matching/lots/{lot}",
        "/api/listing/categories", "/api/listing/categories/{code}", "/api/listing/conditions", "/api/listing/units", "/api/listing/schemes/{scheme}/codes/{code}",
        "/api/listing/lots/{lot}/versions", "/api/listing/lots/{lot}/questions", "/api/listing/lots/{lot}/inspections", "/api/listing/lot-defaults",
        "/api/matching/lots/{lot}/audit", "/api/matching/call-auctions/{auction}", "/api/matching/call-auctions/{auction}/audit",
        "/api/matching/lots/{lot}/wants", "/api/matching/ring-rounds/{round}", "/api/matching/rings/{ring}",
        "/api/settlement/deals/{deal}", "/api/settlement/ledger/accounts/{account}", "/api/settlement/ledger/accounts/{account}/statement",
        "/api/settlement/ledger/entries/{transfer}", "/api/settlement/documents/{fair}/{kind}/{number:long}", "/api/turnover/fairs/{fair}/board",
        "/api/settlement/debts/{debt}", "/api/settlement/rounds/{round}", "/api/settlement/rounds/{round}/notices", "/api/settlement/rounds/{round}/proof",
    ];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task A_resource_that_the_client_has_is_not_sent_again(string route)
    {
        var path = await Filled(route);
        using var first = await Get(path);
        Assert.True(first.StatusCode == HttpStatusCode.OK, $"{path} {(int)first.StatusCode} {await first.Content.ReadAsStringAsync()}");
        var tag = Assert.IsType<EntityTagHeaderValue>(first.Headers.ETag);

        using var again = await Get(path, "\"another\"", $"W/{tag}");
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Headers.ETag);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        using var any = await Get(path, "*");
        Assert.Equal(HttpStatusCode.NotModified, any.StatusCode);
        using var other = await Get(path, "\"another\"");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_tag_changes_with_its_resource()
    {
        var path = $"/api/matching/lots/{fair.Lots["open trader's"]}";
        using var before = await Get(path);
        await fair.Exchange.Clients.PlaceBid(fair.Lots["open trader's"], 1_100_000, fair.Bidder);
        using var after = await Get(path, before.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
    }

    [Fact]
    public void Every_reading_address_is_known_as_what_it_is() => Assert.Equivalent(
        Resources.Select(row => row.Data).Concat(Lists).Concat(Streams).Concat(Files).Concat(Own),
        fair.Exchange.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(route => route.StartsWith("/api/", StringComparison.Ordinal)),
        strict: true);

    private async Task<HttpResponseMessage> Get(string path, params string[] known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = fair.Passes.Header(Pass.Right, "operator");
        if (known.Length > 0) request.Headers.TryAddWithoutValidation("If-None-Match", string.Join(", ", known));
        return await fair.Exchange.Clients.Http.SendAsync(request);
    }

    private async Task<string> Filled(string route)
    {
        if (!route.Contains('{', StringComparison.Ordinal)) return route;
        if (route.Contains("{kind}", StringComparison.Ordinal)) await IssueContract();
        var (account, clients) = ($"escrow:deal:{fair.Paid}", fair.Exchange.Clients);
        var id = route[(route.IndexOf('{', StringComparison.Ordinal) + 1)..route.IndexOf('}', StringComparison.Ordinal)] switch
        {
            "id" => fair.Bidder.Enterprise,
            "fair" => fair.Fairs["open"],
            "lot" when route.EndsWith("/audit", StringComparison.Ordinal) => fair.Lots["closed english"],
            "lot" when route.EndsWith("/wants", StringComparison.Ordinal) => fair.Lots["open stranger's"],
            "lot" => fair.Lots["open english"],
            "round" when route.Contains("/ring-rounds/", StringComparison.Ordinal) => fair.RingRound,
            "ring" => fair.Ring,
            "auction" when route.EndsWith("/audit", StringComparison.Ordinal) => fair.Called,
            "auction" => fair.CallAuction,
            "deal" => fair.Paid,
            "code" => "FE0301",
            "scheme" => await ImportScheme(),
            "debt" => await LeaveDebt(),
            "round" => await ComputeRound(),
            "list" => await KeepList(),
            "account" => account,
            _ => (await clients.Get($"/api/settlement/ledger/accounts/{account}/postings", await clients.Operator()))[0].GetProperty("transfer").GetString()!,
        };
        return Door.Filled(
            route.Replace("{fair}/imports/{import}", $"{fair.Fairs["open"]}/imports/{fair.Import}", StringComparison.Ordinal).Replace("{kind}", DocumentKind.Contract, StringComparison.Ordinal), id);
    }

    // A scheme and its one code have the same name.
    private async Task<string> ImportScheme()
    {
        using var body = new StringContent("code,name,category\nrebar,Rebar,FE0301\n", System.Text.Encoding.UTF8, "text/csv");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/listing/schemes/rebar") { Content = body };
        request.Headers.Authorization = fair.Passes.Header(Pass.Right, "operator");
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await fair.Exchange.Clients.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var journal = fair.Exchange.App.Services.GetRequiredService<Exchange.Listing.ListingJournal>();
        await journal.WaitForViews(journal.Head());
        return "rebar";
    }

    private async Task<string> LeaveDebt()
    {
        var debt = DebtTerms.IdOf(fair.Consignor.Enterprise, fair.Bidder.Enterprise, "I-1");
        await Submit(Debt.Stream(debt), new LeaveDebt(new(debt, "I-1", fair.Consignor.Enterprise, fair.Bidder.Enterprise, "1989-01-02", "1989-02-02", 100, "CNY"), fair.Paid), "debt");
        return debt;
    }

    private async Task<string> ComputeRound()
    {
        var (round, now) = (Id.From("round"), fair.Exchange.App.Services.GetRequiredService<SettlementJournal>().Clock.GetUtcNow().ToUnixTimeMilliseconds());
        await Submit(Round.Stream(round), new PlanRound(new(round, fair.Fairs["open"], "CNY", 1, now, Round.LongestCutOffMs), []), "plan");
        await Submit(Round.Stream(round), new BookRound(1, [], [], 0), "book");
        return round;
    }

    private async Task<string> KeepList()
    {
        var (list, journal) = (Id.From("list"), fair.Exchange.App.Services.GetRequiredService<ListingJournal>());
        Assert.IsType<Answer.Accepted>(await journal.Submit(KeptList.Stream(list), new KeepList(list, fair.Bidder.Enterprise, true, new("Key", [fair.Bidder.Enterprise]), true), new("test", "list")));
        return list;
    }

    private async Task Submit(string stream, object command, string key)
    {
        var journal = fair.Exchange.App.Services.GetRequiredService<SettlementJournal>();
        Assert.IsType<Answer.Accepted>(await journal.Submit(stream, command, new("test", key)));
        await journal.WaitForViews(journal.Head());
    }

    /// <summary>Issues the first contract of the open fair.</summary>
    private async Task IssueContract()
    {
        var paper = new Paper(
            DocumentKind.Contract, 1, new(fair.Paid, fair.Lots["open english"], fair.Fairs["open"], 1, "Plate", "7777", "Jilin", fair.Consignor.Enterprise, fair.Bidder.Enterprise,
                2_000, "KGM", "CNY"),
            50_000, [new("hammer", 50_000)], []);
        await Submit(Document.Stream(paper.Document()), new IssueDocument(paper), "contract");
    }
}

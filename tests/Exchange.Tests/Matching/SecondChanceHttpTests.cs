using System.Net;
using System.Text.Json;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Tests.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Defaults and second chances over HTTP and through a log: messages in, answers by bidders, ends by the clock, tables out.</summary>
public sealed class SecondChanceHttpTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-tests-").FullName;
    private readonly FakeTimeProvider _clock = new(During);
    private EdgeHost _host = null!;
    private int _keys;

    public async ValueTask InitializeAsync()
    {
        _host = await EdgeHost.Start(
            app => app.MapMatching(),
            new() { ["Store:Data"] = _directory },
            builder =>
            {
                builder.AddMatching();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
            });
        await Tell("listing", Entered(ByBids), "m1");
        foreach (var (bidder, amount) in new[] { (Smelter, 16_000), (Wire2, 17_000), (Foundry, 18_000) })
            await Journal.Submit(Auction.Stream(LotId), new PlaceBid(bidder, amount), new("tester", bidder));
        _clock.SetUtcNow(Closes);
        await Settle();
        await Tell("settlement", new DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d1");
        await Settle();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_bidder_who_is_asked_finds_the_chance_and_nobody_else_sees_it()
    {
        var mine = Assert.Single((await Json(HttpMethod.Get, "second-chances", Wire2)).EnumerateArray());
        Assert.Equal((LotId, 17_000L, Closes.AddDays(1).ToUnixTimeMilliseconds()), (mine.Text("lot"), mine.Number("hammerMinor"), mine.Number("until")));
        Assert.Equal(17_000, (await Json(HttpMethod.Get, $"lots/{LotId}", Wire2)).GetProperty("secondChance").Number("hammerMinor"));
        Assert.Empty((await Json(HttpMethod.Get, "second-chances", Smelter)).EnumerateArray());
        var theirs = await Json(HttpMethod.Get, $"lots/{LotId}", Smelter);
        Assert.Equal("second-chance", theirs.Text("status"));
        Assert.False(theirs.TryGetProperty("secondChance", out _));
    }

    [Fact]
    public async Task Accepting_is_answered_with_the_new_award()
    {
        await (await Send(HttpMethod.Post, $"lots/{LotId}/second-chance/accept", Smelter)).Problem(403, "auction.not-your-second-chance");
        var response = await Send(HttpMethod.Post, $"lots/{LotId}/second-chance/accept", Wire2);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var taken = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((Id.From(LotId, "2"), 17_000L), (taken.Text("award"), taken.Number("hammerMinor")));
        await Settle();
        Assert.Empty((await Json(HttpMethod.Get, "second-chances", Wire2)).EnumerateArray());
        var listed = Assert.Single((await Json(HttpMethod.Get, $"fairs/{Fair}/lots?status=sold", Wire2)).EnumerateArray());
        Assert.Equal((17_000L, "Bidder 2"), (listed.Number("priceMinor"), listed.Text("leader")));
        await (await Send(HttpMethod.Post, $"lots/{LotId}/second-chance/accept", Wire2)).Problem(409, "auction.no-second-chance");
    }

    [Fact]
    public async Task The_clock_asks_the_next_one_and_at_last_the_lot_passes_in()
    {
        _clock.Advance(TimeSpan.FromDays(1));
        await Settle();
        Assert.Equal("Bidder 1", (await Cascade(Mill)).Single(place => place.Text("standing") == "asked").Text("bidder"));
        _clock.Advance(TimeSpan.FromDays(1));
        await Settle();
        Assert.Equal("passed-in", (await Json(HttpMethod.Get, $"lots/{LotId}", Mill)).Text("status"));
        Assert.Equal(["defaulted", "lapsed", "lapsed"], (await Cascade(Mill)).Select(place => place.Text("standing")));
    }

    [Fact]
    public async Task The_consignor_and_the_organizer_see_the_cascade_and_bidders_do_not()
    {
        await Json(HttpMethod.Post, $"lots/{LotId}/second-chance/decline", Wire2);
        var seen = await Cascade(Mill);
        Assert.Equal(
            [("Bidder 3", 18_000, "defaulted"), ("Bidder 2", 17_000, "declined"), ("Bidder 1", 16_000, "asked")],
            seen.Select(place => (place.Text("bidder"), place.Number("priceMinor"), place.Text("standing"))));
        Assert.Equal(3, (await Cascade(Id.From("province"), Roles.Organizer)).Count);
        Assert.Equal([3L], (await Json(HttpMethod.Get, $"lots/{LotId}/cascade?after=2", Mill)).EnumerateArray().Select(place => place.Number("place")));
        await (await Send(HttpMethod.Get, $"lots/{LotId}/cascade", Smelter)).Problem(403, "auction.cascade-not-yours");
        await (await Send(HttpMethod.Get, $"lots/{Id.From("another")}/cascade", Mill)).Problem(404, "auction.unknown-lot");
        await (await Send(HttpMethod.Post, "lots/x/second-chance/accept", Wire2)).Problem(404, "auction.unknown-lot");
        await (await Send(HttpMethod.Post, "lots/x/second-chance/decline", Wire2)).Problem(404, "auction.unknown-lot");
    }

    [Fact]
    public async Task Defaults_told_twice_or_of_nothing_leave_nothing()
    {
        var head = Journal.Head();
        await Tell("settlement", new DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d1");
        await Tell("settlement", new DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d2");
        await Tell("settlement", new DealDefaulted(Id.From("another"), LotId, Fair, "not-paid", 0), "d3");
        Assert.Equal(head, Journal.Head());
    }

    private static string Wire2 { get; } = Id.From("wire works");

    private MatchingJournal Journal => _host.App.Services.GetRequiredService<MatchingJournal>();

    private Task Tell(string source, object message, string id) => Journal.Hear(
        new(source, 0, 1, [new(id, ContractName.Of(message.GetType()), 0, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options))]), CancellationToken.None);

    private Task<bool> Settle() => Journal.Settle(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    private async Task<List<JsonElement>> Cascade(string enterprise, string role = Roles.Consignor) =>
        [.. (await Json(HttpMethod.Get, $"lots/{LotId}/cascade", enterprise, role)).EnumerateArray()];

    private async Task<JsonElement> Json(HttpMethod method, string path, string enterprise, string role = Roles.Bidder)
    {
        var response = await Send(method, path, enterprise, role);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string enterprise, string role = Roles.Bidder)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "person of " + enterprise, ["enterprise"] = enterprise, ["role"] = new[] { role } };
        using var request = new HttpRequestMessage(method, "/api/matching/" + path);
        request.Headers.Authorization = new("Bearer", _host.Issuer.Token(new SecurityTokenDescriptor { Claims = claims }));
        request.Headers.Add("Idempotency-Key", $"k{Interlocked.Increment(ref _keys)}");
        return await _host.Client.SendAsync(request);
    }
}

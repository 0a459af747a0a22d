using System.Net;
using System.Text.Json;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Defaults and second chances over HTTP and through a log: messages in, answers by bidders, ends by the clock, tables out.</summary>
public sealed class SecondChanceHttpTests : IAsyncLifetime
{
    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await MatchingHost.Started(Entered(ByBids));
        foreach (var (bidder, amount) in new[] { (Smelter, 16_000), (Wire2, 17_000), (Foundry, 18_000) })
            await _host.Journal.Submit(Auction.Stream(LotId), new PlaceBid(bidder, amount), new("tester", bidder));
        _host.Clock.SetUtcNow(Closes);
        await _host.Settle();
        await _host.Tell(new DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d1");
        await _host.Settle();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

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
        await (await _host.Send(HttpMethod.Post, $"lots/{LotId}/second-chance/accept", Smelter)).Problem(403, "auction.not-your-second-chance");
        var response = await _host.Send(HttpMethod.Post, $"lots/{LotId}/second-chance/accept", Wire2);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var taken = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((Id.From(LotId, "2"), 17_000L), (taken.Text("award"), taken.Number("hammerMinor")));
        await _host.Settle();
        Assert.Empty((await Json(HttpMethod.Get, "second-chances", Wire2)).EnumerateArray());
        var listed = Assert.Single((await Json(HttpMethod.Get, $"fairs/{Fair}/lots?status=sold", Wire2)).EnumerateArray());
        Assert.Equal((17_000L, "Bidder 2"), (listed.Number("priceMinor"), listed.Text("leader")));
        await (await _host.Send(HttpMethod.Post, $"lots/{LotId}/second-chance/accept", Wire2)).Problem(409, "auction.no-second-chance");
    }

    [Fact]
    public async Task The_clock_asks_the_next_one_and_at_last_the_lot_passes_in()
    {
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await _host.Settle();
        Assert.Equal("Bidder 1", (await Cascade(Mill)).Single(place => place.Text("standing") == "asked").Text("bidder"));
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await _host.Settle();
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
        await (await _host.Send(HttpMethod.Get, $"lots/{LotId}/cascade", Smelter)).Problem(403, "auction.cascade-not-yours");
        await (await _host.Send(HttpMethod.Get, $"lots/{Id.From("another")}/cascade", Mill)).Problem(404, "auction.unknown-lot");
        await (await _host.Send(HttpMethod.Post, "lots/x/second-chance/accept", Wire2)).Problem(404, "auction.unknown-lot");
        await (await _host.Send(HttpMethod.Post, "lots/x/second-chance/decline", Wire2)).Problem(404, "auction.unknown-lot");
    }

    [Fact]
    public async Task Defaults_told_twice_or_of_nothing_leave_nothing()
    {
        var head = _host.Journal.Head();
        await _host.Tell(new DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d1");
        await _host.Tell(new DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d2");
        await _host.Tell(new DealDefaulted(Id.From("another"), LotId, Fair, "not-paid", 0), "d3");
        Assert.Equal(head, _host.Journal.Head());
    }

    private static string Wire2 { get; } = Id.From("wire works");

    private async Task<List<JsonElement>> Cascade(string enterprise, string role = Roles.Consignor) =>
        [.. (await Json(HttpMethod.Get, $"lots/{LotId}/cascade", enterprise, role)).EnumerateArray()];

    private async Task<JsonElement> Json(HttpMethod method, string path, string enterprise, string role = Roles.Bidder)
    {
        var response = await _host.Send(method, path, enterprise, role: role);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }
}

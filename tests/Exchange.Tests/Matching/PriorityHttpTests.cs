using System.Net;
using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Values;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Priority windows over HTTP and through a log: key enterprises heard of, a lot taken, the list that everybody may read.</summary>
public sealed class PriorityHttpTests : IAsyncLifetime
{
    private static readonly Exchange.Matching.Auctions.Offering Preferred = ByBids with
    {
        Terms = ByBids.Terms with { ReserveMinor = 0, PriorityFromAt = Opens.AddHours(-2).ToUnixTimeMilliseconds() },
    };

    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await MatchingHost.Started(Opens.AddHours(-1), []);
        await _host.Enter(Preferred);
        await Tell("listing", new KeyEnterprises(Fair, [.. new[] { Smelter, Foundry }.Order(StringComparer.Ordinal)]), "k1");
        await _host.Settle();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_key_enterprise_sees_that_it_may_take_the_lot_and_takes_it_once()
    {
        var seen = await MatchingHost.Json(_host.Get($"lots/{LotId}", Smelter));
        Assert.Equal(("priority", Opening, true), (seen.Text("status"), seen.GetProperty("priority").Number("hammerMinor"), seen.GetProperty("priority").GetProperty("youMay").GetBoolean()));
        Assert.False((await MatchingHost.Json(_host.Get($"lots/{LotId}", Mill))).GetProperty("priority").TryGetProperty("youMay", out _));

        var taken = await _host.Post($"lots/{LotId}/priority-purchases", Smelter, "{}", key: "take");
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        var again = await _host.Post($"lots/{LotId}/priority-purchases", Smelter, "{}", key: "take");
        Assert.Equal(await taken.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        await _host.Settle(); // the lot asks at once for what the taker must hold; a refusal is measured by the head of the log
        await _host.Refused(_host.Post($"lots/{LotId}/priority-purchases", Foundry, "{}"), 409, "auction.taken-by-priority");
    }

    [Fact]
    public async Task Every_use_is_in_the_public_list_of_the_fair_and_stays_there_when_the_award_falls()
    {
        await MatchingHost.Json(_host.Post($"lots/{LotId}/priority-purchases", Smelter, "{}"));
        await _host.Settle();
        var use = Assert.Single((await MatchingHost.Json(_host.Get($"fairs/{Fair}/priority-purchases", Mill))).EnumerateArray());
        Assert.Equal(
            (LotId, Smelter, Opening, Opens.AddHours(-1).ToUnixTimeMilliseconds()), (use.Text("lot"), use.Text("enterprise"), use.Number("hammerMinor"), use.Number("takenAt")));
        Assert.Empty((await MatchingHost.Json(_host.Get($"fairs/{Fair}/priority-purchases?after={use.Text("purchase")}", Mill))).EnumerateArray());
        Assert.Equal(Smelter, (await MatchingHost.Json(_host.Get($"lots/{LotId}", Mill))).GetProperty("priority").Text("takenBy"));
        Assert.Equal("sold", Assert.Single((await MatchingHost.Json(_host.Get($"fairs/{Fair}/lots", Mill))).EnumerateArray()).Text("status"));

        _host.Clock.SetUtcNow(During);
        await Tell("settlement", new DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d1");
        await _host.Settle();
        var fallen = Assert.Single((await MatchingHost.Json(_host.Get($"fairs/{Fair}/priority-purchases", Mill))).EnumerateArray());
        Assert.Equal(During.ToUnixTimeMilliseconds(), fallen.Number("fellAt"));
        var open = Assert.Single((await MatchingHost.Json(_host.Get($"fairs/{Fair}/lots?status=open", Mill))).EnumerateArray());
        Assert.Equal((0L, Opening), (open.Number("priceMinor"), open.Number("nextBidMinor")));
        Assert.Equal(HttpStatusCode.Created, (await _host.Post($"lots/{LotId}/bids", Foundry, """{"amountMinor":10000}""")).StatusCode);
    }

    [Fact]
    public async Task Who_has_no_priority_is_refused_and_leaves_no_trace()
    {
        await _host.Refused(_host.Post($"lots/{LotId}/priority-purchases", Id.From("another"), "{}"), 403, "auction.not-a-key-enterprise");
        await _host.Refused(_host.Post($"lots/{LotId}/bids", Smelter, """{"amountMinor":10000}"""), 409, "auction.priority-window");
        await _host.Refused(_host.Post($"lots/{Id.From("x")}/priority-purchases", Smelter, "{}"), 404, "auction.unknown-lot");
        await _host.Refused(_host.Post("lots/x/priority-purchases", Smelter, "{}"), 404, "auction.unknown-lot");
        _host.Clock.SetUtcNow(Opens);
        await _host.Refused(_host.Post($"lots/{LotId}/priority-purchases", Smelter, "{}"), 409, "auction.priority-over");
        Assert.Empty((await MatchingHost.Json(_host.Get($"fairs/{Fair}/priority-purchases", Mill))).EnumerateArray());
    }

    [Fact]
    public async Task A_key_enterprise_that_is_admitted_meanwhile_is_let_in_under_the_same_key()
    {
        var (lot, id) = (Preferred.Lot, Id.From("another lot"));
        await _host.Enter(Preferred with { Lot = lot with { Id = id, Number = 8 }, Terms = Preferred.Terms with { Admission = "approved" } });
        await _host.Refused(_host.Post($"lots/{id}/priority-purchases", Smelter, "{}", key: "door"), 403, "auction.not-admitted");
        await Tell("listing", new BidderAdmission(Fair, Smelter, true, [], 1, 0), "a1");
        await _host.Settle();
        Assert.Equal(HttpStatusCode.Created, (await _host.Post($"lots/{id}/priority-purchases", Smelter, "{}", key: "door")).StatusCode);
    }

    [Fact]
    public async Task Lists_know_lots_in_their_windows()
    {
        Assert.Equal("priority", Assert.Single((await MatchingHost.Json(_host.Get($"fairs/{Fair}/lots?status=priority", Mill))).EnumerateArray()).Text("status"));
        Assert.Empty((await MatchingHost.Json(_host.Get($"fairs/{Fair}/lots?status=scheduled", Mill))).EnumerateArray());
        _host.Clock.SetUtcNow(Opens);
        Assert.Empty((await MatchingHost.Json(_host.Get($"fairs/{Fair}/lots?status=priority", Mill))).EnumerateArray());
        Assert.Equal("open", Assert.Single((await MatchingHost.Json(_host.Get($"fairs/{Fair}/lots?status=open", Mill))).EnumerateArray()).Text("status"));
    }

    [Fact]
    public async Task A_viewer_hears_that_the_lot_was_taken_and_when_the_market_opens()
    {
        using var stream = await _host.Stream($"lots/{LotId}/stream", Mill);
        Assert.Equal("priority", (await Next(stream)).Text("status"));
        await MatchingHost.Json(_host.Post($"lots/{LotId}/priority-purchases", Smelter, "{}"));
        var taken = await Next(stream);
        Assert.Equal(("sold", Smelter), (taken.Text("status"), taken.GetProperty("priority").Text("takenBy")));

        var (other, id) = (Preferred.Lot, Id.From("another lot"));
        await _host.Enter(Preferred with { Lot = other with { Id = id, Number = 8 } });
        using var waiting = await _host.Stream($"lots/{id}/stream", Mill);
        Assert.Equal("priority", (await Next(waiting)).Text("status"));
        _host.Clock.SetUtcNow(Opens);
        Assert.Equal("open", (await Next(waiting)).Text("status"));
    }

    private static async Task<JsonElement> Next(StreamReader stream)
    {
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonElement.Parse(line["data: ".Length..]);
        throw new EndOfStreamException();
    }

    private Task Tell(string source, object message, string id) => _host.Journal.Hear(
        new(source, 0, 1, [new(id, ContractName.Of(message.GetType()), 0, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options))]), CancellationToken.None);
}

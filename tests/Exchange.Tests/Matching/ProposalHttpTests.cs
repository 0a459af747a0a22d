using System.Net;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed partial class MatchingHttpTests
{
    [Fact]
    public async Task Two_organizers_make_a_bid_void_and_the_history_says_so()
    {
        await _host.Enter(ByBids with { Organizer = Mill, Lot = ByBids.Lot with { Id = Secret, Number = 9 } });
        await Json(HttpMethod.Post, $"lots/{Secret}/bids", Smelter, """{"amountMinor":10000}""");
        await Json(HttpMethod.Post, $"lots/{Secret}/bids", Foundry, """{"amountMinor":12000}""");
        await (await Organize("wang", Mill, "", """{"bid":3,"reason":"a slip"}""")).Problem(422, "auction.no-bid-to-void");
        await (await Organize("wang", Wire, "", """{"bid":2,"reason":"a slip"}""")).Problem(403, "auction.not-the-organizer");
        Assert.Equal(HttpStatusCode.Created, (await Organize("wang", Mill, "", """{"bid":2,"reason":"a slip"}""")).StatusCode);
        await (await Organize("wang", Mill, "/1/confirm", null)).Problem(403, "auction.same-organizer");
        var confirmed = await Organize("li", Mill, "/1/confirm", null);
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        var position = confirmed.Headers.GetValues("Log-Position").Single();
        Assert.Equal((10_000L, "Bidder 1"), (JsonElement.Parse(await confirmed.Content.ReadAsStringAsync()).Number("priceMinor"), (await Json(HttpMethod.Get, $"lots/{Secret}", Wire)).Text("leader")));
        var history = await Json(HttpMethod.Get, $"lots/{Secret}/bids?position={position}", Wire);
        Assert.Equal("a slip", history[0].Text("voidReason"));
        Assert.False(history[1].TryGetProperty("voidReason", out var none) && none.ValueKind != JsonValueKind.Null);
    }

    private Task<HttpResponseMessage> Organize(string person, string enterprise, string path, string? body) =>
        _host.Send(HttpMethod.Post, $"lots/{Secret}/proposals{path}", enterprise, body, Roles.Organizer, person: person);
}

using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>A ladder over HTTP and through a log: the clock opens each attempt, lists and streams show it, and the consignor sees it in advance.</summary>
public sealed class LadderHttpTests : IAsyncLifetime
{
    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await MatchingHost.Started();
        await _host.Enter(LadderTests.OnALadder);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_consignor_and_organizers_see_the_ladder_before_anything_happens_and_bidders_do_not()
    {
        var seen = (await Json($"lots/{LotId}/ladder", Mill)).EnumerateArray().ToList();
        Assert.Equal(
            [(0, "english", 15_000, "open"), (1, "english", 12_750, "planned"), (2, "dutch", 7_500, "planned"), (3, "best-offer", 12_000, "planned")],
            seen.Select(step => ((int)step.Number("rung"), step.Text("format"), step.Number("leastMinor"), step.Text("standing"))));
        Assert.Equal(Closes.AddHours(1).ToUnixTimeMilliseconds(), seen[1].Number("opensAt"));
        Assert.Equal(4, (await MatchingHost.Json(_host.Get($"lots/{LotId}/ladder", Id.From("province"), Roles.Organizer))).GetArrayLength());
        Assert.Equal([2L], (await Json($"lots/{LotId}/ladder?after=1&limit=1", Mill)).EnumerateArray().Select(step => step.Number("rung")));
        await _host.Refused(_host.Get($"lots/{LotId}/ladder", Smelter), 403, "auction.cascade-not-yours");
        await _host.Refused(_host.Get($"lots/{Id.From("another")}/ladder", Mill), 404, "auction.unknown-lot");
    }

    [Fact]
    public async Task Each_attempt_is_opened_by_the_clock_and_seen_by_all_with_those_before_it()
    {
        await MatchingHost.Json(_host.Post($"lots/{LotId}/bids", Smelter, """{"amountMinor":10000}"""));
        using var stream = await _host.Stream($"lots/{LotId}/stream", Foundry);
        Assert.Equal("open", (await Next(stream)).Text("status"));
        await MoveTo(Closes);
        var again = await Next(stream);
        Assert.Equal(("scheduled", "english", 0L), (again.Text("status"), again.Text("format"), again.Number("priceMinor")));
        Assert.Equal(["passed-in", "scheduled"], again.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.Text("standing")));

        _host.Clock.SetUtcNow(Closes.AddHours(1));
        Assert.Equal("open", (await Next(stream)).Text("status")); // it opens, of which there is no event
        await MatchingHost.Json(_host.Post($"lots/{LotId}/bids", Foundry, """{"amountMinor":8500}"""));
        await MoveTo(Closes.AddHours(5));
        var listed = (await Json($"fairs/{Fair}/lots", Foundry)).EnumerateArray().Single();
        Assert.Equal(("dutch", "open", 12_750L, 2L), (listed.Text("format"), listed.Text("status"), listed.Number("priceMinor"), listed.Number("bids")));
        Assert.Equal([("Bidder 2", 2L), ("Bidder 1", 1L)], (await Json($"lots/{LotId}/bids", Foundry)).EnumerateArray().Select(bid => (bid.Text("bidder"), bid.Number("attempt"))));
        await _host.Refused(_host.Post($"lots/{LotId}/purchases", Foundry, """{"quantityMilli":2000000,"attempt":2}"""), 409, "auction.other-attempt");
        await _host.Refused(_host.Post($"lots/{LotId}/bids", Foundry, """{"amountMinor":20000,"attempt":2}"""), 409, "auction.other-attempt");
        await _host.Refused(_host.Post($"lots/{LotId}/offers", Foundry, """{"priceMinor":9000,"attempt":2}"""), 409, "auction.other-attempt");
        await _host.Refused(_host.Post($"lots/{LotId}/sealed-bids", Foundry, """{"amountMinor":9000,"attempt":2}"""), 409, "auction.other-attempt");
        await _host.Refused(_host.Post($"lots/{LotId}/bids", Foundry, """{"amountMinor":20000,"attempt":0}"""), 400, "request.invalid");

        await MoveTo(Closes.AddHours(7));
        await _host.Refused(_host.Post($"lots/{LotId}/bids", Foundry, """{"amountMinor":20000}"""), 409, "auction.takes-offers");
        await MatchingHost.Json(_host.Post($"lots/{LotId}/offers", Foundry, """{"priceMinor":9000}"""));
        await MatchingHost.Json(_host.Post($"lots/{LotId}/offers/1/accept", Mill, "{}", Roles.Consignor));
        await MoveTo(Closes.AddHours(8));
        var sold = await Json($"lots/{LotId}", Foundry);
        Assert.Equal(["passed-in", "passed-in", "passed-in", "sold"], sold.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.Text("standing")));
        Assert.Equal([1L, 1L, 0L, 0L], sold.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.Number("bids")));

        using var audit = await _host.Get($"lots/{LotId}/audit", Foundry);
        var verdict = Exchange.Matching.Audits.AuditVerifier.Verify(await audit.Content.ReadAsByteArrayAsync(), sold.Text("auditHead"));
        Assert.Empty(verdict.Faults);
        Assert.Equal((9_000, 4L), (Assert.Single(verdict.Result!.Awards).HammerMinor, verdict.Result.Attempts));
    }

    [Fact]
    public async Task Two_organizers_make_a_bid_of_the_attempt_that_runs_void()
    {
        await _host.Enter(LadderTests.OnALadder with { Lot = LadderTests.OnALadder.Lot with { Id = Id.From("other"), Number = 8 }, Organizer = "province" });
        var other = Id.From("other");
        await MatchingHost.Json(_host.Post($"lots/{other}/bids", Smelter, """{"amountMinor":10000}"""));
        await MoveTo(Closes.AddHours(2));
        await MatchingHost.Json(_host.Post($"lots/{other}/bids", Foundry, """{"amountMinor":8500}"""));
        await MatchingHost.Json(_host.Post($"lots/{other}/bids", Smelter, """{"amountMinor":9000}"""));
        var journal = _host.Journal;
        await journal.Submit(Auction.Stream(other), new Propose("wang", "province", false, 3, "a slip"), new("tester", "p1"));
        var confirmed = await MatchingHost.Json(_host.Post($"lots/{other}/proposals/1/confirm", "province", "{}", Roles.Organizer));
        Assert.Equal(("Bidder 2", 8_500L), (confirmed.Text("leader"), confirmed.Number("priceMinor")));
    }

    private Task<JsonElement> Json(string path, string enterprise) => MatchingHost.Json(_host.Get(path, enterprise, enterprise == Mill ? Roles.Consignor : Roles.Bidder));

    private async Task MoveTo(DateTimeOffset time)
    {
        _host.Clock.SetUtcNow(time);
        await _host.Settle();
    }

    private static async Task<JsonElement> Next(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonElement.Parse(line[6..]);
        throw new EndOfStreamException();
    }
}

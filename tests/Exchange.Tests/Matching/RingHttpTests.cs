using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Barter;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Rings of barter over HTTP with signed tokens, from the wants to what became of each lot; and what <c>check</c> says of it.</summary>
public sealed class RingHttpTests : IAsyncLifetime
{
    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await MatchingHost.Started(Heard);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Three_lots_change_hands_when_their_consignors_have_accepted()
    {
        var (round, ring) = await Proposed();
        var shown = await Json(Get($"rings/{ring}", Mill));
        Assert.Equal(("proposed", "CNY", 3), (Text(shown, "stage"), Text(shown, "currency"), shown.GetProperty("legs").GetArrayLength()));
        Assert.Equal(
            [(Mill, 2_000L), (Works, -3_000L), (Yard, 1_000L)],
            shown.GetProperty("members").EnumerateArray().Select(member => (Text(member, "enterprise"), Number(member, "differenceMinor")))
                .OrderBy(member => Array.IndexOf([Mill, Works, Yard], member.Item1)));
        foreach (var member in new[] { Mill, Works, Yard }) await Accept(ring, member);
        await _host.Settle();
        Assert.Equal("traded", Text(await Json(Get($"rings/{ring}", Organizer, Roles.Organizer)), "stage"));
        foreach (var lot in new[] { Cable, Steel, Pumps }) Assert.Equal("sold", Text(await Json(_host.Get($"lots/{lot}", Smelter)), "status"));
        var over = await Json(Get($"ring-rounds/{round}", Smelter));
        Assert.Equal(("finished", 1, 1, 3), (Text(over, "stage"), Number(over, "run"), Number(over, "ringsTraded"), Number(over, "lotsTraded")));
        await Checks("3 lots");
    }

    [Fact]
    public async Task Who_declines_is_left_out_and_others_trade_without_it()
    {
        await Want(Paint, Port, 50_000, [Cable]);
        await Want(Cable, Mill, CableMinor, [Steel, Paint]);
        var (round, ring) = await Proposed(wantsCable: false);
        await Json(_host.Post($"rings/{ring}/decline", Works, "{}", Roles.Consignor));
        await _host.Settle();
        Assert.Equal("left", Text(await Json(Get($"rings/{ring}", Mill)), "why"));
        Assert.Equal(2, Number(await Json(Get($"ring-rounds/{round}", Mill)), "run"));
        var next = Text((await Json(Get("rings", Port)))[0], "ring");
        foreach (var member in new[] { Port, Mill }) await Accept(next, member);
        await _host.Settle();
        foreach (var (lot, status) in new[] { (Cable, "sold"), (Paint, "sold"), (Steel, "open"), (Pumps, "open") }) Assert.Equal(status, Text(await Json(_host.Get($"lots/{lot}", Smelter)), "status"));
        Assert.Equal(2, (await Json(Get($"ring-rounds/{round}/rings", Organizer, Roles.Organizer))).GetArrayLength());
        await Checks("2 rings");
    }

    [Fact]
    public async Task Who_is_silent_is_left_out_when_the_time_has_passed()
    {
        var (round, ring) = await Proposed();
        await Accept(ring, Mill);
        _host.Clock.Advance(TimeSpan.FromHours(1));
        await _host.Refused(_host.Post($"rings/{ring}/accept", Works, "{}", Roles.Consignor), 409, "ring.too-late");
        await _host.Settle();
        Assert.Equal("silent", Text(await Json(Get($"rings/{ring}", Mill)), "why"));
        Assert.Equal(("finished", 2, 0), (Text(await Json(Get($"ring-rounds/{round}", Mill)), "stage"), Number(await Json(Get($"ring-rounds/{round}", Mill)), "run"),
            Number(await Json(Get($"ring-rounds/{round}", Mill)), "lotsTraded")));
        await Checks("0 traded");
    }

    [Fact]
    public async Task Money_goes_before_barter_until_all_have_accepted()
    {
        var (_, ring) = await Proposed();
        await Json(_host.Post($"lots/{Steel}/bids", Smelter, """{"amountMinor":15000}"""));
        await _host.Settle();
        Assert.Equal("broken", Text(await Json(Get($"rings/{ring}", Mill)), "why"));
        await _host.Refused(_host.Post($"rings/{ring}/accept", Mill, "{}", Roles.Consignor), 409, "ring.dissolved");
        await Checks("0 traded");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lot_or_wants_that_are_withdrawn_end_the_ring(bool isLot)
    {
        var (_, ring) = await Proposed();
        if (isLot) await _host.Tell(new LotWithdrawn(Pumps, Fair, "broken in the yard", During.ToUnixTimeMilliseconds()));
        else await Json(_host.Post($"lots/{Pumps}/wants/withdraw", Yard, "{}", Roles.Consignor));
        await _host.Settle();
        Assert.Equal("broken", Text(await Json(Get($"rings/{ring}", Mill)), "why"));
        Assert.Equal("open", Text(await Json(_host.Get($"lots/{Cable}", Smelter)), "status"));
        await Checks("0 traded");
    }

    [Fact]
    public async Task A_ring_that_is_unwound_after_a_default_leaves_every_lot_for_sale()
    {
        var (_, ring) = await Proposed();
        foreach (var member in new[] { Mill, Works, Yard }) await Accept(ring, member);
        await _host.Settle();
        await _host.Tell(new DealDefaulted(Id.From(Steel, "1"), Steel, Fair, "not-removed", During.ToUnixTimeMilliseconds()));
        foreach (var lot in new[] { Cable, Pumps }) await _host.Tell(new DealCancelled(Id.From(lot, "1"), lot, Fair, PassedOver.Unwound, During.ToUnixTimeMilliseconds()));
        await _host.Settle();
        foreach (var lot in new[] { Cable, Steel, Pumps }) Assert.Equal("open", Text(await Json(_host.Get($"lots/{lot}", Smelter)), "status"));
        await Checks("3 lots");
        Assert.Equal(1, Number(await Json(_host.Post($"lots/{Cable}/bids", Yard, """{"amountMinor":15000}""")), "bid"));
    }

    [Fact]
    public async Task Only_members_and_the_organizer_see_a_ring_and_only_the_consignor_its_wants()
    {
        var (round, ring) = await Proposed();
        await (await Get($"rings/{ring}", Port)).Problem(404, "ring.unknown");
        await (await Get($"rings/{ring}", Port, Roles.Organizer)).Problem(404, "ring.unknown");
        await (await Get($"ring-rounds/{round}/rings", Port, Roles.Organizer)).Problem(403, "ring-round.not-yours");
        await (await Get($"lots/{Cable}/wants", Port)).Problem(403, "auction.not-your-lot");
        await _host.Refused(_host.Post($"rings/{ring}/accept", Port, "{}", Roles.Consignor), 403, "ring.not-a-member");
        Assert.Empty((await Json(Get("rings", Port))).EnumerateArray());
        var etag = (await Get($"rings/{ring}", Mill)).Headers.ETag!.ToString();
        Assert.Equal(304, (int)(await _host.Get($"rings/{ring}", Mill, Roles.Consignor, etag)).StatusCode);
        Assert.Equal(CableMinor, Number(await Json(Get($"lots/{Cable}/wants", Mill)), "valueMinor"));
    }

    [Theory]
    [InlineData("""{"lots":["00000000000000000000000000000001"],"valueMinor":1}""", 422, "wants.unknown-lots")]
    [InlineData("""{"lots":["steel"],"valueMinor":1}""", 400, "request.invalid")]
    [InlineData("""{"classes":[],"valueMinor":1}""", 400, "request.invalid")]
    [InlineData("""{"classes":["72"]}""", 400, "request.invalid")]
    [InlineData("""{"classes":["72"],"valueMinor":0}""", 400, "request.invalid")]
    [InlineData("""{"classes":["72"],"valueMinor":1,"mostPaidMinor":-1}""", 400, "request.invalid")]
    [InlineData("""{"classes":[null],"valueMinor":1}""", 400, "request.invalid")]
    public async Task Wants_that_cannot_be_are_a_problem_and_leave_nothing(string body, int status, string code) =>
        await _host.Refused(_host.Post($"lots/{Cable}/wants", Mill, body, Roles.Consignor), status, code);

    [Theory]
    [InlineData("""{"maxLength":1}""", 400, "request.invalid")]
    [InlineData("""{"maxLength":6}""", 400, "request.invalid")]
    [InlineData("""{"acceptMs":59999}""", 400, "request.invalid")]
    [InlineData("""{"startsAt":1}""", 422, "ring-round.in-the-past")]
    public async Task A_round_that_cannot_be_is_a_problem_and_leaves_nothing(string body, int status, string code) =>
        await _host.Refused(_host.Post($"fairs/{Fair}/ring-rounds", Organizer, body, Roles.Organizer), status, code);

    [Fact]
    public async Task What_is_sent_again_is_done_once_and_lists_have_pages()
    {
        var first = Text(await Json(_host.Post($"fairs/{Fair}/ring-rounds", Organizer, """{"maxLength":2}""", Roles.Organizer, "same")), "round");
        Assert.Equal(first, Text(await Json(_host.Post($"fairs/{Fair}/ring-rounds", Organizer, """{"maxLength":2}""", Roles.Organizer, "same")), "round"));
        var second = Text(await Json(_host.Post($"fairs/{Fair}/ring-rounds", Organizer, "{}", Roles.Organizer)), "round");
        await _host.Settle();
        var page = await Get($"fairs/{Fair}/ring-rounds?limit=1", Smelter);
        var next = page.Headers.GetValues("Link").Single();
        Assert.Equal(first, Text(JsonElement.Parse(await page.Content.ReadAsStringAsync())[0], "round"));
        Assert.Equal(second, Text((await Json(Get(next[(next.IndexOf("fairs/", StringComparison.Ordinal))..next.IndexOf('>', StringComparison.Ordinal)], Smelter)))[0], "round"));
        await (await _host.Post($"fairs/{Fair}/ring-rounds", Mill, "{}", Roles.Organizer)).Problem(403, "ring-round.not-yours");
    }

    // Three consignors say what they want, and the organizer starts a round that finds the one ring.
    private async Task<(string Round, string Ring)> Proposed(bool wantsCable = true)
    {
        if (wantsCable) await Want(Cable, Mill, CableMinor, [Steel]);
        await Want(Steel, Works, SteelMinor, [Pumps]);
        await Want(Pumps, Yard, PumpsMinor, [Cable]);
        await _host.Settle();
        var round = Text(await Json(_host.Post($"fairs/{Fair}/ring-rounds", Organizer, """{"acceptMs":3600000}""", Roles.Organizer)), "round");
        await _host.Settle();
        return (round, Text((await Json(Get("rings", Works)))[0], "ring"));
    }

    private async Task Want(string lot, string consignor, long valueMinor, string[] lots) => await Json(_host.Post(
        $"lots/{lot}/wants", consignor, JsonSerializer.Serialize(new { lots, valueMinor, mostPaidMinor = 3_000 }), Roles.Consignor));

    private async Task Accept(string ring, string member) => await Json(_host.Post($"rings/{ring}/accept", member, "{}", Roles.Consignor));

    // Every promise about matching is held by what is stored, and the views are what a rebuild makes of the log.
    private async Task Checks(string seen)
    {
        await _host.Settle();
        var proofs = await Promises.Prove(StoredExchange.In(_host.Data), Evidence.None, Screen.Blank, CancellationToken.None);
        Assert.All(proofs, proof => Assert.True(proof.Held, proof.Detail));
        Assert.Contains(seen, proofs.Single(proof => proof.Promise == "rings are all or nothing").Detail, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> Get(string path, string enterprise, string role = Roles.Consignor) => _host.Get(path, enterprise, role);

    private static Task<JsonElement> Json(Task<HttpResponseMessage> sent) => MatchingHost.Json(sent);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}

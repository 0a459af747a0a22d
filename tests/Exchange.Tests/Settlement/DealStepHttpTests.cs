using System.Net;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>The steps of a deal as its parties take them: tokens, answers, what comes next.</summary>
public sealed class DealStepHttpTests : IAsyncLifetime
{
    private static readonly string Full = Id.From("full"), Path = "/api/settlement/deals/" + Full;

    private SettlementHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SettlementHost.Start();
        await _host.Hear("matching", FullAward() with { Award = Full }, Full);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_deal_with_a_contract_says_at_every_step_what_comes_next()
    {
        await Step(Buyer, "contract", null, "contract", "consignor");
        await Step(Consignor, "contract", null, "first-part", "buyer");
        await Post(Operator, $"{Path}/payments", new { amountMinor = 122_401, reference = "B1" });
        var from = Awarded.ToUnixTimeMilliseconds() + Day;
        await Step(Buyer, "slot", new { fromAt = from, throughAt = from + Hour }, "removal", "buyer");
        await Step(Consignor, "handover", new { quantityMilli = 2_900, note = "W-17" }, "acceptance", "buyer");
        await Step(Buyer, "dispute", new { reason = "Rust" }, "decision", "organizer");
        await Step(Consignor, "evidence", new { text = "Photo", sha256 = new string('a', 64) }, "decision", "organizer");
        Assert.Equal(HttpStatusCode.Forbidden, (await Post(For(Buyer, Roles.Bidder), $"{Path}/decision", new { outcome = "refund", reason = "Mine" })).StatusCode);
        var answer = await Read(await Post(For(Fair, Roles.Organizer), $"{Path}/decision", new { outcome = "partial", reductionMinor = 1_000, reason = "A tenth is rusty." }));
        Assert.Equal(["dispute-decided", "settled"], answer.GetProperty("steps").EnumerateArray().Select(step => step.GetString()));
        var deal = await Read(await Get(For(Consignor, Roles.Consignor), Path));
        Assert.Equal(("settled", "partial", 1_000, 2_900), (Text(deal, "stage"), Text(deal, "outcome"), Number(deal, "reductionMinor"), Number(deal, "handedOverMilli")));
        Assert.Equal(Number(deal, "paidMinor"), Number(deal, "totalMinor") + Number(deal, "returnedMinor"));

        var first = await Get(For(Buyer, Roles.Bidder), $"{Path}/steps?limit=5");
        Assert.Equal("opened", Text((await Read(first))[0], "step"));
        Assert.True(first.Headers.Contains("Link"));
        await (await Get(For(Id.From("stranger"), Roles.Bidder), $"{Path}/steps")).Problem(403, "deal.not-yours");
        Assert.Empty(_host.Errors);
    }

    [Fact]
    public async Task A_slot_that_is_full_at_its_place_is_refused_with_those_that_are_free()
    {
        var (from, terms) = (Awarded.ToUnixTimeMilliseconds() + Day, Everything with { RemovalsAtOnce = 1, ConfirmMs = null });
        foreach (var id in new[] { Id.From("one"), Id.From("two") })
        {
            await _host.Hear("matching", FullAward(terms) with { Award = id }, id);
            await Post(Operator, $"/api/settlement/deals/{id}/payments", new { amountMinor = 122_401, reference = "B1" });
        }

        await Read(await Post(For(Buyer, Roles.Bidder), $"/api/settlement/deals/{Id.From("one")}/slot", new { fromAt = from, throughAt = from + Hour }));
        var second = $"/api/settlement/deals/{Id.From("two")}/slot";
        var problem = await (await Post(For(Buyer, Roles.Bidder), second, new { fromAt = from, throughAt = from + Hour })).Problem(409, "deal.slot-full");
        Assert.Equal([from - Hour, from + Hour], problem.GetProperty("free").EnumerateArray().Select(slot => Number(slot, "fromAt")));
        var free = problem.GetProperty("free")[1];
        await Read(await Post(For(Buyer, Roles.Bidder), second, new { fromAt = Number(free, "fromAt"), throughAt = Number(free, "throughAt") }));
        Assert.Empty(_host.Errors);
    }

    [Theory]
    [InlineData("slot", """{"fromAt":1}""", 400, "request.invalid")]
    [InlineData("handover", """{"quantityMilli":0}""", 400, "request.invalid")]
    [InlineData("handover", """{"note":"a\u0000b"}""", 400, "request.invalid")]
    [InlineData("dispute", """{"reason":" "}""", 400, "request.invalid")]
    [InlineData("evidence", """{"text":"Photo","sha256":"A"}""", 400, "request.invalid")]
    [InlineData("decision", """{"outcome":"half","reason":"Because"}""", 400, "request.invalid")]
    [InlineData("decision", """{"outcome":"full","reason":"Because"}""", 409, "deal.out-of-step")]
    [InlineData("cancellation", """{"reason":""}""", 400, "request.invalid")]
    [InlineData("cancellation/take-back", "{}", 403, "deal.not-a-party")]
    [InlineData("missed-delivery", "{}", 403, "deal.not-the-buyer")]
    public async Task A_step_without_sense_gets_its_code_and_changes_nothing(string step, string body, int status, string code)
    {
        var head = _host.Journal.Head();
        await (await Post(For(Fair, Roles.Organizer), $"{Path}/{step}", body)).Problem(status, code);
        Assert.Equal(head, _host.Journal.Head());
        Assert.Empty(_host.Errors);
    }

    private async Task Step(string enterprise, string step, object? body, string next, string who)
    {
        await Read(await Post(For(enterprise, enterprise == Buyer ? Roles.Bidder : Roles.Consignor), $"{Path}/{step}", body));
        var shown = (await Read(await Get(Operator, Path))).GetProperty("next");
        Assert.Equal((next, who), (Text(shown, "step"), Text(shown, "who")));
    }

    private string Operator => _host.Operator;

    private string For(string enterprise, string role) => _host.For(enterprise, role);

    private Task<HttpResponseMessage> Get(string token, string path) => _host.Get(token, path);

    private Task<HttpResponseMessage> Post(string token, string path, object? body) => _host.Post(token, path, body);

    private static Task<JsonElement> Read(HttpResponseMessage response) => SettlementHost.Read(response);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}

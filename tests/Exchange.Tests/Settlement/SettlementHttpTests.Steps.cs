using System.Net;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

// The steps of a deal.
public sealed partial class SettlementHttpTests
{
    [Fact]
    public async Task A_deal_with_a_contract_says_at_every_step_what_comes_next()
    {
        await Hear(FullAward() with { Award = Full });
        await Step(Buyer, "contract", null, "contract", "consignor");
        await Step(Consignor, "contract", null, "first-part", "buyer");
        await Post(Operator, $"/api/settlement/deals/{Full}/payments", new { amountMinor = 122_401, reference = "B1" });
        var from = Awarded.ToUnixTimeMilliseconds() + Day;
        await Step(Buyer, "slot", new { fromAt = from, throughAt = from + Hour }, "removal", "buyer");
        await Step(Consignor, "handover", new { quantityMilli = 2_900, note = "W-17" }, "acceptance", "buyer");
        await Step(Buyer, "dispute", new { reason = "Rust" }, "decision", "organizer");
        await Step(Consignor, "evidence", new { text = "Photo", sha256 = new string('a', 64) }, "decision", "organizer");
        Assert.Equal(HttpStatusCode.Forbidden, (await Post(For(Buyer, Roles.Bidder), $"/api/settlement/deals/{Full}/decision", new { outcome = "refund", reason = "Mine" })).StatusCode);
        var answer = await Read(await Post(For(Fair, Roles.Organizer), $"/api/settlement/deals/{Full}/decision", new { outcome = "partial", reductionMinor = 1_000, reason = "A tenth is rusty." }));
        Assert.Equal(["dispute-decided", "settled"], answer.GetProperty("steps").EnumerateArray().Select(step => step.GetString()));
        var deal = await Read(await Get(For(Consignor, Roles.Consignor), $"/api/settlement/deals/{Full}"));
        Assert.Equal(("settled", "partial", 1_000, 2_900), (Text(deal, "stage"), Text(deal, "outcome"), Number(deal, "reductionMinor"), Number(deal, "handedOverMilli")));
        Assert.Equal(Number(deal, "paidMinor"), Number(deal, "totalMinor") + Number(deal, "returnedMinor"));

        var first = await Get(For(Buyer, Roles.Bidder), $"/api/settlement/deals/{Full}/steps?limit=5");
        Assert.Equal("opened", Text((await Read(first))[0], "step"));
        Assert.True(first.Headers.Contains("Link"));
        await (await Get(For(Id.From("stranger"), Roles.Bidder), $"/api/settlement/deals/{Full}/steps")).Problem(403, "deal.not-yours");
        Assert.Empty(_host.Log.Errors);
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
        var head = Journal.Head();
        await (await Send(For(Fair, Roles.Organizer), step, JsonDocument.Parse(body).RootElement)).Problem(status, code);
        Assert.Equal(head, Journal.Head());
        Assert.Empty(_host.Log.Errors);
    }

    private static string Full => Id.From("full");

    private async Task Step(string enterprise, string step, object? body, string next, string who)
    {
        await Read(await Post(For(enterprise, enterprise == Buyer ? Roles.Bidder : Roles.Consignor), $"/api/settlement/deals/{Full}/{step}", body));
        var shown = (await Read(await Get(Operator, $"/api/settlement/deals/{Full}"))).GetProperty("next");
        Assert.Equal((next, who), (Text(shown, "step"), Text(shown, "who")));
    }
}

using System.Net;
using System.Text.Json;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Settlement as its callers see it: tokens, problems, pages.</summary>
public sealed class SettlementHttpTests : IAsyncLifetime
{
    private const string Payments = "payments", Removal = "removal";

    private static readonly string DealPath = $"/api/settlement/deals/{DealId}";

    private SettlementHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SettlementHost.Start();
        await Hear(Award());
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_deal_is_paid_removed_and_settled()
    {
        var paid = await Read(await Send(Operator, Payments, new { amountMinor = 120_100, reference = "B1" }), HttpStatusCode.Created);
        Assert.Equal(("awaiting-removal", 120_001, 99), (Text(paid, "stage"), Number(paid, "escrowMinor"), Number(paid, "creditMinor")));
        var next = (await Read(await Get(For(Buyer, Roles.Bidder), DealPath))).GetProperty("next");
        Assert.Equal(("removal", "buyer", After(3 * Day).ToUnixTimeMilliseconds()), (Text(next, "step"), Text(next, "who"), Number(next, "by")));

        var released = await Read(await Send(For(Buyer, Roles.Bidder), Removal, null));
        Assert.Equal(("settled", 117_001, 3_000), (Text(released, "stage"), Number(released, "releasedMinor"), Number(released, "commissionMinor")));
        var deal = await Read(await Get(For(Consignor, Roles.Consignor), DealPath));
        Assert.Equal("settled", Text(deal, "stage"));
        Assert.False(deal.TryGetProperty("next", out var nothing) && nothing.ValueKind != JsonValueKind.Null);

        var entry = await Read(await Get(Operator, $"/api/settlement/ledger/entries/{Text(released, "transfer")}"));
        Assert.Equal(3, entry.GetProperty("postings").GetArrayLength());
        var trial = (await Read(await Get(Operator, "/api/settlement/ledger/trial-balance")))[0];
        Assert.True(trial.GetProperty("balanced").GetBoolean());
        var account = await Read(await Get(For(Consignor, Roles.Consignor), $"/api/settlement/ledger/accounts/{AccountCode.ConsignorPayable(Consignor)}"));
        Assert.Equal(117_001, Number(account.GetProperty("balances")[0], "balanceMinor"));
    }

    [Fact]
    public async Task The_same_key_gets_the_same_answer_and_another_body_under_it_is_refused()
    {
        var first = await Read(await Send(Operator, Payments, new { amountMinor = 5, reference = "B1" }, "k1"), HttpStatusCode.Created);
        await Send(Operator, Payments, new { amountMinor = 6, reference = "B2" });
        var again = await Read(await Send(Operator, Payments, new { amountMinor = 5, reference = "B1" }, "k1"), HttpStatusCode.Created);
        Assert.Equal(first.ToString(), again.ToString());
        await (await Send(Operator, Payments, new { amountMinor = 7, reference = "B1" }, "k1")).Problem(409, "request.key-reused");
        var underAnotherKey = await Read(await Send(Operator, Payments, new { amountMinor = 5, reference = "B1" }));
        Assert.Equal(Text(first, "transfer"), Text(underAnotherKey, "transfer"));
        Assert.Equal(11, (await Journal.Peek<Deal>(Deal.Stream(DealId))).PaidMinor);
    }

    [Fact]
    public async Task Each_sees_their_own()
    {
        await Send(Operator, Payments, new { amountMinor = 120_001, reference = "B1" });
        var stranger = For(Id.From("stranger"), Roles.Bidder);
        await (await Get(stranger, DealPath)).Problem(403, "deal.not-yours");
        await (await Get(stranger, $"/api/settlement/ledger/accounts/{AccountCode.Escrow(DealId)}")).Problem(403, "account.not-yours");
        await (await Get(stranger, $"/api/settlement/ledger/accounts/{AccountCode.Bank}/postings")).Problem(403, "account.not-yours");
        await (await Get(stranger, $"/api/settlement/ledger/accounts/{AccountCode.Bank}/statement?format=csv")).Problem(403, "account.not-yours");
        await (await Send(stranger, Removal, null)).Problem(403, "deal.not-the-buyer");
        Assert.Equal(0, (await Read(await Get(stranger, "/api/settlement/deals"))).GetArrayLength());
        Assert.Equal(1, (await Read(await Get(For(Buyer, Roles.Bidder), "/api/settlement/deals"))).GetArrayLength());
        Assert.Equal(1, (await Read(await Get(For(Id.From("organizer"), Roles.Organizer), $"/api/settlement/deals?fair={Fair}"))).GetArrayLength());
        var statement = await Read(await Get(For(Buyer, Roles.Bidder), $"/api/settlement/ledger/accounts/{AccountCode.Escrow(DealId)}/postings"));
        Assert.Equal(120_001, Number(statement[0], "balanceMinor"));
    }

    [Fact]
    public async Task A_list_has_a_link_to_its_next_page()
    {
        await Hear(Award(award: Id.From("second")), Award(award: Id.From("third")));
        var first = await Get(Operator, $"/api/settlement/deals?fair={Fair}&limit=2");
        var link = Assert.Single(first.Headers.GetValues("Link"));
        var second = await Get(Operator, link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Equal(
            [DealId, Id.From("second"), Id.From("third")],
            (await Read(first)).EnumerateArray().Concat((await Read(second)).EnumerateArray()).Select(deal => Text(deal, "deal")));
        Assert.False(second.Headers.Contains("Link"));
    }

    [Theory]
    [InlineData("""{"amountMinor":-5,"reference":"B1"}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":0,"reference":"B1"}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":5}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":5,"reference":" B1"}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":5,"reference":"B1","currency":"yuan"}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":5,"reference":"B1","currency":"USD"}""", 422, "deal.wrong-currency")]
    [InlineData("""{"amountMinor":9223372036854775807,"reference":"B1"}""", 422, "deal.amount-out-of-range")]
    public async Task A_receipt_without_sense_gets_its_code_and_books_nothing(string body, int status, string code)
    {
        var head = Journal.Head();
        await (await Send(Operator, Payments, JsonDocument.Parse(body).RootElement)).Problem(status, code);
        Assert.Equal(head, Journal.Head());
        Assert.Empty(_host.Errors);
    }

    [Theory]
    [InlineData("""{"amountMinor":"5","reference":"B1"}""")]
    [InlineData("""{"amountMinor":5.5,"reference":"B1"}""")]
    [InlineData("""{"amountMinor":9223372036854775808,"reference":"B1"}""")]
    [InlineData("""{"amountMinor":5,"reference":"B1","more":1}""")]
    [InlineData("""{"amountMinor":5,""")]
    [InlineData("")]
    public async Task A_body_of_another_shape_is_refused_and_books_nothing(string body)
    {
        var head = Journal.Head();
        Assert.Equal(HttpStatusCode.BadRequest, (await Send(Operator, Payments, body, "k")).StatusCode);
        Assert.Equal(head, Journal.Head());
        Assert.Empty(_host.Errors);
    }

    [Fact]
    public async Task An_account_is_asked_about_now_or_a_moment_and_its_statement_is_a_file()
    {
        await Send(Operator, Payments, new { amountMinor = 5, reference = "B1" });
        var account = $"/api/settlement/ledger/accounts/{AccountCode.Escrow(DealId)}";
        var moment = Awarded.ToUnixTimeMilliseconds();
        Assert.Equal(0, Number((await Read(await Get(Operator, $"{account}?at={moment}"))).GetProperty("balances")[0], "balanceMinor"));
        Assert.Equal(5, Number((await Read(await Get(Operator, $"{account}?at={moment + 1}"))).GetProperty("balances")[0], "balanceMinor"));
        Assert.Equal(0, (await Read(await Get(Operator, $"/api/settlement/ledger/trial-balance?at={moment}"))).GetArrayLength());
        var sums = await Read(await Get(For(Buyer, Roles.Bidder), $"{account}/statement?from={moment}"));
        Assert.Equal((0, 5, 0, 5, 1), (Number(sums, "openingMinor"), Number(sums, "inMinor"), Number(sums, "outMinor"), Number(sums, "closingMinor"), Number(sums, "postings")));
        var csv = await Get(For(Buyer, Roles.Bidder), $"{account}/statement?format=csv&zone=Asia/Shanghai");
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"escrow-deal-{DealId}.csv", csv.Content.Headers.ContentDisposition?.FileName);
        Assert.Contains(",receipt,", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var workbook = await (await Get(Operator, $"{account}/statement?format=xlsx")).Content.ReadAsByteArrayAsync();
        Assert.Equal("PK"u8, workbook.AsSpan(0, 2));
    }

    [Fact]
    public async Task The_operator_records_what_the_bank_paid_out()
    {
        await Send(Operator, Payments, new { amountMinor = 120_100, reference = "B1" });
        var payout = new { account = AccountCode.BuyerPayable(Buyer), amountMinor = 99, reference = "P1", currency = "CNY" };
        const string Payouts = "/api/settlement/payouts";
        Assert.Equal(HttpStatusCode.Forbidden, (await Post(For(Buyer, Roles.Bidder), Payouts, payout)).StatusCode);
        await (await Post(Operator, Payouts, payout with { amountMinor = 100 })).Problem(409, "account.overdraft");
        await (await Post(Operator, Payouts, payout with { account = AccountCode.Escrow(DealId) })).Problem(422, "payout.stays-here");
        await (await Post(Operator, Payouts, payout with { reference = " P1" })).Problem(400, "request.invalid");
        await (await Post(Operator, Payouts, payout with { currency = "yuan" })).Problem(400, "request.invalid");
        var paid = await Read(await Post(Operator, Payouts, payout), HttpStatusCode.Created);
        Assert.Equal("payout", Text(await Read(await Get(Operator, $"/api/settlement/ledger/entries/{Text(paid, "transfer")}")), "step"));
        Assert.Equal(0, Number((await Read(await Get(For(Buyer, Roles.Bidder), $"/api/settlement/ledger/accounts/{payout.account}"))).GetProperty("balances")[0], "balanceMinor"));
    }

    [Theory]
    [InlineData("?at=yesterday", 400, "request.invalid")]
    [InlineData("/statement?from=-1", 400, "request.invalid")]
    [InlineData("/statement?from=2&through=1", 400, "request.invalid")]
    [InlineData("/statement?format=pdf", 400, "request.invalid")]
    [InlineData("/statement?format=csv&zone=Nowhere/At_all", 400, "request.invalid")]
    [InlineData("/statement?currency=USD", 404, "account.not-found")]
    public async Task A_statement_of_what_is_not_is_a_problem(string question, int status, string code)
    {
        await Send(Operator, Payments, new { amountMinor = 5, reference = "B1" });
        await (await Get(Operator, $"/api/settlement/ledger/accounts/{AccountCode.Bank}{question}")).Problem(status, code);
        Assert.Empty(_host.Errors);
    }

    [Fact]
    public async Task Steps_out_of_order_and_by_the_wrong_people_are_refused()
    {
        await (await Send(For(Buyer, Roles.Bidder), Removal, null)).Problem(409, "deal.not-paid");
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(For(Buyer, Roles.Bidder), Payments, new { amountMinor = 5, reference = "B1" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Get(For(Buyer, Roles.Bidder), "/api/settlement/ledger/trial-balance")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(null, DealPath)).StatusCode);
        await (await Get(Operator, $"/api/settlement/deals/{Id.From("none")}")).Problem(404, "deal.not-found");
        await (await Get(Operator, "/api/settlement/deals/none")).Problem(404, "deal.not-found");
        await (await Get(Operator, "/api/settlement/ledger/accounts/world:bank")).Problem(404, "account.not-found");
        await (await Get(Operator, $"/api/settlement/ledger/entries/{Id.From("none")}")).Problem(404, "entry.not-found");
    }

    private SettlementJournal Journal => _host.Journal;

    private string Operator => _host.Operator;

    private string For(string enterprise, string role) => _host.For(enterprise, role);

    private async Task Hear(params LotAwarded[] awards)
    {
        foreach (var award in awards) await _host.Hear("matching", award, award.Award);
    }

    private Task<HttpResponseMessage> Get(string? token, string path) => _host.Get(token, path);

    /// <summary>Sends a step of the deal, and waits until the views have it.</summary>
    private Task<HttpResponseMessage> Send(string token, string step, object? body, string? key = null) => Post(token, $"{DealPath}/{step}", body, key);

    private Task<HttpResponseMessage> Post(string token, string path, object? body, string? key = null) => _host.Post(token, path, body, key);

    private static Task<JsonElement> Read(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK) => SettlementHost.Read(response, status);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}

using System.Net;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement.Ledger;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Corrections as those see them who keep the books.</summary>
public sealed class ReversalHttpTests : IAsyncLifetime
{
    private const string Ledger = "/api/settlement/ledger";

    private static readonly string Receipts = $"/api/settlement/bidders/{Buyer}/receipts";

    private SettlementHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SettlementHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_receipt_is_undone_by_two_persons_and_recorded_again()
    {
        var wrong = (await Receive(100_000)).GetProperty("transfer").GetString()!;
        Assert.Equal(1, (await SettlementHost.Read(await Propose(wrong), HttpStatusCode.Created)).GetProperty("proposal").GetInt64());
        await (await Confirm(_host.Operator, wrong)).Problem(403, "reversal.same-person");
        Assert.Equal(HttpStatusCode.Forbidden, (await Confirm(_host.For(Buyer, Roles.Bidder), wrong)).StatusCode);
        Assert.Equal("proposed", Assert.Single((await SettlementHost.Read(await _host.Get(_host.Operator, $"{Ledger}/reversals"))).EnumerateArray()).GetProperty("status").GetString());

        var reversal = (await SettlementHost.Read(await Confirm(_host.SecondOperator, wrong))).GetProperty("reversal").GetString();
        await (await _host.Post(_host.Operator, Receipts, new { amountMinor = 100_000, reference = "B1", currency = "CNY" })).Problem(409, "deposit.receipt-reversed");
        var right = (await Receive(10_000, wrong)).GetProperty("transfer").GetString();
        Assert.NotEqual(wrong, right);

        var shown = Assert.Single((await SettlementHost.Read(await _host.Get(_host.Operator, $"{Ledger}/reversals"))).EnumerateArray());
        Assert.Equal(("reversed", "the amount was another", reversal), (shown.GetProperty("status").GetString(), shown.GetProperty("reason").GetString(), shown.GetProperty("reversal").GetString()));
        Assert.Equal(reversal, (await Entry(wrong)).GetProperty("reversedBy").GetString());
        Assert.Equal(wrong, (await Entry(reversal!)).GetProperty("reverses").GetString());
        var statement = await SettlementHost.Read(await _host.Get(_host.For(Buyer, Roles.Bidder), $"{Ledger}/accounts/{AccountCode.Available(Buyer)}/postings"));
        Assert.Equal([100_000L, 0L, 10_000L], statement.EnumerateArray().Select(line => line.GetProperty("balanceMinor").GetInt64()));
        Assert.Equal(["B1", "B1", "B1"], statement.EnumerateArray().Select(line => line.GetProperty("memo").GetString()));
        Assert.Empty(_host.Errors);
    }

    [Fact]
    public async Task A_payout_is_undone_and_recorded_again()
    {
        await Receive(100_000);
        var payout = new { account = AccountCode.Available(Buyer), amountMinor = 60_000, reference = "P1", currency = "CNY", corrects = (string?)null };
        var wrong = (await SettlementHost.Read(await _host.Post(_host.Operator, "/api/settlement/payouts", payout), HttpStatusCode.Created)).GetProperty("transfer").GetString()!;
        await Propose(wrong);
        await SettlementHost.Read(await Confirm(_host.SecondOperator, wrong));
        await (await _host.Post(_host.Operator, "/api/settlement/payouts", payout)).Problem(409, "payout.reversed");
        await SettlementHost.Read(await _host.Post(_host.Operator, "/api/settlement/payouts", payout with { amountMinor = 6_000, corrects = wrong }), HttpStatusCode.Created);
        var account = await SettlementHost.Read(await _host.Get(_host.Operator, $"{Ledger}/accounts/{AccountCode.Available(Buyer)}"));
        Assert.Equal(94_000, account.GetProperty("balances")[0].GetProperty("balanceMinor").GetInt64());
    }

    [Fact]
    public async Task A_payment_of_a_buyer_is_undone_by_two_persons_and_recorded_again()
    {
        await _host.Hear("matching", Award(), "m1");
        var (payments, deal) = ($"/api/settlement/deals/{DealId}/payments", $"/api/settlement/deals/{DealId}");
        var booked = await SettlementHost.Read(await _host.Post(_host.Operator, payments, new { amountMinor = 120_101, reference = "B1" }), HttpStatusCode.Created);
        var wrong = booked.GetProperty("transfer").GetString()!;
        Assert.Equal("awaiting-removal", (await SettlementHost.Read(await _host.Get(_host.Operator, deal))).GetProperty("stage").GetString());
        await Propose(wrong, "it was another deal's");
        await (await Confirm(_host.Operator, wrong)).Problem(403, "reversal.same-person");
        var reversal = (await SettlementHost.Read(await Confirm(_host.SecondOperator, wrong))).GetProperty("reversal").GetString();

        var shown = await SettlementHost.Read(await _host.Get(_host.Operator, deal));
        Assert.Equal(("awaiting-payment", 0L, 0L, "payment"), (
            shown.GetProperty("stage").GetString(), shown.GetProperty("paidMinor").GetInt64(), shown.GetProperty("creditMinor").GetInt64(),
            shown.GetProperty("next").GetProperty("step").GetString()));
        Assert.Equal(reversal, (await Entry(wrong)).GetProperty("reversedBy").GetString());
        var steps = (await SettlementHost.Read(await _host.Get(_host.Operator, deal + "/steps"))).EnumerateArray().Select(step => step.GetProperty("step").GetString());
        Assert.Equal(["opened", "receipt-booked", "paid", "receipt-reversed", "unpaid"], steps);

        await (await _host.Post(_host.Operator, payments, new { amountMinor = 120_101, reference = "B1" })).Problem(409, "deal.receipt-reversed");
        await (await _host.Post(_host.Operator, payments, new { amountMinor = 120_001, reference = "B2", corrects = wrong })).Problem(422, "deal.nothing-to-correct");
        await (await _host.Post(_host.Operator, payments, new { amountMinor = 120_001, reference = "B1", corrects = "B1" })).Problem(400, "request.invalid");
        var right = await SettlementHost.Read(await _host.Post(_host.Operator, payments, new { amountMinor = 120_001, reference = "B1", corrects = wrong }), HttpStatusCode.Created);
        Assert.Equal("awaiting-removal", right.GetProperty("stage").GetString());
        Assert.Equal("receipt", (await Entry(right.GetProperty("transfer").GetString()!)).GetProperty("step").GetString());
        Assert.Empty(_host.Errors);
    }

    [Fact]
    public async Task What_cannot_be_undone_is_refused_by_its_code_and_books_nothing()
    {
        var wrong = (await Receive(100_000)).GetProperty("transfer").GetString()!;
        var head = _host.Journal.Head();
        await (await Propose(Id.From("no entry"))).Problem(404, "entry.not-found");
        await (await Propose("no-id")).Problem(404, "entry.not-found");
        await (await Propose(wrong, "")).Problem(400, "request.invalid");
        await (await Propose(wrong, "a\tb")).Problem(400, "request.invalid");
        await (await Confirm(_host.SecondOperator, wrong)).Problem(404, "reversal.no-proposal");
        await (await Confirm(_host.SecondOperator, wrong, "one")).Problem(404, "reversal.no-proposal");
        await (await _host.Post(_host.Operator, Receipts, new { amountMinor = 1, reference = "B2", currency = "CNY", corrects = wrong })).Problem(422, "deposit.nothing-to-correct");
        await (await _host.Post(_host.Operator, Receipts, new { amountMinor = 1, reference = "B2", currency = "CNY", corrects = "B1" })).Problem(400, "request.invalid");
        Assert.Equal(HttpStatusCode.Forbidden, (await _host.Post(_host.For(Buyer, Roles.Bidder), $"{Ledger}/entries/{wrong}/reversals", new { reason = "mine" })).StatusCode);
        Assert.Equal(head, _host.Journal.Head());

        await SettlementHost.Read(await Propose(wrong), HttpStatusCode.Created);
        await SettlementHost.Read(
            await _host.Post(_host.Operator, "/api/settlement/payouts", new { account = AccountCode.Available(Buyer), amountMinor = 1, reference = "P1", currency = "CNY" }), HttpStatusCode.Created);
        head = _host.Journal.Head();
        await (await Confirm(_host.SecondOperator, wrong)).Problem(409, "account.overdraft");
        Assert.Equal(head, _host.Journal.Head());
        Assert.Empty(_host.Errors);
    }

    private async Task<JsonElement> Receive(long amountMinor, string? corrects = null) => await SettlementHost.Read(
        await _host.Post(_host.Operator, Receipts, new { amountMinor, reference = "B1", currency = "CNY", corrects }), HttpStatusCode.Created);

    private Task<HttpResponseMessage> Propose(string transfer, string reason = "the amount was another") =>
        _host.Post(_host.Operator, $"{Ledger}/entries/{transfer}/reversals", new { reason });

    private Task<HttpResponseMessage> Confirm(string token, string transfer, string proposal = "1") =>
        _host.Post(token, $"{Ledger}/entries/{transfer}/reversals/{proposal}/confirm", null);

    private async Task<JsonElement> Entry(string transfer) => await SettlementHost.Read(await _host.Get(_host.Operator, $"{Ledger}/entries/{transfer}"));
}

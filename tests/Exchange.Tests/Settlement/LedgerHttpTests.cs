using System.Net;
using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement.Ledger;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Accounts, and what may not be done with the money of deposits and payouts, over HTTP: each refusal has its code and books nothing.</summary>
public sealed class LedgerHttpTests : IAsyncLifetime
{
    private const string Payouts = "/api/settlement/payouts";

    private static readonly string Lot = Id.From("lot"), Accounts = "/api/settlement/ledger/accounts", Receipts = $"/api/settlement/bidders/{Buyer}/receipts";

    private SettlementHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SettlementHost.Start();
        await Enter(Lot, null);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Each_sees_a_list_of_its_own_accounts_and_the_operator_of_all()
    {
        await Receive(Buyer, 5);
        await Receive(Id.From("another"), 7);
        var own = (await SettlementHost.Read(await _host.Get(Bidder(Buyer), Accounts))).EnumerateArray().ToList();
        Assert.Equal((AccountCode.Available(Buyer), 5L, 1L), (Text(Assert.Single(own), "account"), Number(own[0], "balanceMinor"), Number(own[0], "postings")));
        Assert.Equal(0, (await SettlementHost.Read(await _host.Get(Bidder(Id.From("stranger")), Accounts))).GetArrayLength());

        var first = await _host.Get(_host.Operator, Accounts + "?limit=2");
        var link = Assert.Single(first.Headers.GetValues("Link"));
        var second = await _host.Get(_host.Operator, link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Equal(
            new[] { AccountCode.Available(Buyer), AccountCode.Available(Id.From("another")), AccountCode.Bank }.Order(StringComparer.Ordinal),
            (await SettlementHost.Read(first)).EnumerateArray().Concat((await SettlementHost.Read(second)).EnumerateArray()).Select(account => Text(account, "account")));
    }

    [Fact]
    public async Task The_lines_of_a_period_are_those_of_its_file()
    {
        await Receive(Buyer, 5);
        var (account, moment) = ($"{Accounts}/{AccountCode.Available(Buyer)}/postings", Awarded.ToUnixTimeMilliseconds());
        Assert.Equal(1, (await SettlementHost.Read(await _host.Get(Bidder(Buyer), $"{account}?currency=CNY&from={moment}&through={moment + 1}"))).GetArrayLength());
        Assert.Equal(0, (await SettlementHost.Read(await _host.Get(Bidder(Buyer), $"{account}?currency=CNY&through={moment}"))).GetArrayLength());
        Assert.Equal(0, (await SettlementHost.Read(await _host.Get(Bidder(Buyer), $"{account}?currency=USD"))).GetArrayLength());
        await (await _host.Get(Bidder(Buyer), $"{account}?currency=CNY&from=yesterday")).Problem(400, "request.invalid");
        await (await _host.Get(Bidder(Id.From("stranger")), $"{account}?currency=CNY")).Problem(403, "account.not-yours");
    }

    [Fact]
    public async Task A_period_of_more_lines_than_a_sheet_has_rows_is_no_workbook_and_a_csv_file_still()
    {
        await Receive(Buyer, 5);
        var (account, first, at) = (AccountCode.Available(Buyer), 1L, Awarded.ToUnixTimeMilliseconds());
        await _host.Insert(
            "ledger_lines", ["account_no", "number", "place", "amount_minor", "currency", "balance_minor", "posted_at"],
            Enumerable.Range(2, (int)StatementPeriod.MostSheetRows).Select(number => (object?[])[first, (long)number, (long)number, 1L, "CNY", 4L + number, at]));
        var statement = $"{Accounts}/{account}/statement?format=";
        var problem = await (await _host.Get(Bidder(Buyer), statement + "xlsx")).Problem(422, "account.statement-too-long");
        Assert.Equal(StatementPeriod.MostSheetRows, Number(problem, "most"));
        Assert.Equal(HttpStatusCode.OK, (await _host.Get(Bidder(Buyer), statement + "csv")).StatusCode);
    }

    [Fact]
    public async Task Nothing_is_held_that_is_not_there_and_nothing_twice()
    {
        var deposit = $"/api/settlement/lots/{Lot}/deposit";
        await Refused(await _host.Post(Bidder(Buyer), deposit, null), 409, "account.overdraft");
        await Receive(Buyer, 10_000);
        await Refused(await _host.Post(Bidder(Consignor), deposit, null), 403, "deposit.own-lot");
        await SettlementHost.Read(await _host.Post(Bidder(Buyer), deposit, null));
        var head = _host.Journal.Head();
        await SettlementHost.Read(await _host.Post(Bidder(Buyer), deposit, null));
        Assert.Equal(head, _host.Journal.Head());
        // What is held cannot be paid out, nor held for another lot.
        await Refused(await Pay(AccountCode.Held(Buyer), 1), 422, "payout.stays-here");
        await Refused(await Pay(AccountCode.Available(Buyer), 1), 409, "account.overdraft");
        await Enter(Id.From("other lot"), null);
        await Refused(await _host.Post(Bidder(Buyer), $"/api/settlement/lots/{Id.From("other lot")}/deposit", null), 409, "account.overdraft");
        Assert.Empty(_host.Errors);
    }

    [Fact]
    public async Task A_deposit_for_a_fair_is_held_at_the_fair()
    {
        await Receive(Buyer, 10_000);
        await Enter(Id.From("one of many"), 50_000);
        await Refused(await _host.Post(Bidder(Buyer), $"/api/settlement/lots/{Id.From("one of many")}/deposit", null), 409, "deposit.for-the-fair");
        await Refused(await _host.Post(Bidder(Buyer), $"/api/settlement/fairs/{Id.From("another fair")}/deposit", null), 404, "deposit.not-asked");
        await Refused(await _host.Post(Bidder(""), $"/api/settlement/fairs/{Fair}/deposit", null), 403, "deposit.no-enterprise");
        await Refused(await _host.Post(Bidder(Id.From("poor")), $"/api/settlement/fairs/{Fair}/deposit", null), 409, "account.overdraft");
        var held = await SettlementHost.Read(await _host.Post(Bidder(Buyer), $"/api/settlement/fairs/{Fair}/deposit", null));
        Assert.Equal((10_000, 50_000, "held"), (Number(held, "amountMinor"), Number(held, "limitMinor"), Text(held, "status")));
    }

    [Theory]
    [InlineData("-1", 400, "request.invalid")]
    [InlineData("0", 400, "request.invalid")]
    [InlineData("1000000000000001", 422, "deal.amount-out-of-range")]
    [InlineData("9223372036854775807", 422, "deal.amount-out-of-range")]
    [InlineData("9223372036854775808", 400, "request.malformed")]
    [InlineData("0.5", 400, "request.malformed")]
    public async Task An_amount_that_no_bank_moves_is_not_received(string amount, int status, string code) =>
        await Refused(await _host.Post(_host.Operator, Receipts, $$"""{"amountMinor":{{amount}},"reference":"B1","currency":"CNY"}"""), status, code);

    [Theory]
    [InlineData("yuan")]
    [InlineData("cny")]
    [InlineData("")]
    public async Task A_currency_is_three_capital_letters(string currency)
    {
        await Refused(await _host.Post(_host.Operator, Receipts, new { amountMinor = 1, reference = "B1", currency }), 400, "request.invalid");
        await Refused(await _host.Post(_host.Operator, Payouts, new { account = AccountCode.Available(Buyer), amountMinor = 1, reference = "P1", currency }), 400, "request.invalid");
    }

    [Fact]
    public async Task Money_of_another_currency_neither_holds_nor_leaves()
    {
        await SettlementHost.Read(await _host.Post(_host.Operator, Receipts, new { amountMinor = 90_000, reference = "B1", currency = "USD" }), HttpStatusCode.Created);
        await Refused(await _host.Post(Bidder(Buyer), $"/api/settlement/lots/{Lot}/deposit", null), 409, "account.overdraft");
        await Refused(await Pay(AccountCode.Available(Buyer), 1), 409, "account.overdraft");
    }

    [Fact]
    public async Task A_reference_is_used_once_and_another_enterprises_account_stays_shut()
    {
        await Receive(Buyer, 5);
        await Receive(Buyer, 5);
        await Refused(await _host.Post(_host.Operator, Receipts, new { amountMinor = 6, reference = "B1", currency = "CNY" }), 409, "deal.reference-used");
        foreach (var path in new[] { "", "/postings", "/statement", "/statement?format=csv", "/statement?format=xlsx" })
            await Refused(await _host.Get(Bidder(Id.From("stranger")), $"{Accounts}/{AccountCode.Available(Buyer)}{path}"), 403, "account.not-yours");
        Assert.Equal(HttpStatusCode.Forbidden, (await _host.Post(Bidder(Buyer), Receipts, new { amountMinor = 5, reference = "B9", currency = "CNY" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Pay(AccountCode.Available(Buyer), 5, Bidder(Buyer))).StatusCode);
    }

    private Task Enter(string lot, long? limit) => _host.Hear(
        "listing",
        new LotEntered(
            lot, Fair, 17, "Wire", Consignor, "9505", "CN-22", 3_000, "TNE", "CNY", new("english", 100_000, 0, 1, 0, 0, 1, DepositMinor: 10_000, FairLimitMinor: limit), new(0, 0, 0)),
        "entered " + lot);

    private string Bidder(string enterprise) => _host.For(enterprise, Roles.Bidder);

    private async Task Receive(string bidder, long amountMinor) => await SettlementHost.Read(
        await _host.Post(_host.Operator, $"/api/settlement/bidders/{bidder}/receipts", new { amountMinor, reference = "B1", currency = "CNY" }), HttpStatusCode.Created);

    private Task<HttpResponseMessage> Pay(string account, long amountMinor, string? token = null) =>
        _host.Post(token ?? _host.Operator, Payouts, new { account, amountMinor, reference = "P1", currency = "CNY" });

    // A refusal has its code, and nothing of it is in the log.
    private async Task Refused(HttpResponseMessage answer, int status, string code)
    {
        Assert.False(answer.Headers.Contains("Log-Position"));
        await answer.Problem(status, code);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}

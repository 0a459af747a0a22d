using CsCheck;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Money that leaves: to whom it is owed, once, and never more than there is.</summary>
public sealed class PayoutTests : IAsyncLifetime
{
    private static readonly string Payable = AccountCode.ConsignorPayable(Consignor), Commission = AccountCode.Commission(Fair);

    private SettlementStore _store = null!;
    private int _key;

    public async ValueTask InitializeAsync()
    {
        _store = await SettlementStore.Started();
        await _store.Hear(Award());
        await _store.Tell(DealId, new RecordReceipt(120_001, "B1"));
        await _store.Tell(DealId, new AcceptRemoval(Buyer));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_consignor_and_the_organizer_are_paid_and_nothing_is_left()
    {
        Assert.Null(await Pay(Payable, "P1", 117_001));
        Assert.Null(await Pay(Commission, "P2", 3_000));
        Assert.Equal((0, 0, 0), (await Balance(Payable), await Balance(Commission), await Balance(AccountCode.Bank)));
        Assert.True(Assert.Single(TrialBalance.Of(await _store.Ask(LedgerViews.TrialBalance))).Balanced);
        var line = (await _store.Ask(session => LedgerViews.Statement(session, Payable, 0, 10)))[^1];
        Assert.Equal((Payout.Step, "P1", -117_001), (line.Step, line.Memo, line.AmountMinor));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task More_than_is_owed_never_leaves()
    {
        var head = _store.Journal.Head();
        Assert.Equal("account.overdraft", await Pay(Payable, "P1", 117_002));
        Assert.Equal("account.overdraft", await Pay(Payable, "P1", 1, "USD"));
        Assert.Equal("account.overdraft", await Pay(AccountCode.BuyerPayable(Buyer), "P1", 1));
        Assert.Equal(head, _store.Journal.Head());
        Assert.Null(await Pay(Payable, "P1", 117_001));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task A_payment_told_again_is_booked_once_and_another_under_its_reference_is_refused()
    {
        Assert.Null(await Pay(Payable, "P1", 1_000));
        Assert.Null(await Pay(Payable, "P1", 1_000));
        Assert.Equal("payout.reference-used", await Pay(Payable, "P1", 999));
        Assert.Equal("payout.reference-used", await Pay(Payable, "P1", 1_000, "USD"));
        Assert.Null(await Pay(Commission, "P1", 1_000)); // one order to the bank may pay two accounts
        Assert.Equal((116_001, 2_000), (await Balance(Payable), await Balance(Commission)));
    }

    [Fact]
    public async Task What_is_not_owed_to_anybody_yet_stays_here()
    {
        await _store.Hear(Award(award: Id.From("second")));
        await _store.Tell(Id.From("second"), new RecordReceipt(500, "B2"));
        string[] accounts = [AccountCode.Escrow(Id.From("second")), AccountCode.Held(Buyer), AccountCode.Bank, "consignor:somebody:payable", "payable", ""];
        foreach (var account in accounts) Assert.Equal("payout.stays-here", await Pay(account, "P1", 1));
        Assert.Equal(500, await Balance(AccountCode.Escrow(Id.From("second"))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task An_amount_that_no_bank_moves_is_refused(long amountMinor) => Assert.Equal("payout.amount-out-of-range", await Pay(Payable, "P1", amountMinor));

    [Fact]
    public void However_payments_come_what_left_is_what_was_booked_and_no_account_is_overdrawn() => Gen.Select(
        Gen.Bool, Gen.Int[1, 4], Gen.Long[1, 60_000]).Array[1, 30].Sample(
        payments =>
        {
            var books = new Books();
            var (transfer, start) = (Id.From("start"), After(0));
            Assert.Null(books.Submit(LedgerEntry.Stream(transfer), new PostEntry(
                transfer, "release", DealId, "", [new(AccountCode.Bank, -100_000, "CNY"), new(Payable, 90_000, "CNY"), new(Commission, 10_000, "CNY")]), start));
            var booked = new Dictionary<(string, string), long>();
            foreach (var (toConsignor, order, amountMinor) in payments)
            {
                var (account, reference) = (toConsignor ? Payable : Commission, $"P{order}");
                var left = (toConsignor ? 90_000 : 10_000) - booked.Where(pair => pair.Key.Item1 == account).Sum(pair => pair.Value);
                var expected = booked.TryGetValue((account, reference), out var before) ? (before == amountMinor ? null : "payout.reference-used")
                    : amountMinor > left ? "account.overdraft" : null;
                Assert.Equal(expected, books.Submit(Payout.Stream(account, reference), new RecordPayout(account, reference, amountMinor, "CNY"), start)?.Code);
                if (expected is null) booked[(account, reference)] = amountMinor;
            }

            Assert.Equal(-100_000 + booked.Values.Sum(), books.Balance(AccountCode.Bank));
            Assert.Empty(new LedgerProof().Add(books.Postings).Faults(books.Balances));
        });

    private async Task<string?> Pay(string account, string reference, long amountMinor, string currency = "CNY") => (await _store.Journal.Submit(
        Payout.Stream(account, reference), new RecordPayout(account, reference, amountMinor, currency), new("tester", $"pay-{_key++}")) as Answer.Refused)?.Refusal.Code;

    private async Task<long> Balance(string account) => (await _store.Ask(session => LedgerViews.Find(session, account))).Single(row => row.Currency == "CNY").BalanceMinor;
}

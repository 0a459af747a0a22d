using Exchange.Kernel.Values;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

public sealed class LedgerTests
{
    private static readonly string Transfer = Id.From("transfer"), Escrow = AccountCode.Escrow(DealId), Payable = AccountCode.BuyerPayable(Buyer);

    private readonly Books _books = new();

    [Fact]
    public void An_entry_lands_on_all_its_accounts()
    {
        Accept(Transfer, (AccountCode.Bank, -10, "CNY"), (Escrow, 7, "CNY"), (Payable, 3, "CNY"));
        Assert.Equal((-10, 7, 3), (_books.Balance(AccountCode.Bank), _books.Balance(Escrow), _books.Balance(Payable)));
    }

    [Fact]
    public void Each_currency_balances_by_itself()
    {
        Accept(Transfer, (AccountCode.Bank, -10, "CNY"), (Escrow, 10, "CNY"), (AccountCode.Bank, -3, "USD"), (Escrow, 3, "USD"));
        Assert.Equal((10, 3, -3), (_books.Balance(Escrow), _books.Balance(Escrow, "USD"), _books.Balance(AccountCode.Bank, "USD")));
        Refuse("entry.unbalanced", Id.From("2"), (AccountCode.Bank, -10, "CNY"), (Escrow, 10, "USD"));
    }

    [Theory]
    [InlineData(-10, 9)]
    [InlineData(10, 10)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void An_entry_that_does_not_sum_to_zero_is_refused(long one, long other) =>
        Refuse("entry.unbalanced", Transfer, (AccountCode.Bank, one, "CNY"), (Escrow, other, "CNY"));

    [Fact]
    public void A_transfer_id_is_used_once_forever()
    {
        Accept(Transfer, (AccountCode.Bank, -10, "CNY"), (Escrow, 10, "CNY"));
        Refuse("entry.exists", Transfer, (AccountCode.Bank, -10, "CNY"), (Escrow, 10, "CNY"));
    }

    [Fact]
    public void An_account_that_may_not_go_below_zero_refuses_and_the_whole_entry_falls()
    {
        Accept(Id.From("1"), (AccountCode.Bank, -10, "CNY"), (Escrow, 10, "CNY"));
        Refuse("account.overdraft", Transfer, (Payable, 11, "CNY"), (Escrow, -11, "CNY"));
        Assert.Equal(0, _books.Balance(Payable));
        Accept(Transfer, (Payable, 10, "CNY"), (Escrow, -10, "CNY"));
    }

    [Fact]
    public void A_balance_that_does_not_fit_is_refused()
    {
        Accept(Id.From("1"), (AccountCode.Bank, -long.MaxValue, "CNY"), (Escrow, long.MaxValue, "CNY"));
        Refuse("account.overflow", Transfer, (AccountCode.Bank, -2, "CNY"), (Payable, 2, "CNY"));
        Refuse("account.overflow", Transfer, (Escrow, 1, "CNY"), (AccountCode.Bank, -1, "CNY"));
    }

    [Fact]
    public void Entries_without_sense_are_refused()
    {
        Refuse("entry.id", "not-an-id", (AccountCode.Bank, -1, "CNY"), (Escrow, 1, "CNY"));
        Refuse("entry.postings", Transfer, (AccountCode.Bank, -1, "CNY"));
        Refuse("entry.account", Transfer, (AccountCode.Bank, -1, "CNY"), ("escrow:deal:somebody", 1, "CNY"));
        Refuse("entry.currency", Transfer, (AccountCode.Bank, -1, "yuan"), (Escrow, 1, "yuan"));
        Refuse("entry.empty-posting", Transfer, (AccountCode.Bank, 0, "CNY"), (Escrow, 0, "CNY"));
        Refuse("entry.account-twice", Transfer, (AccountCode.Bank, -2, "CNY"), (Escrow, 1, "CNY"), (Escrow, 1, "CNY"));
        Refuse("entry.postings", Transfer, [.. Enumerable.Range(0, LedgerEntry.MostPostings + 1).Select(i => (AccountCode.Escrow(Id.From($"{i}")), 1L, "CNY"))]);
    }

    [Theory]
    [InlineData("world:bank", true)]
    [InlineData("world:post", false)]
    [InlineData("escrow:deal:0123456789abcdef0123456789abcdef", true)]
    [InlineData("escrow:lot:0123456789abcdef0123456789abcdef", false)]
    [InlineData("buyer:0123456789abcdef0123456789abcdef:payable", true)]
    [InlineData("buyer:0123456789abcdef0123456789abcdef:payable:more", false)]
    [InlineData("consignor:0123456789ABCDEF0123456789ABCDEF:payable", false)]
    [InlineData("organizer:0123456789abcdef0123456789abcdef:commission", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Accounts_are_named_by_structure(string? code, bool valid) => Assert.Equal(valid, AccountCode.IsValid(code));

    [Fact]
    public void An_account_that_does_not_add_up_is_corruption()
    {
        var state = new Account([new(5, "CNY")]);
        Assert.Throws<InvalidDataException>(() => Account.Evolve(state, new AmountPosted(Transfer, 1, "CNY", 7, 0)));
    }

    private void Accept(string transfer, params (string Account, long AmountMinor, string Currency)[] legs) => Assert.Null(Submit(transfer, legs));

    private void Refuse(string code, string transfer, params (string Account, long AmountMinor, string Currency)[] legs)
    {
        var before = _books.Log.Count;
        Assert.Equal(code, Submit(transfer, legs)?.Code);
        Assert.Equal(before, _books.Log.Count);
    }

    private Exchange.Kernel.Deciders.Refusal? Submit(string transfer, (string Account, long AmountMinor, string Currency)[] legs) => _books.Submit(
        LedgerEntry.Stream(transfer),
        new PostEntry(transfer, "test", DealId, "", [.. legs.Select(leg => new Posting(leg.Account, leg.AmountMinor, leg.Currency))]),
        Awarded);
}

using Exchange.Kernel.Values;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>A hold that is ended twice or for more than it is, by whatever mistake, is refused by the ledger whole.</summary>
public sealed class HoldTests
{
    private const long Amount = 10_000;

    private static readonly DepositTerms Terms = new(Id.From("lot"), Fair, Consignor, Amount, "CNY");

    private readonly Books _books = new();

    public HoldTests()
    {
        Assert.Null(_books.Submit(DepositReceipt.Stream(Buyer, "B1"), new BookReceipt(Buyer, "B1", 3 * Amount, "CNY"), Awarded));
        Assert.Null(_books.Submit(LotDeposits.Stream(Terms.Lot), new AskDeposit(Terms), Awarded));
        Assert.Null(_books.Submit(LotDeposits.Stream(Terms.Lot), new HoldDeposit(Buyer), Awarded));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hold_that_has_ended_is_neither_released_nor_captured(bool releasedFirst)
    {
        DepositEvent released = new DepositReleased(Buyer, Terms, 0), captured = new DepositCaptured(Buyer, Terms, 0);
        Assert.Null(End(releasedFirst ? released : captured));
        var before = _books.Log.Count;
        // A second hold is there to take from, and still the first does not end again.
        Assert.Null(_books.Submit(LotDeposits.Stream(Id.From("other lot")), new AskDeposit(Terms with { Lot = Id.From("other lot") }), Awarded));
        Assert.Null(_books.Submit(LotDeposits.Stream(Id.From("other lot")), new HoldDeposit(Buyer), Awarded));
        var held = _books.Log.Count;
        Assert.Equal("entry.exists", End(released));
        Assert.Equal("entry.exists", End(captured));
        Assert.Equal(held, _books.Log.Count);
        Assert.True(held > before);
        Assert.Equal(Amount, _books.Balance(AccountCode.Held(Buyer)));
    }

    [Fact]
    public void No_more_is_captured_than_is_held()
    {
        var before = _books.Log.Count;
        Assert.Equal("account.overdraft", End(new DepositCaptured(Buyer, Terms with { AmountMinor = Amount + 1 }, 0)));
        Assert.Equal("account.overdraft", End(new DepositCaptured(Buyer, Terms with { Currency = "USD" }, 0)));
        Assert.Equal("account.overdraft", End(new DepositReleased(Id.From("somebody else"), Terms, 0)));
        Assert.Equal("entry.unbalanced", Submit(new("", "hold-capture", "", "", [new(AccountCode.Held(Buyer), -Amount, "CNY"), new(AccountCode.Forfeited(Fair), Amount, "USD")])));
        Assert.Equal("entry.unbalanced", Submit(new("", "hold-capture", "", "", [new(AccountCode.Held(Buyer), -1, "CNY"), new(AccountCode.Forfeited(Fair), Amount, "CNY")])));
        Assert.Equal(before, _books.Log.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void An_amount_without_sense_is_received_by_nobody(long amountMinor)
    {
        var before = _books.Log.Count;
        Assert.Equal("deal.amount-out-of-range", _books.Submit(DepositReceipt.Stream(Buyer, "B2"), new BookReceipt(Buyer, "B2", amountMinor, "CNY"), Awarded)?.Code);
        Assert.Equal(before, _books.Log.Count);
    }

    private string? End(DepositEvent end) => DepositPostings.Ended(end) is var also ? _books.Submit(also.Stream, also.Command, Awarded)?.Code : null;

    private string? Submit(PostEntry entry)
    {
        var transfer = Id.From("by mistake");
        return _books.Submit(LedgerEntry.Stream(transfer), entry with { Transfer = transfer }, Awarded)?.Code;
    }
}

using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>One deal with its ledger, told commands at times after its award.</summary>
public abstract class DealStory
{
    /// <summary>What the buyer of <see cref="FullAward"/> pays.</summary>
    protected const long Total = 122_401;

    private protected Books Books { get; } = new();

    protected Deal State => Books.Deal(DealId);

    protected static long At(long ms) => After(ms).ToUnixTimeMilliseconds();

    protected T Last<T>() => Books.Log.Select(happened => happened.Event).OfType<T>().Last();

    protected void Accept(long ms, DealCommand command) => Assert.Null(Submit(ms, command));

    protected void Refuse(string code, long ms, DealCommand command) => Unchanged(() => Assert.Equal(code, Submit(ms, command)?.Code));

    protected void Unchanged(Action action)
    {
        var before = Books.Log.Count;
        action();
        Assert.Equal(before, Books.Log.Count);
    }

    /// <summary>The present deadline passes.</summary>
    protected void Pass() => Assert.Null(Books.Submit(Deal.Stream(DealId), new PassDeadline(State.DueAt), DateTimeOffset.FromUnixTimeMilliseconds(State.DueAt)));

    /// <summary>An award on terms that say everything is confirmed by both.</summary>
    protected void Conclude(SettlementTerms? terms = null)
    {
        Accept(0, Open(FullAward(terms)));
        Accept(0, new ConfirmContract(Buyer));
        Accept(0, new ConfirmContract(Consignor));
    }

    protected void Paid(SettlementTerms? terms = null)
    {
        Conclude(terms);
        Accept(Hour, new RecordReceipt(Total, "B1"));
    }

    protected void HandedOver(long? quantity = null, SettlementTerms? terms = null)
    {
        Paid(terms);
        Accept(2 * Day, new HandOver(Consignor, quantity, "W-17"));
    }

    protected void Holds(long buyer, long consignor, long commission, long premium, long tax) => Assert.Equal(
        (buyer, consignor, commission, premium, tax),
        (Books.Balance(AccountCode.BuyerPayable(Buyer)), Books.Balance(AccountCode.ConsignorPayable(Consignor)), Books.Balance(AccountCode.Commission(Fair)),
            Books.Balance(AccountCode.Premium(Fair)), Books.Balance(AccountCode.Tax(Fair))));

    private Refusal? Submit(long ms, DealCommand command) => Books.Submit(Deal.Stream(DealId), command, After(ms));
}

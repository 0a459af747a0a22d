using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Enterprises;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Enterprises that owe each other, a deal of the fair, and a round of set-off, told commands at times after the award.</summary>
public abstract class NettingStory
{
    protected const string Cny = "CNY";

    protected static readonly string Mill = Id.From("mill"), RoundId = Id.From("round"), OtherRound = Id.From("other round");

    private protected Books Books { get; } = new();

    protected static RoundPlan Plan { get; } = new(RoundId, Fair, Cny, 1, At(Hour), Hour);

    protected static long At(long ms) => After(ms).ToUnixTimeMilliseconds();

    /// <summary>The exchange knows the names of all enterprises.</summary>
    protected void Known()
    {
        foreach (var enterprise in new[] { Buyer, Consignor, Mill }) Assert.Null(Books.Submit(EnterpriseNames.Stream(enterprise), new NoteName("Works", 1), After(0)));
    }

    protected static DebtTerms Terms(string debtor, string creditor, long minor, string invoice = "I-1", string currency = Cny) =>
        new(DebtTerms.IdOf(debtor, creditor, invoice), invoice, debtor, creditor, "1989-01-02", "1989-02-02", minor, currency);

    /// <summary>A debt that both sides have confirmed.</summary>
    protected DebtTerms Owe(string debtor, string creditor, long minor, string invoice = "I-1")
    {
        var terms = Terms(debtor, creditor, minor, invoice);
        Accept(0, new RegisterDebt(terms, debtor));
        Accept(0, terms, new ConfirmDebt(creditor));
        return terms;
    }

    protected Debt Debt(DebtTerms terms) => Books.State<Debt>(Exchange.Settlement.Netting.Debt.Stream(terms.Debt));

    protected Round Round(string? round = null) => Books.State<Round>(Exchange.Settlement.Netting.Round.Stream(round ?? RoundId));

    protected Deal Deal => Books.Deal(DealId);

    private protected Refusal? Tell(long ms, RegisterDebt register) => Books.Submit(Exchange.Settlement.Netting.Debt.Stream(register.Terms.Debt), register, After(ms));

    private protected Refusal? Tell(long ms, DebtTerms debt, DebtCommand command) => Books.Submit(Exchange.Settlement.Netting.Debt.Stream(debt.Debt), command, After(ms));

    private protected Refusal? Tell(long ms, RoundCommand command, string? round = null) => Books.Submit(Exchange.Settlement.Netting.Round.Stream(round ?? RoundId), command, After(ms));

    private protected Refusal? Tell(long ms, DealCommand command) => Books.Submit(Exchange.Settlement.Deals.Deal.Stream(DealId), command, After(ms));

    protected void Accept(long ms, RegisterDebt register) => Assert.Null(Tell(ms, register));

    protected void Accept(long ms, DebtTerms debt, DebtCommand command) => Assert.Null(Tell(ms, debt, command));

    protected void Accept(long ms, RoundCommand command) => Assert.Null(Tell(ms, command));

    protected void Accept(long ms, DealCommand command) => Assert.Null(Tell(ms, command));

    protected static RoundLeg Leg(DebtTerms debt, long setOff) => new(debt.Debt, RoundLeg.Debt, debt.Debtor, debt.Creditor, debt.AmountMinor, setOff);

    protected static RoundLeg DealLeg(long open, long setOff) => new(DealId, RoundLeg.Deal, Buyer, Consignor, open, setOff);

    protected static BookRound Book(long run, params RoundLeg[] legs) => new(run, legs, [], 0);

    /// <summary>The deal of 1,200.01 at 2.5 % commission, which is awarded to be paid.</summary>
    protected const long Total = 120_001, Released = 117_001;

    /// <summary>The buyer of a deal is owed 800.00 by the mill, which is owed that by the consignor: a ring with the deal, which the round clears.</summary>
    protected (DebtTerms Mill, DebtTerms Consignor) Ring(long minor = 80_000)
    {
        Known();
        Accept(0, Open());
        var (first, second) = (Owe(Mill, Buyer, minor), Owe(Consignor, Mill, minor));
        Accept(0, new PlanRound(Plan, []));
        Accept(Hour, Book(1, DealLeg(Released, minor), Leg(first, minor), Leg(second, minor)));
        return (first, second);
    }

    protected long Paid(string enterprise) => Books.Balance(AccountCode.PaidBySetOff(enterprise));

    protected long Received(string enterprise) => Books.Balance(AccountCode.ReceivedBySetOff(enterprise));

    /// <summary>What a check of the log proves of the ledger, of deals and of set-off.</summary>
    protected void Proven() => Assert.Empty(NettingProofs.Broken(Books));
}

using Exchange.Host.Proofs;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;
using V1 = Exchange.Contracts.Settlement.V1;

namespace Exchange.Tests.Settlement;

/// <summary>A payment of a buyer that was recorded wrongly is undone by two persons while its money is in escrow, and the deal goes back to where it stood without it.</summary>
public sealed class DealReversalTests : DealStory
{
    private static readonly string Wrong = DealPostings.TransferOfReceipt(DealId, "B1"), Escrow = AccountCode.Escrow(DealId), Credit = AccountCode.BuyerPayable(Buyer);

    [Fact]
    public void A_deal_that_was_paid_by_it_awaits_payment_again_and_is_paid_by_the_right_one()
    {
        Paid();
        Accept(2 * Hour, new BookRemoval(Buyer, At(Day), At(Day + Hour)));
        Assert.Null(Undo(3 * Hour, Wrong, "B1"));
        Assert.Equal((DealStage.AwaitingPayment, 0L, null), (State.Stage, State.PaidMinor, State.Slot));
        Assert.Equal((0, 0), (Books.Balance(Escrow), Books.Balance(AccountCode.Bank)));
        Assert.Equal(new V1.DealUnpaid(DealId, Fair, 1, At(3 * Hour)), Announced<V1.DealUnpaid>());

        Refuse("deal.receipt-reversed", 4 * Hour, new RecordReceipt(Total, "B1"));
        Refuse("deal.receipt-reversed", 4 * Hour, new RecordReceipt(Total - 1, "B1", Corrects: DealPostings.TransferOfReceipt(DealId, "B2")));
        Accept(4 * Hour, new RecordReceipt(Total - 1, "B1", Corrects: Wrong));
        Accept(4 * Hour, new RecordReceipt(1, "B2"));
        Assert.Equal((DealStage.AwaitingRemoval, Total), (State.Stage, Books.Balance(Escrow)));
        Assert.Equal(2, Announced<V1.DealPaid>().Payment);
        Unchanged(() => Accept(4 * Hour, new RecordReceipt(Total - 1, "B1", Corrects: Wrong)));
        Accept(5 * Hour, new AcceptRemoval(Buyer));
        Assert.Equal((DealStage.Settled, 0), (State.Stage, Books.Balance(Escrow)));
        Holds();
    }

    [Fact]
    public void A_correction_can_be_corrected_again()
    {
        Paid();
        Undo(2 * Hour, Wrong, "B1");
        Accept(2 * Hour, new RecordReceipt(10, "B1", Corrects: Wrong));
        var second = DealPostings.TransferOfReceipt(DealId, "B1", Wrong);
        Assert.Equal("reversal.reversed", Undo(3 * Hour, Wrong, "B1"));
        Assert.Null(Undo(3 * Hour, second, "B1"));
        Refuse("deal.receipt-reversed", 3 * Hour, new RecordReceipt(20, "B1", Corrects: Wrong));
        Accept(3 * Hour, new RecordReceipt(20, "B1", Corrects: second));
        Assert.Equal((20, 20), (State.PaidMinor, Books.Balance(Escrow)));
        Assert.Single(State.Receipts);
        Holds();
    }

    [Fact]
    public void Only_what_was_reversed_is_corrected()
    {
        Conclude();
        Refuse("deal.nothing-to-correct", Hour, new RecordReceipt(1, "B1", Corrects: Wrong));
        Accept(Hour, new RecordReceipt(1, "B1"));
        Refuse("deal.reference-used", Hour, new RecordReceipt(2, "B1", Corrects: Wrong));
    }

    [Theory]
    [InlineData(Hour)]
    [InlineData(4 * Day)]
    public void Who_has_to_pay_again_has_the_time_for_it_and_never_less_than_it_had(long undone)
    {
        Paid();
        var (before, terms) = (State.PaymentDueAt, State.Terms!);
        Assert.Null(Undo(undone, Wrong, "B1"));
        Assert.Equal(Math.Max(before, terms.PaymentDueAt(At(undone))), State.DueAt);
        Assert.True(undone == Hour || State.DueAt > before);
        Pass();
        Assert.Equal((DealStage.Defaulted, Deal.NotPaid), (State.Stage, Last<DealDefaulted>().Reason));
        Holds();
    }

    [Fact]
    public void A_first_part_that_is_missing_again_is_due_on_its_day_and_after_that_day_with_the_rest()
    {
        Conclude();
        var first = State.DueAt;
        Accept(Hour, new RecordReceipt(Total - 1, "B1"));
        Assert.True(State.DueAt > first);
        var whole = State.DueAt;
        Undo(2 * Hour, Wrong, "B1");
        Assert.Equal((DealStage.AwaitingPayment, first), (State.Stage, State.DueAt));
        Accept(3 * Hour, new RecordReceipt(Total - 1, "B2"));
        Undo(first - At(0) + 1, DealPostings.TransferOfReceipt(DealId, "B2"), "B2");
        Assert.Equal(whole, State.DueAt);
        Holds();
    }

    [Fact]
    public void What_was_paid_too_much_is_undone_and_the_deal_stays_paid()
    {
        Paid();
        Accept(2 * Hour, new RecordReceipt(500, "B2"));
        var dueAt = State.DueAt;
        Assert.Null(Undo(3 * Hour, DealPostings.TransferOfReceipt(DealId, "B2"), "B2"));
        Assert.Equal((DealStage.AwaitingRemoval, dueAt), (State.Stage, State.DueAt));
        Assert.Equal((Total, 0, -Total), (Books.Balance(Escrow), Books.Balance(Credit), Books.Balance(AccountCode.Bank)));
        Holds();
    }

    [Fact]
    public void A_credit_that_was_paid_out_meanwhile_cannot_be_undone_and_nothing_of_it_happens()
    {
        Conclude();
        Accept(Hour, new RecordReceipt(Total + 500, "B1"));
        Assert.Null(Books.Submit(Payout.Stream(Credit, "P1"), new RecordPayout(Credit, "P1", 1, "CNY"), After(2 * Hour)));
        Propose(3 * Hour, Wrong, "B1");
        Unchanged(() => Assert.Equal("account.overdraft", Confirm(3 * Hour, Wrong)));
        Assert.Equal(DealStage.AwaitingRemoval, State.Stage);
    }

    [Fact]
    public void A_right_payment_that_came_after_the_wrong_one_is_recorded_again_and_pays()
    {
        Paid();
        Accept(2 * Hour, new RecordReceipt(Total, "B2"));
        Assert.Equal(Total, Books.Balance(Credit));
        Undo(3 * Hour, Wrong, "B1");
        var second = DealPostings.TransferOfReceipt(DealId, "B2");
        Undo(3 * Hour, second, "B2");
        Accept(3 * Hour, new RecordReceipt(Total, "B2", Corrects: second));
        Assert.Equal((DealStage.AwaitingRemoval, Total, 0), (State.Stage, Books.Balance(Escrow), Books.Balance(Credit)));
        Holds();
    }

    [Fact]
    public void Before_the_contract_a_payment_is_undone_and_nothing_else_changes()
    {
        Accept(0, Open(FullAward()));
        Accept(Hour, new RecordReceipt(Total, "B1"));
        var dueAt = State.DueAt;
        Undo(2 * Hour, Wrong, "B1");
        Assert.Equal((DealStage.AwaitingContract, 0L, dueAt), (State.Stage, State.PaidMinor, State.DueAt));
        Holds();
    }

    [Fact]
    public void A_buyer_who_came_in_vain_has_to_pay_before_it_comes_again()
    {
        Paid();
        Accept(2 * Hour, new BookRemoval(Buyer, At(Day), At(Day + Hour)));
        Accept(Day + Hour, new ReportMissedDelivery(Buyer));
        Assert.Equal(DealStage.AwaitingDelivery, State.Stage);
        Undo(Day + (2 * Hour), Wrong, "B1");
        Assert.Equal(DealStage.AwaitingPayment, State.Stage);
        Accept(Day + (3 * Hour), new RecordReceipt(Total, "B1", Corrects: Wrong));
        Assert.Equal((DealStage.AwaitingRemoval, null), (State.Stage, State.Slot));
        Holds();
    }

    [Fact]
    public void After_the_handover_a_payment_stays_and_what_was_paid_for_more_weight_does_not()
    {
        HandedOver(3_100);
        var more = State.Charges.TotalMinor - Total;
        Accept((2 * Day) + Hour, new RecordReceipt(more, "B2"));
        Assert.Equal("deal.goods-gone", Undo((2 * Day) + Hour, Wrong, "B1"));
        Assert.Null(Undo((2 * Day) + Hour, DealPostings.TransferOfReceipt(DealId, "B2"), "B2"));
        Assert.Equal((DealStage.AwaitingAcceptance, Total), (State.Stage, Books.Balance(Escrow)));
        Accept((2 * Day) + Hour, new OpenDispute(Buyer, "Rust"));
        Assert.Equal("deal.goods-gone", Undo((2 * Day) + (2 * Hour), Wrong, "B1", proposal: 2));
        Pass();
        Holds();
    }

    [Fact]
    public void Nothing_is_undone_once_the_money_has_left_escrow_or_the_deadline_has_passed()
    {
        Conclude(Everything with { FirstPartBasisPoints = null });
        Accept(Hour, new RecordReceipt(1, "B1"));
        Propose(Hour, Wrong, "B1");
        Unchanged(() => Assert.Equal("deal.overdue", Books.Submit(Reversal.Stream(Wrong), new ConfirmReversal(Wrong, 1, "li"), DateTimeOffset.FromUnixTimeMilliseconds(State.DueAt))?.Code));
        Pass();
        Unchanged(() => Assert.Equal("deal.ended", Confirm(30 * Day, Wrong)));
        Holds();
    }

    [Fact]
    public void Two_persons_agree_and_the_deal_itself_undoes_an_entry_of_its_own_alone()
    {
        Paid();
        Propose(2 * Hour, Wrong, "B1");
        Unchanged(() => Assert.Equal("reversal.same-person", Confirm(2 * Hour, Wrong, "wang")));
        Refuse("reversal.reversed", 2 * Hour, new UndoReceipt("B1", DealPostings.TransferOfReceipt(DealId, "B2")));
        Refuse("reversal.reversed", 2 * Hour, new UndoReceipt("B2", DealPostings.TransferOfReceipt(DealId, "B2")));
        Assert.Null(Confirm(2 * Hour, Wrong));
        Unchanged(() => Assert.Null(Confirm(2 * Hour, Wrong)));
        Holds();
    }

    [Fact]
    public void The_proof_finds_a_reversal_of_which_the_deal_does_not_know_and_one_of_which_the_ledger_does_not()
    {
        Paid();
        Undo(2 * Hour, Wrong, "B1");
        Assert.Contains("escrow holds 0 instead of", Fault(happened => happened is not (ReceiptReversed or DealUnpaid)), StringComparison.Ordinal);
        Assert.Contains($"escrow holds {Total} instead of 0", Fault(happened => happened is not EntryPosted { Reverses: not null }), StringComparison.Ordinal);
    }

    // What exchange check would say of the log of this story.
    private void Holds() => Assert.Empty(Proofs(_ => true).Where(proof => !proof.Held).Select(proof => proof.Detail));

    private string Fault(Func<object, bool> isKept) => string.Join('\n', Proofs(isKept).Where(proof => !proof.Held).Select(proof => proof.Detail));

    private List<Proof> Proofs(Func<object, bool> isKept)
    {
        var witness = new SettlementWitness();
        foreach (var (sequence, (stream, @event)) in Books.Log.Where(happened => isKept(happened.Event)).Index())
            witness.See(new(new(0, 1), 0, sequence, new("k", "f", "a", Awarded, null, []), stream, sequence, @event));
        return [.. witness.Testify()];
    }

    private T Announced<T>() => Books.Log.Where(happened => happened.Event is DealEvent)
        .SelectMany(happened => DealAnnouncements.From(new(new(0, 1), 0, 0, new("k", "f", "a", Awarded, null, []), happened.Stream, 1, happened.Event))).OfType<T>().Last();

    private string? Undo(long ms, string transfer, string reference, long proposal = 1) => Propose(ms, transfer, reference) ?? Confirm(ms, transfer, proposal: proposal);

    private string? Propose(long ms, string transfer, string reference) =>
        Books.Submit(Reversal.Stream(transfer), new ProposeReversal(transfer, DealPostings.Receipt, DealId, reference, "another deal's", "wang"), After(ms))?.Code;

    private string? Confirm(long ms, string transfer, string by = "li", long proposal = 1) =>
        Books.Submit(Reversal.Stream(transfer), new ConfirmReversal(transfer, proposal, by), After(ms))?.Code;
}

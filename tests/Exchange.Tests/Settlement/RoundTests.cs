using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

public sealed class RoundTests : NettingStory
{
    [Fact]
    public void A_round_pays_a_deal_with_what_others_owe_its_buyer_and_the_rest_is_paid_in_money()
    {
        var (mill, consignor) = Ring();
        Assert.Equal((RoundStage.Computed, 80_000, 80_000), (Round().Stage, Deal.PaidMinor, Deal.SetOffMinor));
        Assert.Equal((0, 0), (Debt(mill).OpenMinor, Debt(consignor).OpenMinor));
        Assert.Equal((-80_000, 80_000, -80_000, 0), (Paid(Buyer), Received(Buyer), Paid(Consignor), Received(Consignor)));
        Assert.Equal(80_000, Books.Balance(AccountCode.Escrow(DealId)));
        Proven();

        Accept(2 * Hour, new FinishRound(1));
        Assert.Equal(RoundStage.Final, Round().Stage);
        Accept(3 * Hour, new RecordReceipt(Total - 80_000, "B1"));
        Assert.Equal(80_000, Books.Log.Select(happened => happened.Event).OfType<DealPaid>().Single().SetOffMinor);
        Accept(4 * Hour, new AcceptRemoval(Buyer));
        Assert.Equal((80_000, Released - 80_000, Total - Released), (Received(Consignor), Books.Balance(AccountCode.ConsignorPayable(Consignor)), Books.Balance(AccountCode.Commission(Fair))));
        Proven();
    }

    [Fact]
    public void The_charges_of_the_organizer_are_paid_in_money()
    {
        Assert.Equal(Released, Exchange.Settlement.Deals.Deal.OpenToSetOffMinor(Total, Released, 0, 0));
        Assert.Equal(17_001, Exchange.Settlement.Deals.Deal.OpenToSetOffMinor(Total, Released, 100_000, 100_000));
        Assert.Equal(20_001, Exchange.Settlement.Deals.Deal.OpenToSetOffMinor(Total, Released, 100_000, 0));
        Assert.Equal(0, Exchange.Settlement.Deals.Deal.OpenToSetOffMinor(Total, Released, Total, 0));
    }

    [Fact]
    public void A_deal_whose_whole_is_there_is_paid_when_the_round_is_final_and_not_before()
    {
        Ring();
        Accept(Hour, new RecordReceipt(Total - 80_000, "B1"));
        Assert.Equal((DealStage.AwaitingPayment, Total), (Deal.Stage, Deal.PaidMinor));
        Assert.Equal("deal.not-paid", Tell(Hour, new AcceptRemoval(Buyer))?.Code);
        Accept(2 * Hour, new FinishRound(1));
        Assert.Equal(DealStage.AwaitingRemoval, Deal.Stage);
        Proven();
    }

    [Fact]
    public void A_withdrawn_leg_unwinds_the_whole_round_and_it_is_computed_again_without_it()
    {
        var (mill, consignor) = Ring();
        var back = Owe(Buyer, Mill, 30_000);
        Accept(Hour + 1, new UnwindRound(consignor.Debt, Mill));
        Assert.Equal((RoundStage.Planned, At(Hour + 1)), (Round().Stage, Round().DueAt));
        Assert.Equal((0, 0, 80_000, 80_000), (Deal.PaidMinor, Deal.SetOffMinor, Debt(mill).OpenMinor, Debt(consignor).OpenMinor));
        foreach (var enterprise in new[] { Buyer, Mill, Consignor }) Assert.Equal((0, 0), (Paid(enterprise), Received(enterprise)));
        Assert.Equal(0, Books.Balance(AccountCode.Escrow(DealId)));

        Assert.Equal("round.changed", Tell(Hour + 2, Book(2, Leg(consignor, 0), Leg(mill, 0)))?.Code);
        Accept(Hour + 2, Book(2, DealLeg(Released, 0), Leg(mill, 30_000), Leg(back, 30_000)));
        Accept(3 * Hour, new FinishRound(2));
        Assert.Equal((50_000, 0), (Debt(mill).OpenMinor, Debt(back).OpenMinor));
        Proven();
    }

    [Fact]
    public void A_debt_that_is_withdrawn_takes_its_round_with_it_before_the_cut_off_and_not_after()
    {
        var (mill, consignor) = Ring();
        Assert.Equal("round.past-cut-off", Tell(2 * Hour, mill, new WithdrawDebt(Buyer))?.Code);
        Accept(Hour, mill, new WithdrawDebt(Buyer));
        Assert.Equal((DebtStage.Withdrawn, 80_000, 80_000), (Debt(mill).Stage, Debt(mill).OpenMinor, Debt(consignor).OpenMinor));
        Assert.Equal(RoundStage.Planned, Round().Stage);
        Proven();
    }

    [Fact]
    public void After_the_cut_off_nobody_withdraws()
    {
        var (mill, _) = Ring();
        Assert.Equal("round.past-cut-off", Tell(2 * Hour, new UnwindRound(mill.Debt, Mill))?.Code);
        Accept(2 * Hour, new FinishRound(1));
        Assert.Equal("round.past-cut-off", Tell(2 * Hour, new UnwindRound(mill.Debt, Mill))?.Code);
        Assert.Equal("debt.cleared", Tell(2 * Hour, mill, new WithdrawDebt(Buyer))?.Code);
    }

    [Fact]
    public void What_is_said_of_a_round_is_checked()
    {
        Known();
        Assert.Equal("round.not-found", Tell(0, new FinishRound(1))?.Code);
        Assert.Equal("round.in-the-past", Tell(2 * Hour, new PlanRound(Plan, []))?.Code);
        Assert.Equal("round.cut-off-out-of-range", Tell(0, new PlanRound(Plan with { CutOffMs = 1 }, []))?.Code);
        Assert.Equal("round.too-many", Tell(0, new PlanRound(Plan, [.. Enumerable.Range(0, 60).Select(n => Plan with { Round = Id.From("n", $"{n}") })]))?.Code);
        Accept(0, new PlanRound(Plan, [Plan with { Round = OtherRound }]));
        Assert.Equal(RoundStage.Planned, Round(OtherRound).Stage);
        Accept(0, new PlanRound(Plan, []));
        Assert.Equal("round.exists", Tell(0, new PlanRound(Plan with { ThresholdMinor = 7 }, []))?.Code);
        Assert.Equal("round.not-computed", Tell(0, new UnwindRound(DealId, Buyer))?.Code);
        Assert.Equal("round.too-early", Tell(0, Book(1))?.Code);
        Accept(Hour, Book(1));
        Assert.Equal("round.no-such-leg", Tell(Hour, new UnwindRound(DealId, Buyer))?.Code);
        Assert.Equal("round.too-early", Tell(Hour, new FinishRound(1))?.Code);
    }

    [Fact]
    public void A_round_is_called_off_until_it_is_computed_and_then_nothing_is_booked()
    {
        Known();
        var (first, second) = (Owe(Mill, Buyer, 50), Owe(Buyer, Mill, 70));
        Accept(0, new PlanRound(Plan, [Plan with { Round = OtherRound }]));
        Assert.Null(Tell(0, new CancelRound("organizer"), OtherRound));
        Assert.Null(Tell(Hour, new CancelRound("organizer"), OtherRound));
        Assert.Null(Tell(Hour, Book(1, Leg(first, 50), Leg(second, 50)), OtherRound));
        Assert.Equal((RoundStage.Cancelled, 0, 0), (Round(OtherRound).Stage, Round(OtherRound).DueAt, Round(OtherRound).Run));
        Assert.Equal("round.not-computed", Tell(Hour, new UnwindRound(first.Debt, Mill), OtherRound)?.Code);
        Assert.Equal((50, 70), (Debt(first).OpenMinor, Debt(second).OpenMinor));
        Accept(Hour, Book(1, Leg(first, 50), Leg(second, 50)));
        Assert.Equal("round.computed", Tell(Hour, new CancelRound("organizer"))?.Code);
        Proven();
    }

    [Fact]
    public void Who_is_no_party_of_an_obligation_does_not_withdraw_it()
    {
        var (mill, _) = Ring();
        Assert.Equal("round.not-a-party", Tell(Hour, new UnwindRound(mill.Debt, Consignor))?.Code);
    }

    [Fact]
    public void What_is_booked_is_a_set_off_and_the_largest_of_what_is_owed_at_that_moment()
    {
        Known();
        var (first, second, lone) = (Owe(Mill, Buyer, 50), Owe(Buyer, Mill, 70), Owe(Mill, Consignor, 9));
        Accept(0, new PlanRound(Plan, []));
        Assert.Equal("round.unproved", Tell(Hour, Book(1, Leg(first, 40), Leg(second, 40)))?.Code); // Not the largest.
        Assert.Equal("round.unproved", Tell(Hour, Book(1, Leg(first, 50), Leg(second, 49)))?.Code); // Moves a net position.
        Assert.Equal("round.unproved", Tell(Hour, Book(1, Leg(first, 70), Leg(second, 70)))?.Code); // More than is owed.
        Assert.Equal("round.unproved", Tell(Hour, Book(1, Leg(first, 50), Leg(first, 50)))?.Code); // Twice the same.
        Assert.Equal("round.changed", Tell(Hour, Book(1, Leg(first with { AmountMinor = 60 }, 60), Leg(second, 60)))?.Code);
        Assert.Equal("round.too-large", Tell(Hour, new BookRound(1, [.. Enumerable.Range(0, 2_001).Select(n => Leg(first, 0))], [], 0))?.Code);
        Accept(Hour, lone, new SecureDebt(Consignor, true));
        Assert.Equal("round.changed", Tell(Hour, Book(1, Leg(first, 50), Leg(second, 50), Leg(lone, 0)))?.Code);
        Accept(Hour, Book(1, Leg(first, 50), Leg(second, 50)));
        Accept(Hour, Book(1, Leg(first, 50), Leg(second, 50)));
        Assert.Equal((0, 20), (Debt(first).OpenMinor, Debt(second).OpenMinor));
        Proven();
    }

    [Fact]
    public void A_debt_is_in_one_round_at_a_time()
    {
        Known();
        var (first, second) = (Owe(Mill, Buyer, 50), Owe(Buyer, Mill, 70));
        Accept(0, new PlanRound(Plan, [Plan with { Round = OtherRound }]));
        Accept(Hour, Book(1, Leg(first, 50), Leg(second, 50)));
        Assert.Equal("round.changed", Tell(Hour, Book(1, Leg(second with { AmountMinor = 20 }, 0)), OtherRound)?.Code);
        Assert.Equal("debt.in-round", Tell(Hour, second, new SecureDebt(Mill, true))?.Code);
        Accept(2 * Hour, new FinishRound(1));
        Assert.Null(Tell(2 * Hour, Book(1, Leg(second with { AmountMinor = 20 }, 0)), OtherRound));
    }

    [Fact]
    public void A_deal_that_is_due_before_the_cut_off_is_no_part_of_a_round()
    {
        Known();
        Accept(0, Open());
        Accept(0, new PlanRound(Plan with { ComputeAt = At(Day + (23 * Hour)) }, []));
        Assert.Equal("round.changed", Tell(Day + (23 * Hour), Book(1, DealLeg(Released, 0)))?.Code);
    }

    [Fact]
    public void A_default_after_the_round_leaves_a_debt_and_no_money_comes_back_that_never_came()
    {
        Ring();
        Accept(2 * Hour, new FinishRound(1));
        Accept(2 * Hour, new RecordReceipt(10_000, "B1"));
        Accept(2 * Day, new PassDeadline(Deal.DueAt));
        var owed = Terms(Consignor, Buyer, 80_000, $"deal {DealId}");
        Assert.Equal((DealStage.Defaulted, DebtStage.Confirmed, 80_000), (Deal.Stage, Debt(owed).Stage, Debt(owed).OpenMinor));
        Assert.Equal((10_000, 80_000, 0), (Books.Balance(AccountCode.BuyerPayable(Buyer)), Received(Consignor), Books.Balance(AccountCode.ConsignorPayable(Consignor))));
        Assert.Equal(80_000, Books.Log.Select(happened => happened.Event).OfType<DealDefaulted>().Single().OwedBackMinor);
        Proven();
    }

    [Fact]
    public void A_deal_is_not_cancelled_while_a_round_may_be_unwound_and_leaves_a_debt_after_it()
    {
        Ring();
        Accept(Hour, new AskCancellation(Buyer, "Regret"));
        Assert.Equal("deal.set-off-pending", Tell(Hour, new AskCancellation(Consignor, "Regret"))?.Code);
        Accept(2 * Hour, new FinishRound(1));
        Accept(2 * Hour, new AskCancellation(Consignor, "Regret"));
        Assert.Equal((DealStage.Cancelled, 80_000), (Deal.Stage, Debt(Terms(Consignor, Buyer, 80_000, $"deal {DealId}")).OpenMinor));
        Proven();
    }

    [Fact]
    public void A_dispute_that_takes_off_more_than_was_paid_in_money_leaves_a_debt_of_the_difference()
    {
        Known();
        Accept(0, Open(FullAward(Everything with { ConfirmMs = null, FirstPartBasisPoints = null })));
        var charges = Charges.Of(Deal.Terms!);
        var (first, second) = (Owe(Mill, Buyer, charges.ReleasedMinor), Owe(Consignor, Mill, charges.ReleasedMinor));
        Accept(0, new PlanRound(Plan, []));
        Accept(Hour, Book(1, DealLeg(charges.ReleasedMinor, charges.ReleasedMinor), Leg(first, charges.ReleasedMinor), Leg(second, charges.ReleasedMinor)));
        Accept(2 * Hour, new FinishRound(1));
        Accept(2 * Hour, new RecordReceipt(charges.TotalMinor - charges.ReleasedMinor, "B1"));
        Accept(Day, new HandOver(Consignor, null, "W"));
        Accept(Day, new OpenDispute(Buyer, "Rust"));
        Accept(Day, new DecideDispute("organizer", Exchange.Settlement.Deals.Deal.Partial, 60_000, "Half of it"));
        var settled = Books.Log.Select(happened => happened.Event).OfType<DealSettled>().Single();
        var less = Charges.Of(Deal.Terms!, new Money(60_001, Cny));
        Assert.Equal(charges.ReleasedMinor - less.ReleasedMinor, settled.OwedBackMinor);
        Assert.Equal(settled.OwedBackMinor, Debt(Terms(Consignor, Buyer, 1, $"deal {DealId}")).OpenMinor);
        Assert.Equal((0, charges.ReleasedMinor), (Books.Balance(AccountCode.ConsignorPayable(Consignor)), Received(Consignor)));
        Proven();
    }
}

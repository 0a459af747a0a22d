using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Settlement.Netting;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

public sealed class DebtTests : NettingStory
{
    private static readonly DebtTerms Owed = Terms(Mill, Buyer, 100);

    [Fact]
    public void One_side_registers_a_debt_and_the_other_confirms_it()
    {
        Known();
        Accept(0, new RegisterDebt(Owed, Mill));
        Accept(0, new RegisterDebt(Owed, Buyer)); // the same, told by the other
        Assert.Equal("debt.not-the-other-side", Tell(0, Owed, new ConfirmDebt(Mill))?.Code);
        Accept(0, Owed, new ConfirmDebt(Buyer));
        Accept(0, Owed, new ConfirmDebt(Buyer));
        Assert.Equal((DebtStage.Confirmed, Mill), (Debt(Owed).Stage, Debt(Owed).By));
        Assert.Equal("debt.confirmed", Tell(0, Owed, new DisputeDebt(Buyer, "Paid"))?.Code);
    }

    [Fact]
    public void Who_disputes_a_debt_says_why_and_may_confirm_it_after_all()
    {
        Known();
        Accept(0, new RegisterDebt(Owed, Mill));
        Assert.Equal("debt.reason-unclear", Tell(0, Owed, new DisputeDebt(Buyer, ""))?.Code);
        Accept(0, Owed, new DisputeDebt(Buyer, "Paid in May"));
        Assert.Equal(DebtStage.Disputed, Debt(Owed).Stage);
        Accept(0, Owed, new ConfirmDebt(Buyer));
        Assert.Equal(DebtStage.Confirmed, Debt(Owed).Stage);
    }

    [Fact]
    public void What_is_no_debt_is_refused()
    {
        Known();
        Assert.Equal("debt.to-oneself", Tell(0, new RegisterDebt(Terms(Mill, Mill, 1), Mill))?.Code);
        Assert.Equal("debt.amount-out-of-range", Tell(0, new RegisterDebt(Terms(Mill, Buyer, 0), Mill))?.Code);
        Assert.Equal("debt.amount-out-of-range", Tell(0, new RegisterDebt(Terms(Mill, Buyer, -5), Mill))?.Code);
        Assert.Equal("debt.amount-out-of-range", Tell(0, new RegisterDebt(Terms(Mill, Buyer, DebtTerms.MostMinor + 1), Mill))?.Code);
        Assert.Equal("debt.due-before-invoice", Tell(0, new RegisterDebt(Owed with { DueOn = "1989-01-01" }, Mill))?.Code);
        Assert.Equal("debt.not-a-party", Tell(0, new RegisterDebt(Owed, Consignor))?.Code);
        Assert.Equal("debt.unknown-enterprise", Tell(0, new RegisterDebt(Terms(Mill, Id.From("nobody"), 1), Mill))?.Code);
        Accept(0, new RegisterDebt(Owed, Mill));
        Assert.Equal("debt.duplicate", Tell(0, new RegisterDebt(Owed with { AmountMinor = 101 }, Mill))?.Code);
        Assert.Equal("debt.not-found", Tell(0, Terms(Mill, Consignor, 1), new ConfirmDebt(Consignor))?.Code);
        Assert.Equal("debt.not-a-party", Tell(0, Owed, new ConfirmDebt(Consignor))?.Code);
    }

    [Fact]
    public void What_was_withdrawn_stays_so()
    {
        Known();
        Accept(0, new RegisterDebt(Owed, Mill));
        Accept(0, Owed, new WithdrawDebt(Buyer));
        Accept(0, Owed, new WithdrawDebt(Mill));
        Assert.Equal("debt.withdrawn", Tell(0, Owed, new ConfirmDebt(Buyer))?.Code);
        Assert.Equal("debt.withdrawn", Tell(0, Owed, new SecureDebt(Buyer, true))?.Code);
    }

    [Fact]
    public void Obligations_stay_out_of_a_round_for_a_reason_and_the_largest_come_first()
    {
        var groups = new[] { ("G", Mill), ("G", Consignor) }.ToLookup(pair => pair.Item2, pair => pair.Item1);
        Candidate[] candidates =
        [
            One("a", Mill, Buyer, 500), One("b", Mill, Buyer, 9), One("c", Mill, Consignor, 500), One("d", Mill, Buyer, 500) with { Currency = "USD" }, One("e", Mill, Buyer, 700),
            One("f", Mill, Buyer, 500) with { Hindrance = RoundSelection.Disputed }, One("g", Buyer, Mill, 400),
        ];
        var selection = RoundSelection.Of(Plan with { ThresholdMinor = 10 }, candidates, new HashSet<string> { "g" }, groups);
        Assert.Equal(["e", "a"], selection.Eligible.Select(candidate => candidate.Leg));
        Assert.Equal(
            [("c", RoundSelection.Affiliated), ("d", RoundSelection.OtherCurrency), ("f", RoundSelection.Disputed), ("g", RoundSelection.Withdrawn), ("b", RoundSelection.UnderThreshold)],
            selection.Left.Select(left => (left.Leg, left.Reason)));
        Assert.Equal(5, selection.LeftCount);
    }

    [Fact]
    public void Of_more_obligations_than_a_round_may_have_those_go_that_no_circle_clears_and_then_the_smallest()
    {
        var candidates = Enumerable.Range(1, Exchange.Settlement.Netting.Round.MostLegs + 3).Select(n => n % 2 == 0 ? One($"{n:D5}", Mill, Buyer, n) : One($"{n:D5}", Buyer, Mill, n))
            .Append(One("lone", Mill, Consignor, 1_000_000)).ToList();
        var selection = RoundSelection.Of(Plan, candidates, new HashSet<string>(), Enumerable.Empty<string>().ToLookup(text => text));
        Assert.Equal(Exchange.Settlement.Netting.Round.MostLegs, selection.Eligible.Count);
        Assert.Equal(
            [("lone", RoundSelection.InNoCircle), ("00003", RoundSelection.BeyondBound), ("00002", RoundSelection.BeyondBound), ("00001", RoundSelection.BeyondBound)],
            selection.Left.Select(left => (left.Leg, left.Reason)));
        Assert.Contains("lone", RoundSelection.Of(Plan, candidates.TakeLast(9), new HashSet<string>(), Enumerable.Empty<string>().ToLookup(text => text)).Eligible.Select(one => one.Leg));
    }

    [Fact]
    public void Two_enterprises_are_of_one_part_where_each_reaches_the_other_along_debts() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7]).Array[0, 24].Sample(debts =>
        {
            var named = debts.Where(debt => debt.Item1 != debt.Item2).Select(debt => ($"{debt.Item1}", $"{debt.Item2}")).ToList();
            var parts = DebtCircles.PartsOf(named);
            foreach (var one in parts.Keys)
                foreach (var other in parts.Keys)
                    Assert.Equal(parts[one] == parts[other], Reaches(one, other) && Reaches(other, one));

            bool Reaches(string from, string to)
            {
                var reached = new HashSet<string>(StringComparer.Ordinal) { from };
                while (named.Where(debt => reached.Contains(debt.Item1)).Any(debt => reached.Add(debt.Item2))) { }
                return reached.Contains(to);
            }
        });

    private static Candidate One(string leg, string debtor, string creditor, long minor) => new(leg, RoundLeg.Debt, debtor, creditor, minor, Cny, "");
}

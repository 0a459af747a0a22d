using System.Reflection;
using System.Text.RegularExpressions;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Documents;
using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Settlement;

/// <summary>What the pages in <c>docs/</c> say of Settlement is what the code does.</summary>
public sealed partial class SettlementPagesTests
{
    private static readonly Refusal[] Refusals =
    [
        .. new[] { typeof(DealRefusals), typeof(DepositRefusals), typeof(PayoutRefusals), typeof(LedgerRefusals), typeof(ReversalRefusals), typeof(DocumentRefusals),
            typeof(DebtRefusals), typeof(DebtFileRefusals), typeof(RoundRefusals), typeof(AffiliationRefusals) }
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static)).Select(property => (Refusal)property.GetValue(null)!),
        DealRefusals.WrongCurrency("CNY"), DealRefusals.ReferenceUsed(1), DealRefusals.Ended(DealStage.Settled), DealRefusals.Overdue(1), DealRefusals.NotOverdue(1),
        DealRefusals.NotPaid(Deal.Initial with { Terms = Awards.Open().Terms }),
        DealRefusals.OutOfStep(DealStage.Settled), DealRefusals.HandedOver(1), DealRefusals.QuantityOutOfTolerance(1, 2), DealRefusals.SlotOutOfRange(1, 2), DealRefusals.SlotNotOver(1),
        DealRefusals.SlotFull(1, []),
        DealRefusals.ReductionOutOfRange(1), DealRefusals.ReceiptReversed("t"),
        LedgerRefusals.UnknownAccount("a"), LedgerRefusals.Overdraft("a", Money.Zero("CNY"), 1), LedgerRefusals.Overflow("a"), LedgerRefusals.StatementTooLong(1),
        PayoutRefusals.ReferenceUsed(1, "CNY"), PayoutRefusals.Reversed("t"), DepositRefusals.ReceiptReversed("t"), DepositRefusals.ForTheFair("f"), ReversalRefusals.Stays("hold"),
        RoundRefusals.TooEarly(1), RoundRefusals.Changed("l"), RoundRefusals.Unproved("f"),
    ];

    [Fact]
    public void Every_refusal_is_listed_with_its_status()
    {
        var status = new Dictionary<RefusalKind, string>
        {
            [RefusalKind.Conflict] = "409",
            [RefusalKind.NotFound] = "404",
            [RefusalKind.Forbidden] = "403",
            [RefusalKind.Unacceptable] = "422",
        };
        var section = House.Read("docs/problems.md").Split("\n## ").Single(part => part.StartsWith("Settlement\n", StringComparison.Ordinal));
        var listed = Line().Matches(section).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
        Assert.Equal(Refusals.Select(refusal => $"{refusal.Code} {status[refusal.Kind]}").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_fact_of_a_refusal_is_explained()
    {
        var lines = House.Read("docs/problems.md").Split('\n');
        House.IsClean(
            from refusal in Refusals
            let line = lines.Single(line => line.StartsWith($"| `{refusal.Code}` ", StringComparison.Ordinal))
            from fact in refusal.Facts.Keys
            where !line.Contains($"`{fact}`", StringComparison.Ordinal)
            select $"{refusal.Code} carries {fact}");
    }

    [Theory]
    [InlineData(DealPostings.Receipt)]
    [InlineData(DealPostings.Deposit)]
    [InlineData(DealPostings.Release)]
    [InlineData(DealPostings.Return)]
    [InlineData(NettingPostings.Step)]
    [InlineData(NettingPostings.UnwoundStep)]
    [InlineData(Payout.Step)]
    [InlineData(LedgerEntry.Reversal)]
    [InlineData(DepositPostings.Receipt)]
    [InlineData(DepositPostings.Hold)]
    [InlineData(DepositPostings.Release)]
    [InlineData(DepositPostings.Capture)]
    public void Every_step_that_moves_money_is_on_the_page_of_the_ledger(string step) =>
        Assert.Contains(House.Read("docs/ledger.md").Split('\n'), line => line.StartsWith($"| `{step}` |", StringComparison.Ordinal));

    [GeneratedRegex("^\\| `([a-z.-]+)` \\| ([0-9]{3}) \\|", RegexOptions.Multiline)]
    private static partial Regex Line();
}

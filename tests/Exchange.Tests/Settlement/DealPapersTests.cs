using Exchange.Settlement.Deals;
using Exchange.Settlement.Documents;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Which documents the steps of a deal leave behind.</summary>
public sealed class DealPapersTests : DealStory
{
    private List<Paper> Papers => [.. Books.Log.Select(happened => happened.Event).OfType<DocumentIssued>().Select(issued => issued.Paper)];

    [Fact]
    public void Each_step_issues_its_document_once_with_the_amounts_of_the_deal()
    {
        HandedOver(2_950);
        Accept((2 * Day) + Hour, new AcceptRemoval(Buyer));
        Accept((2 * Day) + Hour, new AcceptRemoval(Buyer));
        Assert.Equal([DocumentKind.AwardNotice, DocumentKind.Contract, DocumentKind.Invoice, DocumentKind.DeliveryNote, DocumentKind.Statement], Papers.Select(paper => paper.Kind));
        Assert.Equal([1L, 1, 1, 1, 1], Books.Log.Select(happened => happened.Event).OfType<NumberGiven>().Select(given => given.Number));
        Assert.All(Papers, paper => Assert.Equal("Asia/Shanghai", paper.TimeZone));

        var (contract, note, statement) = (Papers[1], Papers[3], Papers[4]);
        Assert.Equal((Total, 120_001, 2_400, 13_805), (contract.TotalMinor, Amount(contract, "hammer"), Amount(contract, "premium"), Amount(contract, "tax-contained")));
        Assert.Equal(["awarded", "confirmed", "first-part-due", "payment-due"], contract.Moments.Select(moment => moment.Label));
        Assert.Equal((2_950, Last<GoodsHandedOver>().TotalMinor), (note.DeliveredMilli, note.TotalMinor));
        Assert.Equal(Total, statement.TotalMinor);
        Assert.Equal(Last<DealSettled>().ReleasedMinor, Amount(statement, "released"));
        Assert.Equal(Last<DealSettled>().ReturnedMinor, Amount(statement, "returned"));
    }

    [Fact]
    public void A_default_leaves_a_statement_of_what_went_back()
    {
        Conclude();
        Accept(Hour, new RecordReceipt(100_000, "B1"));
        Pass();
        var statement = Papers[^1];
        Assert.Equal((DocumentKind.Statement, 100_000, 100_000), (statement.Kind, statement.TotalMinor, Amount(statement, "returned")));
    }

    [Fact]
    public void Where_the_contract_stands_at_once_it_comes_with_the_award()
    {
        Accept(0, Open(FullAward(Everything with { ConfirmMs = null })));
        Assert.Equal([DocumentKind.AwardNotice, DocumentKind.Contract, DocumentKind.Invoice], Papers.Select(paper => paper.Kind));
    }

    [Fact]
    public void A_fair_that_says_nothing_of_settlement_has_no_documents()
    {
        Accept(0, Open());
        Accept(Hour, new RecordReceipt(120_001, "B1"));
        Accept(2 * Hour, new AcceptRemoval(Buyer));
        Assert.Equal(DealStage.Settled, State.Stage);
        Assert.Empty(Papers);
    }

    [Fact]
    public void What_a_document_says_in_capital_characters_reads_back_as_its_total()
    {
        HandedOver(2_950);
        Accept((2 * Day) + Hour, new AcceptRemoval(Buyer));
        Assert.Equal(5, Papers.Count);
        Assert.All(Papers, paper =>
        {
            var words = DocumentShown.Of(new(1, 1, new(0, 1)), paper, null, null).TotalInWords!;
            Assert.StartsWith("人民币", words, StringComparison.Ordinal);
            Assert.Equal(paper.TotalMinor, Exchange.Tests.Kernel.ChineseAmountTests.Read(words[3..]));
        });
    }

    private static long? Amount(Paper paper, string label) => paper.Amounts.SingleOrDefault(amount => amount.Label == label)?.AmountMinor;
}

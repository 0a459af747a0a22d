using CsCheck;
using Exchange.Contracts.Matching.V1;
using Exchange.Host.Proofs;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Documents;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Documents: issued once, numbered without gaps, carrying the head of their audit file.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private static readonly DealTerms Terms = Open().Terms;

    private SettlementStore _store = null!;
    private int _key;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void A_document_is_issued_with_its_number_and_once()
    {
        var issue = Issue(DocumentKind.Contract, Terms);
        var decision = Document.Decide(Document.Initial, issue, Awarded);
        var give = Assert.Single(decision.Companions);
        Assert.Equal(("register/" + Fair, new GiveNumber(DocumentKind.Contract, issue.Paper.Document())), (give.Stream, (GiveNumber)give.Command));
        Assert.Equal(new NumberGiven(DocumentKind.Contract, 1, issue.Paper.Document()), Register.Decide(Register.Initial, (GiveNumber)give.Command, Awarded)[0]);
        var issued = Document.Evolve(Document.Initial, decision[0]);
        Assert.Equal((0, 0), (Document.Decide(issued, issue, Awarded).Count, Document.Decide(issued, issue, Awarded).Companions.Count));
    }

    [Fact]
    public void A_document_that_cannot_be_is_refused()
    {
        var paper = Issue(DocumentKind.Invoice, Terms).Paper;
        Paper[] wrong =
        [
            paper with { Kind = "letter" }, paper with { Part = 0 }, paper with { TotalMinor = -1 }, paper with { Amounts = [new("bribe", 1)] }, paper with { Moments = [new("someday", 1)] },
            paper with { Moments = [new("awarded", -1)] }, paper with { Amounts = [.. Enumerable.Repeat(new PaperAmount("hammer", 1), Paper.MostLines + 1)] },
            paper with { Subject = paper.Subject with { Fair = "x" } },
        ];
        Assert.All(wrong, one => Assert.Equal(DocumentRefusals.Unsound, Document.Decide(Document.Initial, new IssueDocument(one), Awarded).Refusal));
        Assert.Null(Document.Decide(Document.Initial, new IssueDocument(paper), Awarded).Refusal);
    }

    [Fact]
    public void A_document_whose_amounts_do_not_add_up_is_refused()
    {
        PaperAmount[] lines = [new("hammer", 1_000), new("premium", 20, 200), new("tax-contained", 115, 1_300), new("first-part", 204, 2_000)];
        var paper = Issue(DocumentKind.Invoice, Terms).Paper with { TotalMinor = 1_020, Amounts = lines };
        Paper[] wrong =
        [
            paper with { TotalMinor = 1_021 }, paper with { TotalMinor = null }, paper with { Amounts = [] }, paper with { Amounts = lines[1..] },
            paper with { Amounts = [.. lines, new("tax", 1)] }, paper with { Amounts = [.. lines[..2], new("tax-contained", 1_001), lines[3]] },
            paper with { Amounts = [.. lines[..3], new("first-part", 1_021)] }, paper with { Amounts = [.. lines[..3], new("first-part", -1)] },
            paper with { Amounts = [new("hammer", long.MaxValue), new("premium", long.MaxValue), new("adjustment", 1_022)] },
        ];
        Assert.All(wrong, one => Assert.Equal(DocumentRefusals.Unsound, Document.Decide(Document.Initial, new IssueDocument(one), Awarded).Refusal));
        Assert.Null(Document.Decide(Document.Initial, new IssueDocument(paper), Awarded).Refusal);
        Assert.Null(Document.Decide(Document.Initial, new IssueDocument(paper with { TotalMinor = null, Amounts = [] }), Awarded).Refusal);
        Assert.Null(Document.Decide(Document.Initial, new IssueDocument(paper with { TotalMinor = 1_010, Amounts = [.. lines, new("adjustment", -10)] }), Awarded).Refusal);
    }

    [Fact]
    public void A_number_that_is_not_the_next_is_corruption() =>
        Assert.Throws<InvalidDataException>(() => Register.Evolve(Register.Initial, new NumberGiven(DocumentKind.Contract, 2, DealId)));

    [Fact]
    public void The_same_paper_read_again_is_the_same()
    {
        var paper = Issue(DocumentKind.Contract, Terms).Paper;
        Assert.Equal(paper, Exchange.Tests.Listing.Given.Stored(paper));
        Assert.NotEqual(paper, paper with { Amounts = [] });
    }

    [Fact]
    public async Task Each_kind_counts_for_itself_in_each_fair_and_a_refusal_uses_no_number_up()
    {
        await _store.Hear(Award(), Award(award: Id.From("second")));
        var other = Terms with { Deal = Id.From("second") };
        Assert.Null(await Tell(Issue(DocumentKind.Contract, Terms)));
        Assert.Equal("document.unsound", await Tell(new(Issue(DocumentKind.Contract, other).Paper with { TotalMinor = -1 })));
        Assert.Null(await Tell(Issue(DocumentKind.Contract, Terms))); // once more: nothing
        Assert.Null(await Tell(Issue(DocumentKind.Invoice, other)));
        Assert.Null(await Tell(Issue(DocumentKind.Contract, other)));
        Assert.Null(await Tell(Issue(DocumentKind.Invoice, other, part: 2)));
        Assert.Null(await Tell(Issue(DocumentKind.Contract, Terms with { Deal = Id.From("third"), Fair = Id.From("elsewhere") })));

        Assert.Equal([(1, Terms.Deal), (2, other.Deal)], await Numbers(DocumentKind.Contract));
        Assert.Equal([(1, other.Deal), (2, other.Deal)], await Numbers(DocumentKind.Invoice));
        Assert.Equal(1, (await _store.Ask(session => DocumentViews.Find(session, Id.From("elsewhere"), DocumentKind.Contract, 1)))?.Number);
        Assert.Equal([DocumentKind.Invoice, DocumentKind.Contract, DocumentKind.Invoice],
            (await _store.Ask(session => DocumentViews.OfDeal(session, other.Deal, 0, 10))).Select(row => row.Kind));
        await _store.Restart();
        Assert.Null(await Tell(Issue(DocumentKind.AwardNotice, Terms)));
        Assert.Null(await Tell(Issue(DocumentKind.Contract, Terms with { Deal = Id.From("fourth") })));
        Assert.Equal([1, 2, 3], (await Numbers(DocumentKind.Contract)).Select(row => (int)row.Number));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task A_document_carries_the_head_with_the_most_entries_in_whatever_order_heads_come()
    {
        await _store.Hear(Award());
        Assert.Null(await Tell(Issue(DocumentKind.AwardNotice, Terms)));
        Assert.Equal((0, ""), await Head());
        await _store.HearAlso("matching", new LotAudited(Terms.Lot, Fair, 9, new('b', 64), 2_000), "m2");
        await _store.HearAlso("matching", new LotAudited(Terms.Lot, Fair, 7, new('a', 64), 1_000), "m1");
        await _store.HearAlso("matching", new LotAudited(Id.From("another lot"), Fair, 70, new('c', 64), 1_000), "m3");
        Assert.Equal((9, new string('b', 64)), await Head());
        Assert.Empty(await _store.Broken());

        async Task<(long, string)> Head()
        {
            var row = await _store.Ask(session => DocumentViews.Find(session, Fair, DocumentKind.AwardNotice, 1));
            return (row!.AuditEntries, row.AuditHead);
        }
    }

    [Fact]
    public async Task A_documents_row_of_the_log_has_the_hash_that_is_shown()
    {
        Assert.Null(await Tell(Issue(DocumentKind.Contract, Terms)));
        var row = await _store.Ask(session => DocumentViews.Find(session, Fair, DocumentKind.Contract, 1));
        await using var log = new LogTable(Exchange.Settlement.SettlementJournal.Definition, _store.Stores.Log, 0);
        var stored = Assert.Single(await log.ReadStored(row!.Sequence - 1, 1));
        Assert.Contains("number-given.v1", stored.Data, StringComparison.Ordinal);
        Assert.Equal(stored.Hash, await _store.Journal.HashOf(new(0, row.Sequence)));
        Assert.Null(await _store.Journal.HashOf(new(0, row.Sequence + 100)));
    }

    /// <summary>Whatever is issued in whatever order, again and with what is refused between: the register of every fair and kind is 1, 2, 3 … and each document stands in it once.</summary>
    [Fact]
    public void Numbers_have_no_gaps_in_any_history()
    {
        var deals = Enumerable.Range(0, 5).Select(n => Terms with { Deal = Id.From("deal", $"{n}"), Fair = n == 4 ? Id.From("elsewhere") : Fair }).ToList();
        Gen.Select(Gen.Int[0, 4], Gen.OneOf<string>([.. DocumentKind.All]), Gen.Long[0, 2]).Array[0, 60].Sample(steps =>
        {
            var (documents, registers) = (new Dictionary<string, Document>(), new Dictionary<string, Register>());
            var numbered = new List<(string Fair, NumberGiven Given)>();
            foreach (var (deal, kind, part) in steps)
            {
                var issue = Issue(kind, deals[deal], part); // part 0 is refused
                var id = issue.Paper.Document();
                var decision = Document.Decide(documents.GetValueOrDefault(id, Document.Initial), issue, Awarded);
                foreach (var happened in decision.Events) documents[id] = Document.Evolve(documents.GetValueOrDefault(id, Document.Initial), happened);
                foreach (var also in decision.Companions)
                {
                    var fair = also.Stream["register/".Length..];
                    var given = (NumberGiven)Register.Decide(registers.GetValueOrDefault(fair, Register.Initial), (GiveNumber)also.Command, Awarded)[0];
                    registers[fair] = Register.Evolve(registers.GetValueOrDefault(fair, Register.Initial), given);
                    numbered.Add((fair, given));
                }
            }

            Assert.Equal(steps.Where(step => step.Item3 > 0).Distinct().Count(), numbered.Count);
            Assert.Equal(numbered.Count, numbered.Select(one => one.Given.Document).Distinct().Count());
            foreach (var kind in numbered.GroupBy(one => (one.Fair, one.Given.Kind)))
                Assert.Equal(Enumerable.Range(1, kind.Count()).Select(n => (long)n), kind.Select(one => one.Given.Number));
        });
    }

    [Theory]
    [InlineData(3, "comes 3")]
    [InlineData(1, "of no document")]
    public void The_proof_finds_a_gap_and_a_number_without_a_document(long number, string fault)
    {
        var proof = new DocumentNumbers();
        var issue = Issue(DocumentKind.Contract, Terms);
        var document = number == 1 ? Id.From("none") : issue.Paper.Document();
        Assert.Null(proof.Fault(Happening("document/" + issue.Paper.Document(), new DocumentIssued(issue.Paper, 1))));
        Assert.Contains(fault, proof.Fault(Happening("register/" + Fair, new NumberGiven(DocumentKind.Contract, number, document))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_proof_finds_a_document_that_does_not_add_up()
    {
        var paper = Issue(DocumentKind.Contract, Terms).Paper;
        Assert.Contains(
            "does not add up", new DocumentNumbers().Fault(Happening("document/" + paper.Document(), new DocumentIssued(paper with { TotalMinor = 1 }, 1))), StringComparison.Ordinal);
    }

    private static Happened Happening(string stream, object @event) => new(new(0, 1), 0, 0, new("k", "f", "a", Awarded, null, []), stream, 1, @event);

    internal static IssueDocument Issue(string kind, DealTerms terms, long part = 1) => (IssueDocument)Register.Issue(
        kind, terms, terms.HammerMinor, [new("hammer", terms.HammerMinor), new("tax-contained", 13_806, 1_300)],
        [new("awarded", terms.AwardedAt), new("payment-due", terms.AwardedAt + (14 * Hour))], timeZone: "Asia/Shanghai", part: part).Command;

    private async Task<string?> Tell(IssueDocument issue) =>
        (await _store.Journal.Submit(Document.Stream(issue.Paper.Document()), issue, new("tester", $"document-{_key++}")) as Answer.Refused)?.Refusal.Code;

    private async Task<IEnumerable<(long Number, string Deal)>> Numbers(string kind) =>
        (await _store.Ask(session => DocumentViews.Page(session, Fair, kind, 0, 100))).Select(row => (row.Number, row.Deal));
}

using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>What was recorded wrongly is undone by the opposite entry, once, by two persons.</summary>
public sealed class ReversalTests
{
    private const string Wang = "wang", Li = "li";

    private static readonly string Available = AccountCode.Available(Buyer), Received = DepositPostings.TransferOfReceipt(Buyer, "B1"), Paid = Payout.TransferOf(Available, "P1");

    private readonly Books _books = new();

    [Fact]
    public void A_wrong_receipt_is_undone_by_the_opposite_and_recorded_again_under_the_banks_reference()
    {
        Assert.Null(Receive(1_000));
        Assert.Null(Undo(Received, DepositPostings.Receipt, Buyer, "B1"));
        Assert.Equal((0, 0), (_books.Balance(Available), _books.Balance(AccountCode.Bank)));
        var reversal = _books.Log.Select(happened => happened.Event).OfType<EntryPosted>().Last();
        Assert.Equal((LedgerEntry.TransferOfReversal(Received), LedgerEntry.Reversal, Buyer, "B1", Received), (reversal.Transfer, reversal.Step, reversal.Subject, reversal.Memo, reversal.Reverses));

        Assert.Null(Receive(100, corrects: Received));
        Assert.Null(Receive(100, corrects: Received));
        Assert.Equal(100, _books.Balance(Available));
        Assert.Equal("deal.reference-used", Receive(1_000));
        Assert.Empty(Faults());
    }

    [Fact]
    public void The_wrong_recording_told_again_after_its_reversal_is_refused()
    {
        Assert.Null(Receive(1_000));
        Assert.Null(Undo(Received, DepositPostings.Receipt, Buyer, "B1"));
        Assert.Equal("deposit.receipt-reversed", Receive(1_000));
        Assert.Equal("deposit.receipt-reversed", Receive(100, corrects: Id.From("another entry")));
        Assert.Equal(0, _books.Balance(Available));
    }

    [Fact]
    public void A_correction_can_be_corrected_again()
    {
        Receive(1_000);
        Undo(Received, DepositPostings.Receipt, Buyer, "B1");
        Receive(100, corrects: Received);
        var second = DepositPostings.TransferOfReceipt(Buyer, "B1", Received);
        Assert.Null(Undo(second, DepositPostings.Receipt, Buyer, "B1"));
        Assert.Equal("deposit.receipt-reversed", Receive(10, corrects: Received));
        Assert.Null(Receive(10, corrects: second));
        Assert.Equal(10, _books.Balance(Available));
        Assert.Empty(Faults());
    }

    [Fact]
    public void Only_what_was_reversed_is_corrected()
    {
        Assert.Equal("deposit.nothing-to-correct", Receive(1_000, corrects: Received));
        Receive(1_000);
        Assert.Equal("payout.nothing-to-correct", Pay(400, corrects: Paid));
        Assert.Equal(1_000, _books.Balance(Available));
    }

    [Fact]
    public void A_wrong_payout_is_owed_again_and_recorded_rightly()
    {
        Receive(1_000);
        Assert.Null(Pay(400));
        Assert.Null(Undo(Paid, Payout.Step, Available, "P1"));
        Assert.Equal(1_000, _books.Balance(Available));
        Assert.Equal("payout.reversed", Pay(400));
        Assert.Null(Pay(40, corrects: Paid));
        Assert.Equal((960, -960), (_books.Balance(Available), _books.Balance(AccountCode.Bank)));
        Assert.Empty(Faults());
    }

    [Fact]
    public void What_was_spent_meanwhile_cannot_be_undone_and_nothing_of_it_happens()
    {
        Receive(1_000);
        Pay(400);
        Propose(Received, DepositPostings.Receipt, Buyer, "B1");
        var before = _books.Log.Count;
        Assert.Equal("account.overdraft", Confirm(Received, 1, Li));
        Assert.Equal(before, _books.Log.Count);
        Assert.Equal(600, _books.Balance(Available));
    }

    [Fact]
    public void An_entry_is_undone_once()
    {
        Receive(1_000);
        Receive(1_000, "B2");
        Assert.Null(Undo(Received, DepositPostings.Receipt, Buyer, "B1"));
        var before = _books.Log.Count;
        Assert.Null(Confirm(Received, 1, Li));
        Assert.Equal("reversal.reversed", Propose(Received, DepositPostings.Receipt, Buyer, "B1"));
        Assert.Equal("reversal.reversed", Submit(DepositReceipt.Stream(Buyer, "B1"), new ReverseReceipt(Buyer, "B1", Received)));
        Assert.Equal(before, _books.Log.Count);
        Assert.Equal(1_000, _books.Balance(Available));
    }

    [Fact]
    public void Two_persons_agree_on_what_the_second_has_seen()
    {
        Receive(1_000);
        Assert.Equal("reversal.no-proposal", Confirm(Received, 1, Li));
        Propose(Received, DepositPostings.Receipt, Buyer, "B1");
        Assert.Equal("reversal.same-person", Confirm(Received, 1, Wang));
        Propose(Received, DepositPostings.Receipt, Buyer, "B1", "for another reason");
        Assert.Equal("reversal.no-proposal", Confirm(Received, 1, Li));
        Assert.Null(Confirm(Received, 2, Li));
        Assert.Equal(0, _books.Balance(Available));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public void A_reason_is_a_few_words(string reason)
    {
        Receive(1_000);
        Assert.Equal("reversal.reason-unclear", Propose(Received, DepositPostings.Receipt, Buyer, "B1", reason));
        Assert.Equal("reversal.reason-unclear", Propose(Received, DepositPostings.Receipt, Buyer, "B1", new string('x', ReversalProposal.LongestReason + 1)));
    }

    [Theory]
    [InlineData(DepositPostings.Hold)]
    [InlineData(DepositPostings.Release)]
    [InlineData(DepositPostings.Capture)]
    [InlineData("release")]
    [InlineData("return")]
    [InlineData(LedgerEntry.Reversal)]
    public void A_step_of_a_process_stays(string step) => Assert.Equal("reversal.stays", Propose(Id.From("entry"), step, Buyer, ""));

    [Fact]
    public void Whatever_is_recorded_undone_and_corrected_in_whatever_order_the_books_hold_and_what_stands_is_what_was_recorded_last() => Gen.Select(
        Gen.Int[0, 3], Gen.Long[1, 500], Gen.Bool, Gen.Bool).Array[0, 40].Sample(steps =>
        {
            var books = new Books();
            var standing = new Dictionary<string, long>();
            foreach (var (what, amount, second, corrects) in steps)
            {
                var reference = second ? "B2" : "B1";
                var receipt = books.State<DepositReceipt>(DepositReceipt.Stream(Buyer, reference));
                var transfer = DepositPostings.TransferOfReceipt(Buyer, reference, receipt.Corrects);
                var refusal = what switch
                {
                    0 or 1 => books.Submit(DepositReceipt.Stream(Buyer, reference), new BookReceipt(Buyer, reference, amount, "CNY", corrects ? transfer : null), Awarded),
                    2 => books.Submit(Reversal.Stream(transfer), new ProposeReversal(transfer, DepositPostings.Receipt, Buyer, reference, "wrong", Wang), Awarded),
                    _ => books.Submit(Reversal.Stream(transfer), new ConfirmReversal(transfer, books.State<Reversal>(Reversal.Stream(transfer)).Proposal?.Number ?? 0, Li), Awarded),
                };
                if (refusal is null && what < 2) standing.TryAdd(reference, amount);
                if (refusal is null && what == 3) standing.Remove(reference);
            }

            Assert.Equal(standing.Values.Sum(), books.Balance(Available));
            Assert.Equal(-standing.Values.Sum(), books.Balance(AccountCode.Bank));
            Assert.Equal(books.States(), books.Replayed().States());
            Assert.Empty(new LedgerProof().Add(books.Postings).Faults(books.Balances));
            Assert.Empty(Proven(books).Faults());
        });

    [Fact]
    public void A_reversal_that_is_not_the_opposite_of_one_entry_is_found()
    {
        var entry = new EntryPosted(Received, DepositPostings.Receipt, Buyer, "B1", [new(AccountCode.Bank, -10, "CNY"), new(Available, 10, "CNY")], 0);
        var undone = new EntryPosted(
            LedgerEntry.TransferOfReversal(Received), LedgerEntry.Reversal, Buyer, "B1", [new(AccountCode.Bank, 10, "CNY"), new(Available, -10, "CNY")], 0, Received);
        Assert.Empty(Proven(entry, undone).Faults());
        Finds("not the opposite", entry, undone with { Postings = [new(AccountCode.Bank, 9, "CNY"), new(Available, -9, "CNY")] });
        Finds("undone twice", entry, undone, undone);
        Finds("is not what undoes", entry, undone with { Transfer = Id.From("another") });
        Finds("none that may be", entry with { Step = DepositPostings.Hold }, undone);
        Finds("reverses nothing", entry, undone with { Reverses = null });
        Finds("is not", entry);

        var alone = new ReversalProof();
        alone.Add(entry);
        alone.Add(new ReversalProposed(Received, new(1, "", "", "", "wrong", Wang), 0));
        alone.Add(new EntryReversed(Received, undone.Transfer, Wang, 0));
        alone.Add(undone);
        Assert.Contains("by one person", Assert.Single(alone.Faults()), StringComparison.Ordinal);
    }

    private static void Finds(string words, params EntryPosted[] entries) =>
        Assert.Contains(Proven(entries).Faults(), fault => fault.Contains(words, StringComparison.Ordinal));

    private static ReversalProof Proven(params EntryPosted[] entries)
    {
        var proof = new ReversalProof();
        proof.Add(new ReversalProposed(Received, new(1, "", "", "", "wrong", Wang), 0));
        proof.Add(new EntryReversed(Received, "", Li, 0));
        foreach (var entry in entries) proof.Add(entry);
        return proof;
    }

    private static ReversalProof Proven(Books books)
    {
        var proof = new ReversalProof();
        foreach (var (_, @event) in books.Log)
            if (@event is EntryPosted entry) proof.Add(entry);
            else if (@event is ReversalEvent reversal) proof.Add(reversal);
        return proof;
    }

    private IReadOnlyList<string> Faults() => [.. new LedgerProof().Add(_books.Postings).Faults(_books.Balances), .. Proven(_books).Faults()];

    private string? Receive(long amountMinor, string reference = "B1", string? corrects = null) =>
        Submit(DepositReceipt.Stream(Buyer, reference), new BookReceipt(Buyer, reference, amountMinor, "CNY", corrects));

    private string? Pay(long amountMinor, string? corrects = null) => Submit(Payout.Stream(Available, "P1"), new RecordPayout(Available, "P1", amountMinor, "CNY", corrects));

    private string? Undo(string transfer, string step, string subject, string memo) => Propose(transfer, step, subject, memo) ?? Confirm(transfer, 1, Li);

    private string? Propose(string transfer, string step, string subject, string memo, string reason = "the amount was another") =>
        Submit(Reversal.Stream(transfer), new ProposeReversal(transfer, step, subject, memo, reason, Wang));

    private string? Confirm(string transfer, long proposal, string by) => Submit(Reversal.Stream(transfer), new ConfirmReversal(transfer, proposal, by));

    private string? Submit(string stream, object command) => _books.Submit(stream, command, Awarded)?.Code;
}

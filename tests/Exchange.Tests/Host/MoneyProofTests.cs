using Exchange.Host.Proofs;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Ledger;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>The ledger against the bank's own book: whatever one of them has and the other has not is seen.</summary>
public sealed class MoneyProofTests : IDisposable
{
    private static readonly string Deal = Id.From("deal"), Buyer = Id.From("buyer");
    private static readonly string Payable = AccountCode.BuyerPayable(Buyer);

    private static readonly BankLine[] Book = [new("R1", Deal, 700, "CNY"), new("R2", Deal, 300, "CNY"), new("P1", Payable, -400, "CNY")];

    private readonly StoredHistory _history = new();
    private readonly Dictionary<string, long> _balances = new(StringComparer.Ordinal);

    public void Dispose() => _history.Dispose();

    [Fact]
    public async Task Books_that_agree_hold_and_what_went_back_was_never_the_ledgers()
    {
        await Record();
        var proof = await Prove([.. Book, new("R3", Deal, 50, "CNY"), new("R3-back", Deal, -50, "CNY", "R3")]);
        Assert.True(proof.Held, proof.Detail);
        Assert.Equal("5 lines of the bank, each once in the ledger: 10.50 in, 4.50 out, 6.00 CNY there", proof.Detail);
    }

    [Fact]
    public async Task Who_has_no_book_of_a_bank_proves_nothing_of_it()
    {
        await Record();
        Assert.DoesNotContain(await _history.Prove(Evidence.None), proof => proof.Promise == "money conserved");
    }

    [Fact]
    public async Task A_receipt_that_the_ledger_lacks_is_seen()
    {
        await Record();
        await AssertBroken([.. Book, new("R4", Deal, 1, "CNY")], $"The bank has 1 CNY as R4 for {Deal}, and the ledger 0 in 0 entries.", "The bank holds 601 CNY, and the ledger says 600.");
    }

    [Fact]
    public async Task A_receipt_that_the_bank_never_had_is_seen()
    {
        await Record();
        await AssertBroken([Book[0], Book[2]], $"The ledger has 300 CNY as R2 for {Deal}, and the bank has not.", "The bank holds 300 CNY, and the ledger says 600.");
    }

    [Fact]
    public async Task A_payout_of_another_amount_is_seen_though_only_by_a_fen()
    {
        await Record();
        await AssertBroken([Book[0], Book[1], Book[2] with { AmountMinor = -401 }], $"The bank has -401 CNY as P1 for {Payable}, and the ledger -400 in 1 entries.");
    }

    [Fact]
    public async Task A_receipt_booked_twice_is_seen()
    {
        await Record();
        await Post("receipt", Deal, "R2", AccountCode.Escrow(Deal), 300, "again");
        await AssertBroken(Book, $"The bank has 300 CNY as R2 for {Deal}, and the ledger 600 in 2 entries.");
    }

    [Fact]
    public async Task Money_that_is_booked_for_somebody_else_is_seen_though_the_sums_agree()
    {
        await Record();
        await AssertBroken([Book[0], Book[1] with { For = Id.From("other") }, Book[2]], $"The ledger has 300 CNY as R2 for {Deal}, and the bank has not.");
    }

    [Fact]
    public async Task A_line_that_does_not_send_back_what_came_is_seen()
    {
        await Record();
        await AssertBroken([.. Book, new("R3", Deal, 50, "CNY"), new("R3-back", Deal, -49, "CNY", "R3")], "The bank's line R3-back sends back R3, which is not its opposite.");
    }

    [Fact]
    public async Task Of_an_entry_that_was_reversed_nothing_is_left_and_what_corrects_it_counts()
    {
        await Record();
        var wrong = await Post("payout", Payable, "P2", Payable, -30, "wrong");
        await Post("reversal", Payable, "P2", Payable, 30, "reversal", reverses: wrong);
        await Post("payout", Payable, "P2", Payable, -20, "right");
        var proof = await Prove([.. Book, new("P2", Payable, -20, "CNY")]);
        Assert.True(proof.Held, proof.Detail);
    }

    private async Task Record()
    {
        await Post("receipt", Deal, "R1", AccountCode.Escrow(Deal), 700);
        await Post("receipt", Deal, "R2", Payable, 300);
        await Post("payout", Payable, "P1", Payable, -400);
    }

    // What the account gets, the bank's account gives, and the other way round.
    private async Task<string> Post(string step, string subject, string memo, string account, long amountMinor, string number = "", string? reverses = null)
    {
        var transfer = Id.From(step, subject, memo, number);
        Posting[] postings = [new(AccountCode.Bank, -amountMinor, "CNY"), new(account, amountMinor, "CNY")];
        await _history.Append(
            SettlementJournal.Definition,
            (LedgerEntry.Stream(transfer), [new EntryPosted(transfer, step, subject, memo, postings, StoredHistory.At, reverses)]),
            (Account.Stream(AccountCode.Bank), [Posted(transfer, AccountCode.Bank, -amountMinor)]),
            (Account.Stream(account), [Posted(transfer, account, amountMinor)]));
        return transfer;
    }

    private AmountPosted Posted(string transfer, string account, long amountMinor) =>
        new(transfer, amountMinor, "CNY", _balances[account] = _balances.GetValueOrDefault(account) + amountMinor, StoredHistory.At);

    private async Task<Proof> Prove(IReadOnlyList<BankLine> book) => await _history.Prove("money conserved", Evidence.None with { Bank = book });

    private async Task AssertBroken(IReadOnlyList<BankLine> book, params string[] faults)
    {
        var proof = await Prove(book);
        Assert.False(proof.Held);
        Assert.All(faults, fault => Assert.Contains(fault, proof.Detail, StringComparison.Ordinal));
    }
}

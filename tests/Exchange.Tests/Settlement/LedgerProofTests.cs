using Exchange.Settlement.Ledger;
using Xunit;

namespace Exchange.Tests.Settlement;

public sealed class LedgerProofTests
{
    private const string Escrow = "escrow:deal:0123456789abcdef0123456789abcdef", Payable = "buyer:0123456789abcdef0123456789abcdef:payable";

    [Fact]
    public void A_whole_ledger_is_proven()
    {
        var proof = new LedgerProof().Add([new("a", "world:bank", -10, "CNY"), new("a", Escrow, 10, "CNY"), new("b", Escrow, -4, "CNY"), new("b", Payable, 4, "CNY")]);
        Assert.Empty(proof.Faults([new("world:bank", "CNY", -10), new(Escrow, "CNY", 6), new(Payable, "CNY", 4)]));
        Assert.Equal((2, 4, 6), (proof.Entries, proof.Postings, proof.Balance(Escrow, "CNY").Minor));
    }

    [Fact]
    public void An_empty_ledger_is_proven() => Assert.Empty(new LedgerProof().Faults([]));

    [Fact]
    public void A_changed_amount_is_found() =>
        Finds("does not balance", [new("a", "world:bank", -10, "CNY"), new("a", Escrow, 11, "CNY")], [new("world:bank", "CNY", -10), new(Escrow, "CNY", 11)]);

    [Fact]
    public void Currencies_that_balance_each_other_are_found() =>
        Finds("does not balance", [new("a", "world:bank", -10, "CNY"), new("a", Escrow, 10, "USD")], [new("world:bank", "CNY", -10), new(Escrow, "USD", 10)]);

    [Fact]
    public void Money_from_nowhere_is_found() =>
        Finds("came in at the bank", [new("a", Escrow, 10, "CNY"), new("a", Payable, 10, "CNY")], [new(Escrow, "CNY", 10), new(Payable, "CNY", 10)]);

    [Fact]
    public void A_wrong_balance_is_found() =>
        Finds("its postings sum to 10", [new("a", "world:bank", -10, "CNY"), new("a", Escrow, 10, "CNY")], [new("world:bank", "CNY", -10), new(Escrow, "CNY", 9)]);

    [Fact]
    public void A_missing_balance_is_found() =>
        Finds("and no balance", [new("a", "world:bank", -10, "CNY"), new("a", Escrow, 10, "CNY")], [new(Escrow, "CNY", 10)]);

    [Fact]
    public void A_balance_without_postings_is_found() => Finds("sum to 0", [], [new(Escrow, "CNY", 9)]);

    [Fact]
    public void A_balance_that_is_claimed_twice_is_found() =>
        Finds("claimed twice", [new("a", "world:bank", -1, "CNY"), new("a", Escrow, 1, "CNY")], [new("world:bank", "CNY", -1), new(Escrow, "CNY", 1), new(Escrow, "CNY", 1)]);

    [Fact]
    public void An_overdraft_is_found_even_when_it_was_mended_later() => Finds(
        "to -5",
        [new("a", Escrow, -5, "CNY"), new("a", Payable, 5, "CNY"), new("b", "world:bank", -5, "CNY"), new("b", Escrow, 5, "CNY")],
        [new("world:bank", "CNY", -5), new(Escrow, "CNY", 0), new(Payable, "CNY", 5)]);

    [Fact]
    public void An_entry_that_was_booked_twice_is_found() => Finds(
        "booked twice",
        [
            new("a", "world:bank", -5, "CNY"), new("a", Escrow, 5, "CNY"), new("b", "world:bank", -5, "CNY"), new("b", Escrow, 5, "CNY"),
            new("a", "world:bank", -5, "CNY"), new("a", Escrow, 5, "CNY"),
        ],
        [new("world:bank", "CNY", -15), new(Escrow, "CNY", 15)]);

    private static void Finds(string words, BookedPosting[] postings, ClaimedBalance[] claims) =>
        Assert.Contains(new LedgerProof().Add(postings).Faults(claims), fault => fault.Contains(words, StringComparison.Ordinal));
}

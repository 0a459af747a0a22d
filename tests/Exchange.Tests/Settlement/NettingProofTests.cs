using Exchange.Settlement.Ledger;
using Exchange.Settlement.Netting;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>What a check of the log sees when a set-off is not neutral.</summary>
public sealed class NettingProofTests : NettingStory
{
    public NettingProofTests()
    {
        var (mill, _) = Ring();
        Accept(Hour, new UnwindRound(mill.Debt, Mill));
    }

    [Fact]
    public void A_round_that_was_unwound_whole_holds() => Proven();

    [Fact]
    public void A_posting_that_no_round_has_set_off_is_seen() => Assert.Contains(
        NettingProofs.Broken(Books.Log.Select(happened => happened.Event is EntryPosted { Step: NettingPostings.Step } entry
            ? (happened.Stream, entry with { Postings = [.. entry.Postings.Select(ToAnother)] })
            : happened)),
        fault => fault.StartsWith("set-off is neutral: Entry ", StringComparison.Ordinal) && fault.Contains("is not what its round set off.", StringComparison.Ordinal));

    private static Posting ToAnother(Posting posting) => posting.Account == AccountCode.PaidBySetOff(Mill) ? posting with { Account = AccountCode.PaidBySetOff(Fair) } : posting;

    [Fact]
    public void An_entry_of_a_round_that_is_missing_is_seen() => Assert.Contains(
        NettingProofs.Broken(Books.Log.Where(happened => happened.Event is not EntryPosted { Step: NettingPostings.UnwoundStep })),
        fault => fault.Contains("of a round is not in the ledger.", StringComparison.Ordinal));

    [Fact]
    public void A_set_off_that_moves_a_net_position_is_seen()
    {
        // The mill's debt is cleared by one fen less than the debt to it.
        var log = Books.Log.TakeWhile(happened => happened.Event is not RoundUnwound).Select(happened => happened.Event switch
        {
            DebtSetOff setOff when happened.Stream == Exchange.Settlement.Netting.Debt.Stream(Terms(Mill, Buyer, 1).Debt) => (happened.Stream, setOff with { AmountMinor = setOff.AmountMinor - 1 }),
            _ => happened,
        });
        Assert.Contains(NettingProofs.Broken(log), fault => fault.Contains("The net position of ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_round_that_was_not_the_largest_is_seen()
    {
        var log = Books.Log.Select(happened => happened.Event is RoundComputed computed
            ? (happened.Stream, computed with { Legs = [.. computed.Legs.Select(leg => leg with { SetOffMinor = leg.SetOffMinor - 1 })] })
            : happened);
        Assert.Contains(NettingProofs.Broken(log), fault => fault.Contains("More could be cleared", StringComparison.Ordinal));
    }
}

using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Ledger;

/// <summary>The codes with which the undoing of an entry is refused, beside those of the accounts: none gives what it does not hold.</summary>
public static class ReversalRefusals
{
    public static Refusal Reversed { get; } = new("reversal.reversed", "The entry is undone already; an entry is undone once.");

    public static Refusal ReasonUnclear { get; } = new Refusal(
        "reversal.reason-unclear", "An entry is undone for a reason of a few words, without control characters.", RefusalKind.Unacceptable).With("mostCharacters", ReversalProposal.LongestReason);

    public static Refusal NoProposal { get; } = new("reversal.no-proposal", "There is no such proposal to undo an entry, or another has taken its place.", RefusalKind.NotFound);

    public static Refusal SamePerson { get; } = new("reversal.same-person", "Another person than the one who proposed it confirms.", RefusalKind.Forbidden);

    public static Refusal Stays(string step) => new Refusal(
        "reversal.stays", "Others have acted on this step: it stays, and the process that it is a part of goes on from there.", RefusalKind.Unacceptable).With("step", step);
}

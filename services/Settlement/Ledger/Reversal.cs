using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;

namespace Exchange.Settlement.Ledger;

/// <summary>The entry that somebody wants undone, and why. An entry has one proposal at a time; a newer one takes its place.</summary>
/// <param name="Number">Its number for the entry, from 1.</param>
/// <param name="Step">What kind of business event the entry books.</param>
/// <param name="Subject">What it belongs to.</param>
/// <param name="Memo">The bank's reference.</param>
/// <param name="Reason">Why it was wrong, for the auditor.</param>
/// <param name="By">Who proposed it: the subject of the token.</param>
public sealed record ReversalProposal(long Number, string Step, string Subject, string Memo, string Reason, string By)
{
    public const int LongestReason = 200;
}

/// <summary>The undoing of one ledger entry: stream <c>reversal/{transfer}</c>. One person of the exchange proposes it with a reason, another confirms, and with that the
/// business event that the entry books undoes itself by the opposite postings. Only what was recorded by hand from the bank's book can be undone: whatever is a step of a
/// process (a hold and its ends, what a deal releases or returns, a reversal itself) stays, because others have acted on it.</summary>
/// <param name="Proposal">What was proposed last; null before.</param>
/// <param name="ConfirmedBy">Who confirmed it; null while it waits.</param>
public sealed record Reversal(ReversalProposal? Proposal, string? ConfirmedBy = null) : IDecider<Reversal, ReversalCommand, ReversalEvent>
{
    public static Reversal Initial { get; } = new((ReversalProposal?)null);

    public static string Stream(string transfer) => "reversal/" + transfer;

    /// <summary>Whether entries of a step can be undone at all.</summary>
    public static bool CanUndo(string step) => step is DepositPostings.Receipt or DealPostings.Receipt or Payout.Step;

    public static Decision<ReversalEvent> Decide(Reversal reversal, ReversalCommand command, DateTimeOffset now) => command switch
    {
        ProposeReversal when reversal.ConfirmedBy is not null => ReversalRefusals.Reversed,
        ProposeReversal { Reason.Length: 0 or > ReversalProposal.LongestReason } => ReversalRefusals.ReasonUnclear,
        ProposeReversal propose when propose.Reason.Any(char.IsControl) => ReversalRefusals.ReasonUnclear,
        ProposeReversal propose when !CanUndo(propose.Step) => ReversalRefusals.Stays(propose.Step),
        ProposeReversal propose => new ReversalProposed(
            propose.Transfer,
            new((reversal.Proposal?.Number ?? 0) + 1, propose.Step, propose.Subject, propose.Memo, propose.Reason, propose.By), now.ToUnixTimeMilliseconds()),

        ConfirmReversal confirm when reversal.Proposal?.Number != confirm.Proposal => ReversalRefusals.NoProposal,
        ConfirmReversal when reversal.ConfirmedBy is not null => Decision<ReversalEvent>.Nothing,
        ConfirmReversal confirm when reversal.Proposal!.By == confirm.By => ReversalRefusals.SamePerson,
        ConfirmReversal confirm => ((Decision<ReversalEvent>)new EntryReversed(
            confirm.Transfer, LedgerEntry.TransferOfReversal(confirm.Transfer), confirm.By, now.ToUnixTimeMilliseconds())).And([Undo(confirm.Transfer, reversal.Proposal!)]),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Reversal Evolve(Reversal reversal, ReversalEvent @event) => @event switch
    {
        ReversalProposed proposed when reversal.ConfirmedBy is null && proposed.Proposal.Number == (reversal.Proposal?.Number ?? 0) + 1 => new(proposed.Proposal),
        EntryReversed reversed when reversal is { Proposal: not null, ConfirmedBy: null } => reversal with { ConfirmedBy = reversed.By },
        _ => throw new InvalidDataException($"{@event} cannot follow proposal {reversal.Proposal?.Number} confirmed by '{reversal.ConfirmedBy}'."),
    };

    // Each business event knows what it booked, and undoes that; what its entry's line says is only where to find it.
    private static Also Undo(string transfer, ReversalProposal proposal) => proposal.Step switch
    {
        DepositPostings.Receipt => new(DepositReceipt.Stream(proposal.Subject, proposal.Memo), new ReverseReceipt(proposal.Subject, proposal.Memo, transfer)),
        DealPostings.Receipt => new(Deal.Stream(proposal.Subject), new UndoReceipt(proposal.Memo, transfer)),
        Payout.Step => new(Payout.Stream(proposal.Subject, proposal.Memo), new ReversePayout(proposal.Subject, proposal.Memo, transfer)),
        _ => throw new InvalidDataException($"A reversal of the step '{proposal.Step}' was proposed."),
    };
}

/// <summary>What may be asked about undoing an entry.</summary>
public abstract record ReversalCommand;

/// <summary>Proposes that an entry be undone.</summary>
/// <param name="Transfer">The entry.</param>
/// <param name="Step">What kind of business event it books, as its line says; likewise the next two.</param>
/// <param name="Subject">What it belongs to.</param>
/// <param name="Memo">The bank's reference.</param>
/// <param name="Reason">Why, 1 to 200 characters.</param>
/// <param name="By">The subject of the token.</param>
public sealed record ProposeReversal(string Transfer, string Step, string Subject, string Memo, string Reason, string By) : ReversalCommand;

/// <summary>Another person confirms it; the entry is undone at once.</summary>
/// <param name="Transfer">The entry.</param>
/// <param name="Proposal">The proposal's number, so that nobody confirms what they have not seen.</param>
/// <param name="By">The subject of the token: two persons are two subjects.</param>
public sealed record ConfirmReversal(string Transfer, long Proposal, string By) : ReversalCommand;

/// <summary>What has happened to undo an entry.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ReversalProposed), "reversal-proposed.v1")]
[JsonDerivedType(typeof(EntryReversed), "entry-reversed.v1")]
public abstract record ReversalEvent;

/// <summary>Somebody proposed it.</summary>
public sealed record ReversalProposed(string Transfer, ReversalProposal Proposal, long At) : ReversalEvent;

/// <summary>Somebody else confirmed it, and the entry is undone.</summary>
/// <param name="Transfer">The entry.</param>
/// <param name="Reversal">The entry that undoes it.</param>
/// <param name="By">The second person.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record EntryReversed(string Transfer, string Reversal, string By, long At) : ReversalEvent;

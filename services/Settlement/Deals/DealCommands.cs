namespace Exchange.Settlement.Deals;

/// <summary>What may be asked of a deal.</summary>
public abstract record DealCommand;

/// <summary>An award became a deal.</summary>
public sealed record OpenDeal(DealTerms Terms) : DealCommand;

/// <summary>A party confirms the contract.</summary>
/// <param name="By">The enterprise that confirms.</param>
public sealed record ConfirmContract(string By) : DealCommand;

/// <summary>The winner's deposit becomes a part of the payment; only the deposits of the lot send it, together with the end of the hold.</summary>
/// <param name="AmountMinor">What was held.</param>
/// <param name="Hold">Which of the buyer's holds for the lot it was; the first when null.</param>
public sealed record NoteDeposit(long AmountMinor, long? Hold = null) : DealCommand;

/// <summary>A round of set-off pays a part. Only the round sends it, with all others.</summary>
/// <param name="Round">The round.</param>
/// <param name="OpenMinor">What might be set off when the round was computed.</param>
/// <param name="SetOffMinor">What of it is, from zero.</param>
/// <param name="CutOffAt">When the round becomes final, in Unix milliseconds: before the deal's own deadline.</param>
/// <param name="InGoods">Whether it is a ring of barter.</param>
public sealed record SetOffDeal(string Round, long OpenMinor, long SetOffMinor, long CutOffAt, bool InGoods = false) : DealCommand;

/// <summary>Another deal of its ring of barter came to nothing. Only the ring sends it.</summary>
public sealed record UnwindDeal(string Ring) : DealCommand;

/// <summary>The round is final. Only the round sends it.</summary>
public sealed record KeepDealSetOff(string Round) : DealCommand;

/// <summary>The round is unwound. Only the round sends it.</summary>
public sealed record UndoDealSetOff(string Round) : DealCommand;

/// <summary>The bank shows a receipt for the deal.</summary>
/// <param name="AmountMinor">What came in.</param>
/// <param name="Reference">The bank's reference, unique in the deal: the same receipt told again is known by it.</param>
/// <param name="Currency">ISO 4217, or null for the deal's own.</param>
/// <param name="Corrects">The reversed entry in whose place it stands; null where it is the first of its reference.</param>
public sealed record RecordReceipt(long AmountMinor, string Reference, string? Currency = null, string? Corrects = null) : DealCommand;

/// <summary>A receipt was recorded wrongly and is undone. Only its reversal sends it, once two persons have agreed.</summary>
/// <param name="Reference">The bank's reference.</param>
/// <param name="Transfer">The entry to undo.</param>
public sealed record UndoReceipt(string Reference, string Transfer) : DealCommand;

/// <summary>The buyer says when it fetches the goods; a later booking replaces an earlier one.</summary>
/// <param name="By">The enterprise that books.</param>
/// <param name="FromAt">When the slot begins, in Unix milliseconds.</param>
/// <param name="ThroughAt">The first moment after it.</param>
public sealed record BookRemoval(string By, long FromAt, long ThroughAt) : DealCommand;

/// <summary>The buyer came in its slot, and nothing was handed over.</summary>
/// <param name="By">The enterprise that reports it.</param>
public sealed record ReportMissedDelivery(string By) : DealCommand;

/// <summary>The consignor handed the goods over.</summary>
/// <param name="By">The enterprise that hands over.</param>
/// <param name="QuantityMilli">What was weighed or counted, in thousandths of the unit; what was awarded when null.</param>
/// <param name="Note">The number of its delivery note or weighbridge ticket, or empty.</param>
public sealed record HandOver(string By, long? QuantityMilli, string Note) : DealCommand;

/// <summary>The buyer has the goods and accepts them.</summary>
/// <param name="By">The enterprise that accepts.</param>
public sealed record AcceptRemoval(string By) : DealCommand;

/// <summary>The buyer disputes what was handed over: escrow stays until the organizer has decided.</summary>
/// <param name="By">The enterprise that disputes.</param>
/// <param name="Reason">What is wrong with the goods.</param>
public sealed record OpenDispute(string By, string Reason) : DealCommand;

/// <summary>A party says or shows something about a dispute.</summary>
/// <param name="By">The enterprise.</param>
/// <param name="Text">What it says, or where what it shows can be seen.</param>
/// <param name="Sha256">The hash of the document it shows, 64 lower-case hexadecimal digits; null where it shows none.</param>
public sealed record AddEvidence(string By, string Text, string? Sha256 = null) : DealCommand;

/// <summary>The organizer decides a dispute.</summary>
/// <param name="By">The person who decides.</param>
/// <param name="Outcome"><c>full</c>: the consignor gets all; <c>partial</c>: the price falls by the reduction; <c>refund</c>: the buyer gets all back.</param>
/// <param name="ReductionMinor">By how much the price of the goods falls: above zero and under that price where the outcome is partial, else zero.</param>
/// <param name="Reason">For both parties.</param>
public sealed record DecideDispute(string By, string Outcome, long ReductionMinor, string Reason) : DealCommand;

/// <summary>A party wants to cancel the deal; when the other one has asked for it too, the deal is cancelled.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="Reason">For the other party.</param>
public sealed record AskCancellation(string By, string Reason) : DealCommand;

/// <summary>A party no longer wants to cancel.</summary>
/// <param name="By">The enterprise.</param>
public sealed record TakeBackCancellation(string By) : DealCommand;

/// <summary>The deadline of a step has passed.</summary>
/// <param name="DueAt">Which deadline, in Unix milliseconds; another than the present one has been met.</param>
public sealed record PassDeadline(long DueAt) : DealCommand;

/// <summary>What the goods of a fallen award brought after all is known; only the lot's recovery sends it.</summary>
/// <param name="ShortfallMinor">By how much it is less than the buyer's bid.</param>
public sealed record NoteShortfall(long ShortfallMinor) : DealCommand;

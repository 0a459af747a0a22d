using System.Text.Json.Serialization;

namespace Exchange.Settlement.Netting;

/// <summary>What may be asked of a round of set-off.</summary>
public abstract record RoundCommand;

/// <summary>An organizer plans a round, or several.</summary>
/// <param name="Plan">The round.</param>
/// <param name="Further">Others that are planned with it, together or not at all.</param>
public sealed record PlanRound(RoundPlan Plan, IReadOnlyList<RoundPlan> Further) : RoundCommand;

/// <summary>A ring of barter was traded: its deals pay each other. Only its message sends it.</summary>
/// <param name="Plan">The ring.</param>
public sealed record PlanRing(RoundPlan Plan) : RoundCommand;

/// <summary>A deal of a ring of barter came to nothing: the others fall too, as far as their goods are where they were. Its deals send it, and the clock where one fell before the ring was
/// heard of.</summary>
/// <param name="Deal">The deal.</param>
public sealed record UnwindRing(string Deal) : RoundCommand;

/// <summary>An organizer calls a round off that is not computed; the clock a ring whose deals cannot pay each other any more.</summary>
/// <param name="By">The subject of the token; empty for the clock.</param>
public sealed record CancelRound(string By) : RoundCommand;

/// <summary>What was computed is booked. Only the clock sends it.</summary>
/// <param name="Run">Which run it is, from 1.</param>
/// <param name="Legs">All obligations that took part, with what is set off of each.</param>
/// <param name="Left">Those that did not, with the reason; the largest where they are too many.</param>
/// <param name="LeftCount">How many did not.</param>
public sealed record BookRound(long Run, IReadOnlyList<RoundLeg> Legs, IReadOnlyList<RoundLeft> Left, long LeftCount) : RoundCommand;

/// <summary>A party takes an obligation out of a round that is not final: the round is unwound whole.</summary>
/// <param name="Leg">The debt or the deal.</param>
/// <param name="By">Its debtor or its creditor.</param>
public sealed record UnwindRound(string Leg, string By) : RoundCommand;

/// <summary>The cut-off has passed.</summary>
/// <param name="Run">Which run becomes final.</param>
public sealed record FinishRound(long Run) : RoundCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RoundPlanned), "round-planned.v1")]
[JsonDerivedType(typeof(RoundComputed), "round-computed.v1")]
[JsonDerivedType(typeof(RoundUnwound), "round-unwound.v1")]
[JsonDerivedType(typeof(RoundFinished), "round-finished.v1")]
[JsonDerivedType(typeof(RoundCancelled), "round-cancelled.v1")]
[JsonDerivedType(typeof(RingUnwound), "ring-unwound.v1")]
public abstract record RoundEvent;

/// <summary>A round will be computed.</summary>
public sealed record RoundPlanned(RoundPlan Plan, long At) : RoundEvent;

/// <summary>It is computed and booked: the notices are out.</summary>
/// <param name="Round">The round's id.</param>
/// <param name="Run">Which run it is, from 1.</param>
/// <param name="Fair">The fair.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Legs">All obligations that took part, with what is set off of each.</param>
/// <param name="Left">Those that did not, with the reason; the largest where they are too many.</param>
/// <param name="LeftCount">How many did not.</param>
/// <param name="CutOffAt">Until when a party may withdraw, in Unix milliseconds.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record RoundComputed(
    string Round, long Run, string Fair, string Currency, IReadOnlyList<RoundLeg> Legs, IReadOnlyList<RoundLeft> Left, long LeftCount, long CutOffAt, long At) : RoundEvent;

/// <summary>A party has withdrawn an obligation: all that the run had set off is owed again, and the round is computed again without it.</summary>
/// <param name="Round">The round's id.</param>
/// <param name="Run">Which run is unwound.</param>
/// <param name="Leg">The debt or the deal that was withdrawn.</param>
/// <param name="By">Who withdrew it.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record RoundUnwound(string Round, long Run, string Leg, string By, long At) : RoundEvent;

/// <summary>The cut-off has passed: the round is final.</summary>
public sealed record RoundFinished(string Round, long Run, long At) : RoundEvent;

/// <summary>It was called off: it will not be computed.</summary>
/// <param name="Round">The round's id.</param>
/// <param name="By">The subject of the token; empty where the deals of a ring cannot pay each other any more.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record RoundCancelled(string Round, string By, long At) : RoundEvent;

/// <summary>A deal of a ring of barter came to nothing, and with it the ring.</summary>
/// <param name="Round">The ring's id.</param>
/// <param name="Deal">The deal that fell first.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record RingUnwound(string Round, string Deal, long At) : RoundEvent;

using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;

namespace Exchange.Matching.Rings;

/// <summary>What a round is about. It never changes.</summary>
/// <param name="Round">Its id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="MaxLength">The most lots of a ring, 2 to 5.</param>
/// <param name="StartsAt">When rings are looked for first, in Unix milliseconds.</param>
/// <param name="AcceptMs">How long the members of a ring have to accept it.</param>
public sealed record RingRoundTerms(string Round, string Fair, string Currency, int MaxLength, long StartsAt, long AcceptMs);

/// <summary>What was looked at for rings, and what could be found.</summary>
/// <param name="Lots">The lots for which something is wanted and which were free.</param>
/// <param name="LeftOut">Lots beyond the most that a round looks at.</param>
/// <param name="UnknownWants">Wants for lots that nobody gives for something: they count for nothing.</param>
/// <param name="Bound">No choice of rings moves more lots than this.</param>
public sealed record RingSearch(long Lots, long LeftOut, long UnknownWants, long Bound);

/// <summary>What may be asked of a round of rings.</summary>
public abstract record RingRoundCommand;

/// <summary>The organizer plans a round.</summary>
/// <param name="Fair">The fair as it was published; null where it was not.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the operator asks.</param>
/// <param name="Terms">What the round is about.</param>
public sealed record PlanRingRound(FairPublished? Fair, string By, bool AsOperator, RingRoundTerms Terms) : RingRoundCommand;

/// <summary>Rings that were found for the lots that are wanted. Only the clock sends it.</summary>
/// <param name="Run">Which run of the round it is, from 1.</param>
/// <param name="Rings">The legs of each ring.</param>
/// <param name="Search">What was looked at.</param>
public sealed record ProposeRings(long Run, IReadOnlyList<IReadOnlyList<ProposedLeg>> Rings, RingSearch Search) : RingRoundCommand;

/// <summary>A ring of the round has ended. Only the ring sends it, in its own entry of the log.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="IsTraded">Whether it was traded.</param>
/// <param name="Lots">All its lots where it was traded; those that are to blame where it came to nothing.</param>
public sealed record NoteRing(string Ring, bool IsTraded, IReadOnlyList<string> Lots) : RingRoundCommand;

/// <summary>What has happened to a round of rings.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RingRoundPlanned), "ring-round-planned.v1")]
[JsonDerivedType(typeof(RingsProposed), "rings-proposed.v1")]
[JsonDerivedType(typeof(RingEnded), "ring-ended.v1")]
[JsonDerivedType(typeof(RingRoundResumed), "ring-round-resumed.v1")]
[JsonDerivedType(typeof(RingRoundFinished), "ring-round-finished.v1")]
public abstract record RingRoundEvent;

/// <summary>A round was planned.</summary>
public sealed record RingRoundPlanned(RingRoundTerms Terms) : RingRoundEvent;

/// <summary>Rings were found, and each was proposed to its members.</summary>
/// <param name="Run">Which run of the round it is, from 1.</param>
/// <param name="Rings">The rings; none where there is none.</param>
/// <param name="Search">What was looked at.</param>
public sealed record RingsProposed(long Run, IReadOnlyList<RoundRing> Rings, RingSearch Search) : RingRoundEvent;

/// <summary>A ring of a round.</summary>
/// <param name="Ring">Its id.</param>
/// <param name="Lots">Its lots, once around.</param>
public sealed record RoundRing(string Ring, IReadOnlyList<string> Lots);

/// <summary>A ring of the round was traded, or came to nothing.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="IsTraded">Whether it was traded.</param>
/// <param name="Lots">All its lots where it was traded; those that are to blame where it came to nothing: they are out of the round.</param>
public sealed record RingEnded(string Ring, bool IsTraded, IReadOnlyList<string> Lots) : RingRoundEvent;

/// <summary>Rings came to nothing, and others are looked for at once, without the lots that are to blame.</summary>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record RingRoundResumed(long At) : RingRoundEvent;

/// <summary>The round is over.</summary>
/// <param name="Traded">How many lots changed hands.</param>
public sealed record RingRoundFinished(long Traded) : RingRoundEvent;

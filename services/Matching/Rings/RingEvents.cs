using System.Text.Json.Serialization;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.Rings;

/// <summary>A lot that is to be given in a ring.</summary>
/// <param name="Lot">The lot.</param>
/// <param name="Winner">The enterprise that takes it.</param>
/// <param name="HammerMinor">The value at which it changes hands, in minor units.</param>
/// <param name="Root">The root of the taker's credit code; null where it is not known.</param>
public sealed record ProposedLeg(Lot Lot, string Winner, long HammerMinor, string? Root = null);

/// <summary>A ring as it is proposed.</summary>
/// <param name="Ring">Its id.</param>
/// <param name="Round">The round that found it, which stands beside it.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Legs">What each member gives and who takes it, once around.</param>
/// <param name="AcceptBy">The first moment that is too late to accept, in Unix milliseconds.</param>
/// <param name="HoldMs">For how long its lots are kept at most, once all have accepted.</param>
public sealed record RingTerms(string Ring, string Round, string Fair, string Currency, IReadOnlyList<ProposedLeg> Legs, long AcceptBy, long HoldMs)
{
    /// <summary>The enterprises of the ring, each once.</summary>
    [JsonIgnore]
    public IEnumerable<string> Members => Legs.Select(leg => leg.Lot.Consignor).Distinct(StringComparer.Ordinal);

    /// <summary>What a member pays in cash as the difference between what it takes and what it gives; negative where it receives. All of a ring sum to zero.</summary>
    public long DifferenceMinor(string enterprise) =>
        Legs.Sum(leg => (leg.Winner == enterprise ? leg.HammerMinor : 0) - (leg.Lot.Consignor == enterprise ? leg.HammerMinor : 0));
}

/// <summary>What may be asked of a ring.</summary>
public abstract record RingCommand;

/// <summary>Proposes a ring to its members. Only its round does.</summary>
public sealed record ProposeRing(RingTerms Terms) : RingCommand;

/// <summary>A member accepts what it gives and takes.</summary>
public sealed record AcceptRing(string Enterprise) : RingCommand;

/// <summary>A member declines, or leaves although it has accepted; no more once all have.</summary>
public sealed record LeaveRing(string Enterprise) : RingCommand;

/// <summary>A lot of the ring can not be had any more: money went before barter, or the lot or its wants were withdrawn.</summary>
public sealed record BreakRing(string Lot) : RingCommand;

/// <summary>A lot is kept for the ring.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Award">The id that its award will have.</param>
public sealed record NoteHeld(string Lot, string Award) : RingCommand;

/// <summary>Dissolves the ring when its time to accept, or to have all lots kept, has passed.</summary>
public sealed record LapseRing : RingCommand;

/// <summary>What has happened to a ring.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RingProposed), "ring-proposed.v1")]
[JsonDerivedType(typeof(RingAccepted), "ring-accepted.v1")]
[JsonDerivedType(typeof(RingAgreed), "ring-agreed.v1")]
[JsonDerivedType(typeof(RingLotHeld), "ring-lot-held.v1")]
[JsonDerivedType(typeof(RingTraded), "ring-traded.v1")]
[JsonDerivedType(typeof(RingDissolved), "ring-dissolved.v1")]
public abstract record RingEvent;

/// <summary>The ring was proposed to its members.</summary>
public sealed record RingProposed(RingTerms Terms) : RingEvent;

/// <summary>A member accepted.</summary>
public sealed record RingAccepted(string Enterprise) : RingEvent;

/// <summary>All members have accepted, and nobody can leave any more: its lots are to be kept.</summary>
/// <param name="Until">When it is dissolved unless all are, in Unix milliseconds.</param>
public sealed record RingAgreed(long Until) : RingEvent;

/// <summary>A lot is kept for the ring.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Award">The id that its award will have.</param>
public sealed record RingLotHeld(string Lot, string Award) : RingEvent;

/// <summary>All lots are kept, and the ring is traded: each of them goes to its taker, whatever happens.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Legs">What changes hands, lot by lot.</param>
public sealed record RingTraded(string Ring, string Fair, string Currency, IReadOnlyList<TradedLeg> Legs) : RingEvent;

/// <summary>A lot that is given in a ring that is traded.</summary>
/// <param name="Award">The id of its award.</param>
/// <param name="Lot">The lot.</param>
/// <param name="Winner">The enterprise that takes it.</param>
/// <param name="HammerMinor">The value at which it changes hands, in minor units.</param>
public sealed record TradedLeg(string Award, Lot Lot, string Winner, long HammerMinor);

/// <summary>The ring came to nothing, and each of its lots that is kept is free again.</summary>
/// <param name="Why">One of <see cref="Left"/>, <see cref="Silent"/>, <see cref="Broken"/> and <see cref="NotHeld"/>.</param>
/// <param name="Lots">Those that are to blame, without which another ring may be found.</param>
public sealed record RingDissolved(string Why, IReadOnlyList<string> Lots) : RingEvent
{
    /// <summary>A member declined or left.</summary>
    public const string Left = "left";

    /// <summary>Members did not accept in time.</summary>
    public const string Silent = "silent";

    /// <summary>A lot was bid on, sold or withdrawn.</summary>
    public const string Broken = "broken";

    /// <summary>Lots could not be kept in time.</summary>
    public const string NotHeld = "not-held";
}

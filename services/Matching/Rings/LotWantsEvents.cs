using System.Text.Json.Serialization;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.Rings;

/// <summary>What a consignor would take for one of its lots, and how much cash may balance it.</summary>
/// <param name="Lots">Lots of the same fair of which any one is enough.</param>
/// <param name="Classes">Codes of categories: a lot whose category begins with one of them is enough too.</param>
/// <param name="ValueMinor">What the lot counts for in minor units, with tax as a hammer price has it.</param>
/// <param name="MostPaidMinor">The most that the consignor would pay in cash where what it takes counts for more.</param>
/// <param name="MostReceivedMinor">The most that it would receive in cash where what it takes counts for less.</param>
public sealed record WantTerms(IReadOnlyList<string> Lots, IReadOnlyList<string> Classes, long ValueMinor, long MostPaidMinor, long MostReceivedMinor)
{
    /// <summary>Whether both say the same; the order of what is wanted says nothing.</summary>
    public bool IsSame(WantTerms other) =>
        (ValueMinor, MostPaidMinor, MostReceivedMinor) == (other.ValueMinor, other.MostPaidMinor, other.MostReceivedMinor)
        && Lots.ToHashSet(StringComparer.Ordinal).SetEquals(other.Lots) && Classes.ToHashSet(StringComparer.Ordinal).SetEquals(other.Classes);
}

/// <summary>A lot as barter sees it. It never changes once the lot is offered.</summary>
/// <param name="Lot">What is given.</param>
/// <param name="Linked">Enterprises linked with its consignor.</param>
/// <param name="Root">The root of the consignor's credit code; null where it is not known.</param>
/// <param name="IsForBarter">Whether it may be given in a ring at all (<see cref="RingHold.IsForBarter"/>).</param>
public sealed record BarterLot(Lot Lot, IReadOnlyList<string> Linked, string? Root, bool IsForBarter);

/// <summary>What may be asked of the wants of a lot.</summary>
/// <param name="By">The enterprise that asks.</param>
public abstract record LotWantsCommand(string By);

/// <summary>The consignor says, for the first time or anew, what it would take for the lot.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="Lot">The lot; null where it is not offered.</param>
/// <param name="Terms">What it would take.</param>
/// <param name="Unknown">Wanted lots that the fair does not have.</param>
public sealed record StateWants(string By, BarterLot? Lot, WantTerms Terms, IReadOnlyList<string> Unknown) : LotWantsCommand(By);

/// <summary>The consignor does not barter the lot any more.</summary>
public sealed record WithdrawWants(string By) : LotWantsCommand(By);

/// <summary>What has happened to the wants of a lot.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WantsStated), "wants-stated.v1")]
[JsonDerivedType(typeof(WantsWithdrawn), "wants-withdrawn.v1")]
public abstract record LotWantsEvent;

/// <summary>The consignor said, for the first time or anew, what it would take for the lot.</summary>
public sealed record WantsStated(BarterLot Lot, WantTerms Terms) : LotWantsEvent;

/// <summary>The consignor does not barter the lot any more.</summary>
/// <param name="Fair">The fair's id.</param>
public sealed record WantsWithdrawn(string Fair) : LotWantsEvent;

using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.CallAuctions;

/// <summary>A standard grade of goods: whoever delivers it, a unit is a unit.</summary>
/// <param name="Auction">The id of the call auction that trades it.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Title">What it is, with the standard that says so.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it is delivered.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Grade(string Auction, string Fair, string Title, string Category, string Region, string Unit, string Currency);

/// <summary>What a call auction trades, and by what rules. They never change.</summary>
/// <param name="Grade">What is traded.</param>
/// <param name="TickMinor">Prices of a unit are multiples of it.</param>
/// <param name="LotMilli">Quantities are multiples of it, in thousandths of the unit.</param>
/// <param name="ReferenceMinor">The price that decides between equals; the middle of them when null.</param>
/// <param name="OpensAt">From when orders are taken, in Unix milliseconds.</param>
/// <param name="CallsAt">When they are called, and no more are taken.</param>
/// <param name="LockedMs">How long before the call no order is amended or cancelled any more, so that nobody shows an order only to take it back; 0 for never.</param>
/// <param name="Settlement">How the trades are settled.</param>
/// <param name="Groups">Enterprises that count as one, because they are linked.</param>
public sealed record CallTerms(
    Grade Grade, long TickMinor, long LotMilli, long? ReferenceMinor, long OpensAt, long CallsAt, long LockedMs, SettlementTerms Settlement,
    IReadOnlyList<IReadOnlyList<string>> Groups)
{
    /// <summary>Who may buy: <c>approved</c> or <c>invited</c>; everybody when null.</summary>
    public string? Admission { get; init; }

    /// <summary>The code of the categories for which a buyer needs a licence that the organizer has seen; none when null.</summary>
    public string? Licence { get; init; }

    /// <summary>The greatest price, and the greatest value of an order; all that one enterprise may order still fits into a deal.</summary>
    public const long MostMinor = 10_000_000_000_000;

    /// <summary>The greatest quantity of an order, in thousandths of the unit.</summary>
    public const long MostMilli = 1_000_000_000_000;

    /// <summary>The most groups, and the most enterprises of one.</summary>
    public const int MostGroups = 200, MostOfGroup = 50;

    /// <summary>Why these cannot be the terms of a call auction that is opened at a time in a fair, or null when they can.</summary>
    public Refusal? ObjectionIn(FairPublished fair, long at) => this switch
    {
        _ when Grade.Currency != fair.Currency => CallAuctionRefusals.OtherCurrency(fair.Currency),
        _ when TickMinor is < 1 or > MostMinor => CallAuctionRefusals.UnsoundTerms("The tick is not between 1 and 10^13 minor units."),
        _ when LotMilli is < 1 or > MostMilli => CallAuctionRefusals.UnsoundTerms("The lot size is not between 1 and 10^12 thousandths."),
        _ when (Int128)TickMinor * LotMilli < 1000 => CallAuctionRefusals.UnsoundTerms("One lot at a price of one tick costs less than a minor unit."),
        _ when ReferenceMinor is < 1 or > MostMinor || ReferenceMinor % TickMinor is > 0 =>
            CallAuctionRefusals.UnsoundTerms("The reference price is not a multiple of the tick between 1 and 10^13 minor units."),
        _ when OpensAt < fair.OpensAt || CallsAt > fair.ClosesAt => CallAuctionRefusals.UnsoundTerms("Orders are collected and called while the fair is open."),
        _ when CallsAt <= OpensAt || CallsAt <= at => CallAuctionRefusals.UnsoundTerms("The call comes after the opening, and in the future."),
        _ when LockedMs < 0 || LockedMs >= CallsAt - OpensAt => CallAuctionRefusals.UnsoundTerms("The time in which no order is cancelled is not shorter than the whole."),
        _ when !AreGroups(Groups) => CallAuctionRefusals.UnsoundTerms("At most 200 groups of 2 to 50 enterprises."),
        _ => null,
    };

    /// <summary>Whether two orders are of enterprises that count as one: the same, one body by the root of its credit code, or linked by the organizer.</summary>
    public bool AreOne(OpenOrder one, OpenOrder other) =>
        one.Enterprise == other.Enterprise || (one.Root is { } root && root == other.Root) || Groups.Any(group => group.Contains(one.Enterprise) && group.Contains(other.Enterprise));

    /// <summary>Whether other terms are the same.</summary>
    public bool IsSame(CallTerms other) =>
        this with { Groups = other.Groups } == other && Groups.Count == other.Groups.Count && Groups.Zip(other.Groups).All(pair => pair.First.SequenceEqual(pair.Second));

    private static bool AreGroups(IReadOnlyList<IReadOnlyList<string>> groups) =>
        groups.Count <= MostGroups && groups.All(group => group.Count is >= 2 and <= MostOfGroup);
}

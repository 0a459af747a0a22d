using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Media;

namespace Exchange.Listing.Lots;

/// <summary>What the consignor says about a lot. In a tender the consignor wants to buy: title, category and quantity say what, the region where it is wanted.</summary>
/// <param name="Title">What it is: 1 to 200 characters without control characters.</param>
/// <param name="Category">The code of its category: 1 to 20 letters, digits, dots and dashes.</param>
/// <param name="Region">Where it lies; empty for the fair's region.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Format">How it is sold: the name of one of <see cref="LotFormat.All"/>.</param>
/// <param name="OpeningMinor">English: the first acceptable bid for the whole lot. Fixed price: the price of one unit. Dutch: where the price begins, of the lot or of one unit if divisible.
/// Dutch-sealed: where it begins, of the lot. Sealed: the least bid; 1 for any. Many units: the least price of one unit. Best offer: the asking price. Tenders: the most that is paid.</param>
/// <param name="ReserveMinor">English and sealed: the secret least price for the whole lot; 0 for none. Many units: of one unit. Elsewhere 0.</param>
/// <param name="IncrementMinor">English: the least step above the price; 0 for the fair's. Reverse-open: below the best offer, likewise. Many units: the step of prices
/// above the opening; 0 for none. Elsewhere 0.</param>
/// <param name="ItemNumber">The consignor's or a public number of the article, if any.</param>
/// <param name="Terms">What the format asks for beyond the prices; null for nothing.</param>
/// <param name="Group">Where late bids move the close: the name of the lots of the fair that close and extend together, 1 to 40 characters; null where the lot closes by itself.</param>
/// <param name="Ladder">A ladder of its own, or none, where the fair lets lots choose; null for the fair's.</param>
/// <param name="RowKey">The key of its row in the consignor's own stock, by which files about it find it, 1 to 100 characters; null where it has none.</param>
/// <param name="Description">What else a bidder should know of it; null for nothing.</param>
public sealed record LotDetails(
    string Title, string Category, string Region, long QuantityMilli, string Unit, string Format,
    long OpeningMinor, long ReserveMinor, long IncrementMinor, string? ItemNumber = null, FormatTerms? Terms = null,
    string? Group = null, OwnLadder? Ladder = null, string? RowKey = null, LotDescription? Description = null)
{
    public const string English = "english", FixedPrice = "fixed-price", Dutch = "dutch";

    /// <summary>The highest price of a lot: a hundred billion of a currency with cents. The sum over any fair still fits.</summary>
    public const long MaxMinor = 10_000_000_000_000;

    /// <summary>The largest quantity: a billion units.</summary>
    public const long MaxMilli = 1_000_000_000_000;

    public const int LongestTitle = 200, LongestCategory = 20, LongestRegion = 40, LongestItemNumber = 40, LongestGroup = 40, LongestRowKey = 100;

    public static bool IsTitle(string text) => text.Length is > 0 and <= LongestTitle && !HasControls(text);

    public static bool IsCategory(string text) =>
        text.Length is > 0 and <= LongestCategory && text.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_');

    public static bool IsRegion(string text) => text.Length <= LongestRegion && !HasControls(text);

    public static bool IsItemNumber(string? text) => text is null || (text.Length is > 0 and <= LongestItemNumber && !HasControls(text));

    public static bool IsGroup(string? text) => text is null || (text.Length is > 0 and <= LongestGroup && !HasControls(text));

    public static bool IsRowKey(string? text) => text is null || (text.Length is > 0 and <= LongestRowKey && !HasControls(text));

    /// <summary>The code by which its rate of tax is found: its class of tax, or its category where it names none.</summary>
    [JsonIgnore]
    public string TaxCode => Description?.TaxClass ?? Category;

    public static bool HasControls(string text) => text.Any(char.IsControl);

    /// <summary>The first rule that these details break, or null.</summary>
    public Refusal? Check() => this switch
    {
        _ when !IsTitle(Title) => LotRefusals.OutOfBounds.With("field", "title"),
        _ when !IsCategory(Category) => LotRefusals.OutOfBounds.With("field", "category"),
        _ when !IsRegion(Region) => LotRefusals.OutOfBounds.With("field", "region"),
        _ when !IsItemNumber(ItemNumber) => LotRefusals.OutOfBounds.With("field", "itemNumber"),
        _ when QuantityMilli is < 1 or > MaxMilli => LotRefusals.OutOfBounds.With("field", "quantityMilli"),
        _ when !Imports.Units.IsKnown(Unit) => LotRefusals.UnknownUnit,
        _ when LotFormat.Of(Format) is null => LotRefusals.UnknownFormat,
        _ when OpeningMinor is < 1 or > MaxMinor => LotRefusals.OutOfBounds.With("field", "openingMinor"),
        _ when ReserveMinor is < 0 or > MaxMinor => LotRefusals.OutOfBounds.With("field", "reserveMinor"),
        _ when IncrementMinor is < 0 or > MaxMinor => LotRefusals.OutOfBounds.With("field", "incrementMinor"),
        _ when !IsGroup(Group) => LotRefusals.OutOfBounds.With("field", "group"),
        _ when !IsRowKey(RowKey) => LotRefusals.OutOfBounds.With("field", "rowKey"),
        { Description: { } description } when description.OutOfBounds() is { } field => LotRefusals.OutOfBounds.With("field", "description." + field),
        { Ladder: { } ladder } when LadderFormats.OutOfBounds(ladder.Rungs) is { } field => LotRefusals.OutOfBounds.With("field", "ladder" + field),
        { Group: not null } when !LotFormat.Of(Format)!.SoftCloses => LotRefusals.NotInAGroup,
        _ => LotFormat.Of(Format)!.Check(this),
    };

    /// <summary>Whether other details say the same of the lot. The key of a row names it and says nothing of it.</summary>
    public bool IsSame(LotDetails other) => this == other || (RowKey != other.RowKey && this with { RowKey = other.RowKey } == other);

    /// <summary>These details with the fair's rules where they say nothing.</summary>
    public LotDetails With(FairRules rules) => this with
    {
        Region = Region.Length == 0 ? rules.Region : Region,
        IncrementMinor = LotFormat.Of(Format)!.TakesFairsIncrement && IncrementMinor == 0 ? rules.IncrementMinor : IncrementMinor,
    };
}

/// <summary>A lot as it is offered in a fair: all that is needed to sell it and to settle the sale.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">Its catalogue number, from 1.</param>
/// <param name="Consignor">The enterprise that offers it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Details">What the consignor says about it, with the fair's rules where it said nothing.</param>
/// <param name="OpensAt">When everybody may buy, in Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds.</param>
/// <param name="SoftCloseMs">See <see cref="FairRules"/>.</param>
/// <param name="CommissionBasisPoints">See <see cref="FairRules"/>.</param>
/// <param name="PaymentDueMs">See <see cref="FairRules"/>.</param>
/// <param name="RemovalDueMs">See <see cref="FairRules"/>.</param>
/// <param name="Linked">The ids of enterprises that are linked with the consignor and may not buy, in order, none twice; null for none.</param>
/// <param name="Bidding">See <see cref="FairRules"/>.</param>
/// <param name="Admission">Who may buy, where that is not everybody: approved or invited.</param>
/// <param name="Licence">The code whose licence a buyer needs; null for none.</param>
/// <param name="DepositMinor">What a bidder must have held before its first bid; null for nothing.</param>
/// <param name="Organizer">The enterprise that runs the fair.</param>
/// <param name="GraceMs">See <see cref="FairRules"/>.</param>
/// <param name="Root">The root of the consignor's credit code, as its token said; null where it said none.</param>
/// <param name="SecondChanceMs">See <see cref="FairRules"/>.</param>
/// <param name="Ladder">The further attempts when it is not sold; null for none.</param>
/// <param name="LadderEndsAt">When the last of them has to be over, in Unix milliseconds.</param>
/// <param name="PriorityFromAt">When key enterprises may begin to take it, in Unix milliseconds, until it opens; null where they have no priority.</param>
/// <param name="FairLimitMinor">How much may be bid with the deposit, where it is one for the whole fair; null elsewhere.</param>
/// <param name="Settlement">How the sale is settled, with the commission and the times above; those alone when null.</param>
/// <param name="Essential">Whether it is an essential commodity of the fair; not when null.</param>
/// <param name="FrozenFromAt">From when its consignor may not withdraw it any more, in Unix milliseconds, where that is before the sale.</param>
/// <param name="Files">Its photos and documents; null for none.</param>
public sealed record Offer(
    string Lot, string Fair, long Number, string Consignor, string Currency, LotDetails Details, long OpensAt, long ClosesAt,
    long SoftCloseMs, long CommissionBasisPoints, long PaymentDueMs, long RemovalDueMs, IReadOnlyList<string>? Linked = null,
    BiddingRules? Bidding = null, string? Admission = null, string? Licence = null, long? DepositMinor = null,
    string? Organizer = null, long? GraceMs = null, string? Root = null, long? SecondChanceMs = null,
    IReadOnlyList<LadderRung>? Ladder = null, long? LadderEndsAt = null, long? PriorityFromAt = null, long? FairLimitMinor = null,
    SettlementTerms? Settlement = null, bool? Essential = null, long? FrozenFromAt = null, IReadOnlyList<LotFile>? Files = null)
{
    public const int MostLinked = 50;

    public const string LinkedRule = "At most 50 ids of enterprises.";

    /// <summary>Whether these can be the linked enterprises of a lot.</summary>
    public static bool AreLinked(IReadOnlyList<string> ids) => ids.Count <= MostLinked && ids.All(Id.IsValid);

    /// <summary>Linked enterprises as an offer has them, in whatever order they were named.</summary>
    public static IReadOnlyList<string>? LinkedOf(IReadOnlyList<string>? ids) => ids is { Count: > 0 } ? [.. ids.Distinct().Order(StringComparer.Ordinal)] : null;

    /// <summary>When its sale begins, in Unix milliseconds: with its priority window, where it has one.</summary>
    [JsonIgnore]
    public long SaleFromAt => PriorityFromAt ?? OpensAt;

    /// <summary>Whether another offer of the same lot says the same.</summary>
    public bool IsSame(Offer other) => Details.IsSame(other.Details) && Fair == other.Fair && (Linked ?? []).SequenceEqual(other.Linked ?? []);
}

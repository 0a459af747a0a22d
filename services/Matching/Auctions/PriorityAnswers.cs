namespace Exchange.Matching.Auctions;

/// <summary>The priority window of a lot.</summary>
/// <param name="FromAt">When it begins, in Unix milliseconds. It is over when the lot opens.</param>
/// <param name="HammerMinor">What a key enterprise pays for the whole lot.</param>
/// <param name="TakenBy">The enterprise that took it; absent where none has.</param>
/// <param name="YouMay">True where the caller's enterprise is a key enterprise of the fair and the lot has not opened; absent elsewhere, and in streams.</param>
public sealed record PriorityAnswer(long FromAt, long HammerMinor, string? TakenBy = null, bool? YouMay = null)
{
    /// <summary>The window of a lot that is offered, or null where it has none.</summary>
    public static PriorityAnswer? Of(Auction auction) => auction.Offered.Terms.PriorityFromAt is { } from
        ? new(from, PriorityWindow.HammerMinor(auction), PriorityWindow.Standing(auction)?.Winner)
        : null;
}

/// <summary>A use of priority, which everybody may know.</summary>
/// <param name="Purchase">Its key, higher for a later one.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">The catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Award">The award's id.</param>
/// <param name="Enterprise">The enterprise that took it.</param>
/// <param name="QuantityMilli">Thousandths of the unit: the whole lot.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="PriceMinor">The opening price: of the lot, or of one unit where it is priced by the unit.</param>
/// <param name="HammerMinor">What the whole lot cost.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="TakenAt">When, in Unix milliseconds.</param>
/// <param name="FellAt">When the award fell because the enterprise defaulted, in Unix milliseconds; absent while it stands.</param>
public sealed record ListedPriorityPurchase(
    string Purchase, string Lot, long Number, string Title, string Category, string Award, string Enterprise, long QuantityMilli, string Unit,
    long PriceMinor, long HammerMinor, string Currency, long TakenAt, long? FellAt = null);

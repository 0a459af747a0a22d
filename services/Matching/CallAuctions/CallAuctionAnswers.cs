using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Exchange.Matching.CallAuctions;

/// <summary>A call auction to open.</summary>
public sealed record CallAuctionRequest
{
    /// <summary>What is traded, with the standard that says so: 1 to 200 characters.</summary>
    /// <example>Wire rod Q195, 6.5 mm, GB/T 701</example>
    public string? Title { get; init; }

    /// <summary>The code of its category.</summary>
    /// <example>9510</example>
    public string? Category { get; init; }

    /// <summary>Where it is delivered; the fair's region if left out.</summary>
    /// <example>Changchun</example>
    public string? Region { get; init; }

    /// <summary>UN/CEFACT Recommendation 20 code.</summary>
    /// <example>TNE</example>
    public string? Unit { get; init; }

    /// <summary>ISO 4217; the fair's if left out, and no other.</summary>
    /// <example>CNY</example>
    public string? Currency { get; init; }

    /// <summary>Prices of a unit are multiples of it.</summary>
    /// <example>500</example>
    public long? TickMinor { get; init; }

    /// <summary>Quantities are multiples of it, in thousandths of the unit.</summary>
    /// <example>1000</example>
    public long? LotMilli { get; init; }

    /// <summary>The price that decides between equals, a multiple of the tick: the last one, say. The middle if left out.</summary>
    public long? ReferenceMinor { get; init; }

    /// <summary>From when orders are taken, in Unix milliseconds; the fair's opening if left out.</summary>
    public long? OpensAt { get; init; }

    /// <summary>When the orders are called, in Unix milliseconds.</summary>
    public long? CallsAt { get; init; }

    /// <summary>How long before the call no order is amended or cancelled any more; never if left out.</summary>
    public long? LockedMs { get; init; }

    /// <summary>Enterprises that count as one because they are linked: at most 200 groups of 2 to 50 ids.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Groups { get; init; }
}

/// <summary>The id of a new call auction.</summary>
public sealed record CallAuctionOpenedAnswer(string Auction);

/// <summary>An order to place.</summary>
/// <param name="PriceMinor">The worst price of a unit: a multiple of the tick.</param>
/// <param name="QuantityMilli">The most, in thousandths of the unit: a multiple of the lot size.</param>
/// <param name="Currency">The currency that is meant; the auction's if left out.</param>
public sealed record OrderRequest(long? PriceMinor, long? QuantityMilli, string? Currency = null);

/// <summary>What an order shall be.</summary>
/// <param name="PriceMinor">The worst price of a unit: a multiple of the tick.</param>
/// <param name="QuantityMilli">The most, in thousandths of the unit: a multiple of the lot size.</param>
public sealed record AmendRequest(long? PriceMinor, long? QuantityMilli);

/// <summary>An order as it stands.</summary>
/// <param name="Auction">The call auction's id.</param>
/// <param name="Order">Its number in the auction.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="PriceMinor">The worst price of a unit.</param>
/// <param name="QuantityMilli">The most, in thousandths of the unit; 0 once it is cancelled.</param>
/// <param name="FilledMilli">After the call, what it got; absent before.</param>
public sealed record OrderAnswer(string Auction, long Order, string Side, long PriceMinor, long QuantityMilli, long? FilledMilli = null)
{
    public static OrderAnswer Of(string auction, OpenOrder order, CallResult? result = null) => new(
        auction, order.Number, JsonNamingPolicy.KebabCaseLower.ConvertName(order.Side.ToString()), order.PriceMinor, order.QuantityMilli,
        result is null ? null : result.Fills.FirstOrDefault(fill => fill.Order == order.Number)?.QuantityMilli ?? 0);
}

/// <summary>A call auction as it is now. Of the orders everybody sees what they would come to, and nobody sees another's.</summary>
/// <param name="Auction">Its id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Title">What is traded.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it is delivered.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Status">scheduled, open, calling (no more orders are taken, the price comes in a moment) or called.</param>
/// <param name="TickMinor">Prices of a unit are multiples of it.</param>
/// <param name="LotMilli">Quantities are multiples of it.</param>
/// <param name="ReferenceMinor">The price that decides between equals; absent where the middle does.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="CallsAt">Unix milliseconds.</param>
/// <param name="LockedAt">From when no order is amended or cancelled, in Unix milliseconds.</param>
/// <param name="Orders">How many orders wait; after the call, how many waited.</param>
/// <param name="PriceMinor">The one price at which a call now would trade, after the call the price of all trades; absent where nothing meets.</param>
/// <param name="VolumeMilli">What would be, or was, traded.</param>
/// <param name="SurplusMilli">What would be, or was, left over at the price: of the buyers above zero, of the sellers below.</param>
/// <param name="AuditHead">The published head of the audit file; absent until moments after the call.</param>
/// <param name="FallenMilli">How much of the volume fell since, because deals defaulted or were cancelled; absent where none did.</param>
public sealed record CallAuctionAnswer(
    string Auction, string Fair, string Title, string Category, string Region, string Unit, string Currency, string Status,
    long TickMinor, long LotMilli, long? ReferenceMinor, long OpensAt, long CallsAt, long LockedAt,
    long Orders, long? PriceMinor, long VolumeMilli, long SurplusMilli, string? AuditHead = null, long? FallenMilli = null)
{
    // However many look at a book, it is crossed once.
    private static readonly ConditionalWeakTable<ImmutableList<OpenOrder>, Crossing> Indications = [];

    /// <summary>What anybody sees at a time in Unix milliseconds.</summary>
    public static CallAuctionAnswer Of(CallAuction auction, long at)
    {
        var (terms, grade) = (auction.Opened, auction.Opened.Grade);
        var result = auction.Result ?? Indicated(auction);
        return new(
            grade.Auction, grade.Fair, grade.Title, grade.Category, grade.Region, grade.Unit, grade.Currency, auction.StatusAt(at),
            terms.TickMinor, terms.LotMilli, terms.ReferenceMinor, terms.OpensAt, terms.CallsAt, terms.CallsAt - terms.LockedMs,
            auction.Book.Count, result.PriceMinor, result.VolumeMilli, result.SurplusMilli, auction.Audit?.Head,
            auction.Fallen.Sum(trade => trade.QuantityMilli) is > 0 and var fallen ? fallen : null);
    }

    private static CallResult Indicated(CallAuction auction)
    {
        var crossing = Indications.GetValue(auction.Book, _ => auction.Cross());
        return new(crossing.PriceMinor, crossing.VolumeMilli, crossing.SurplusMilli, []);
    }
}

/// <summary>A call auction in a fair's list.</summary>
/// <param name="Auction">Its id.</param>
/// <param name="Title">What is traded.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it is delivered.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Status">scheduled, open, calling or called.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="CallsAt">Unix milliseconds.</param>
/// <param name="Orders">How many orders were placed.</param>
/// <param name="PriceMinor">After the call the price of all trades; absent before, and where nothing met.</param>
/// <param name="VolumeMilli">What was traded.</param>
public sealed record ListedCallAuction(
    string Auction, string Title, string Category, string Region, string Unit, string Currency, string Status, long OpensAt, long CallsAt,
    long Orders, long? PriceMinor, long VolumeMilli);

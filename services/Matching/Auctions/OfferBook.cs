using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Exchange.Matching.Auctions;

/// <summary>What has become of an offer.</summary>
public static class OfferStatus
{
    /// <summary>Awaits the consignor.</summary>
    public const string Open = "open";

    /// <summary>The consignor asks for another price or quantity, and the bidder may take it.</summary>
    public const string Countered = "countered";

    /// <summary>Taken by the consignor, or the counter by the bidder: an award.</summary>
    public const string Accepted = "accepted";

    /// <summary>Not taken by the consignor, or the counter not by the bidder.</summary>
    public const string Declined = "declined";

    /// <summary>Nobody answered in time.</summary>
    public const string Expired = "expired";

    /// <summary>Others bought so much that too little is left for it.</summary>
    public const string SoldOut = "sold-out";
}

/// <summary>A bidder's last offer for a lot, and the consignor's counter where there is one.</summary>
/// <param name="Number">The offer's number in the lot, from 1.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="PriceMinor">What it would pay: for the whole lot, or for a unit where the lot is divisible.</param>
/// <param name="QuantityMilli">For how much, in thousandths of the unit.</param>
/// <param name="ExpiresAt">The first moment at which it stands no more, or the counter, in Unix milliseconds.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="CounterMinor">The price that the consignor asks for; null without a counter.</param>
/// <param name="CounterMilli">The quantity that the consignor would give for it; null without a counter.</param>
public sealed record Offer(
    long Number, string Bidder, long PriceMinor, long QuantityMilli, long ExpiresAt, string Status = OfferStatus.Open, long? CounterMinor = null, long? CounterMilli = null)
{
    /// <summary>Whether somebody may still take it at a time in Unix milliseconds.</summary>
    public bool Stands(long at) => IsPending && at < ExpiresAt;

    /// <summary>Whether it awaits an answer, or the clock that ends it.</summary>
    [JsonIgnore]
    public bool IsPending => Status is OfferStatus.Open or OfferStatus.Countered;

    /// <summary>What is bought when it is taken now: by the counter where there is one.</summary>
    [JsonIgnore]
    public (long PriceMinor, long QuantityMilli) Taken => (CounterMinor ?? PriceMinor, CounterMilli ?? QuantityMilli);

    /// <summary>Whether a consignor should rather take this than another open one: it pays more for a unit of no less, or as much and came earlier.</summary>
    public bool IsBetterThan(Offer other) => QuantityMilli >= other.QuantityMilli
        && (PriceMinor > other.PriceMinor || (PriceMinor == other.PriceMinor && (QuantityMilli > other.QuantityMilli || Number < other.Number)));
}

/// <summary>The last offer of each bidder for one lot, in the order of their numbers. A value, and as small as the bidders are few.</summary>
/// <param name="Last">One offer a bidder.</param>
/// <param name="Made">How many were made.</param>
public sealed record OfferBook(ImmutableArray<Offer> Last, long Made)
{
    public static OfferBook None { get; } = new([], 0);

    /// <summary>The last offer of a number, or null.</summary>
    public Offer? Find(long number) => Last.FirstOrDefault(offer => offer.Number == number);

    /// <summary>A bidder's last offer, or null.</summary>
    public Offer? Of(string bidder) => Last.FirstOrDefault(offer => offer.Bidder == bidder);

    /// <summary>When the first of those that await something ends by the clock, in Unix milliseconds; 0 when none does.</summary>
    public long NextLapseAt() => Last.Where(offer => offer.IsPending).Select(offer => offer.ExpiresAt).DefaultIfEmpty(0).Min();

    /// <summary>These offers after an event, or null when it cannot follow.</summary>
    public OfferBook? After(OfferEvent happened) => (happened, Find(happened.Offer)) switch
    {
        (OfferMade made, null) when made.Offer == Made + 1 =>
            new([.. Last.Where(other => other.Bidder != made.Bidder), new(made.Offer, made.Bidder, made.PriceMinor, made.QuantityMilli, made.ExpiresAt)], made.Offer),
        (OfferCountered counter, { Status: OfferStatus.Open } offer) => Changed(offer with
        {
            Status = OfferStatus.Countered,
            CounterMinor = counter.PriceMinor,
            CounterMilli = counter.QuantityMilli,
            ExpiresAt = counter.ExpiresAt,
        }),
        (OfferEnded ended, { IsPending: true } offer) => Changed(offer with { Status = ended.Status }),
        _ => null,
    };

    private OfferBook Changed(Offer offer) => this with { Last = [.. Last.Select(other => other.Number == offer.Number ? offer : other)] };
}

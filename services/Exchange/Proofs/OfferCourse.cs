using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <summary>The offers of a lot as they went: what was asked for last, by whom, and which was taken.</summary>
internal sealed class OfferCourse(Offering offering)
{
    private readonly Dictionary<long, (string Bidder, long PriceMinor, long QuantityMilli)> _agreed = [];

    /// <summary>What the offer that was taken last gives its bidder; null before one was taken.</summary>
    public (string Winner, long QuantityMilli, long HammerMinor)? Due { get; private set; }

    /// <summary>Remembers what happened to an offer. A counter puts the consignor's words in place of the bidder's.</summary>
    public void Take(OfferEvent happened)
    {
        if (happened is OfferMade made) _agreed[made.Offer] = (made.Bidder, made.PriceMinor, made.QuantityMilli);
        if (!_agreed.TryGetValue(happened.Offer, out var offer)) return;
        if (happened is OfferCountered counter) _agreed[counter.Offer] = (offer.Bidder, counter.PriceMinor, counter.QuantityMilli);
        if (happened is OfferEnded { Status: "accepted" })
            Due = (offer.Bidder, offer.QuantityMilli, offering.Terms.Divisible is true
                ? new Money(offer.PriceMinor, offering.Lot.Currency).Times(new(offer.QuantityMilli, offering.Lot.Unit)).Minor
                : offer.PriceMinor);
    }
}

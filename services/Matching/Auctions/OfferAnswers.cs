namespace Exchange.Matching.Auctions;

/// <summary>An offer to make.</summary>
/// <param name="PriceMinor">For the whole lot, or for a unit where the lot is divisible, 1 to 10^15 minor units. More than the asking price counts as that.</param>
/// <param name="QuantityMilli">For how much, in thousandths of the unit; all that is left if left out.</param>
/// <param name="Currency">ISO 4217; the lot's if left out.</param>
/// <param name="Attempt">The attempt for which it is meant, as the lot counts them; refused in another one. Whichever runs if left out.</param>
public sealed record OfferRequest(long? PriceMinor, long? QuantityMilli = null, string? Currency = null, long? Attempt = null);

/// <summary>What the consignor asks for in place of an offer.</summary>
/// <param name="PriceMinor">From the offered price to the asking one.</param>
/// <param name="QuantityMilli">For how much, in thousandths of the unit; as much as was offered for if left out.</param>
/// <param name="Currency">ISO 4217; the lot's if left out.</param>
public sealed record CounterRequest(long? PriceMinor, long? QuantityMilli = null, string? Currency = null);

/// <summary>An offer as its bidder and the consignor see it, and nobody else.</summary>
/// <param name="Offer">Its number in the lot.</param>
/// <param name="Bidder">Who made it, as "Bidder n".</param>
/// <param name="You">Whether the caller's enterprise made it.</param>
/// <param name="PriceMinor">For the whole lot, or for a unit where the lot is divisible.</param>
/// <param name="QuantityMilli">For how much, in thousandths of the unit.</param>
/// <param name="Status">open (awaits the consignor), countered (awaits the bidder), accepted, declined, expired or sold-out.</param>
/// <param name="ExpiresAt">The first moment at which the offer, or its counter, stands no more, in Unix milliseconds.</param>
/// <param name="CounterMinor">The price that the consignor asks for; absent without a counter.</param>
/// <param name="CounterMilli">The quantity that the consignor would give for it; absent without a counter.</param>
public sealed record OfferShown(
    long Offer, string Bidder, bool You, long PriceMinor, long QuantityMilli, string Status, long ExpiresAt, long? CounterMinor = null, long? CounterMilli = null)
{
    /// <summary>An offer as a caller sees it who may, at a time in Unix milliseconds.</summary>
    public static OfferShown Of(Auction auction, Offer offer, string enterprise, long at) => new(
        offer.Number, Auctions.Bidder.Shown(auction.Bidders[offer.Bidder].Number), offer.Bidder == enterprise, offer.PriceMinor, offer.QuantityMilli,
        offer.IsPending && (auction.Outcome is not null || !offer.Stands(at)) ? OfferStatus.Expired : offer.Status, offer.ExpiresAt, offer.CounterMinor, offer.CounterMilli);
}

/// <summary>What an offer, or an answer to one, came to.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Offer">The offer's number.</param>
/// <param name="Status">open, countered, accepted or declined.</param>
/// <param name="ExpiresAt">Until when the offer or the counter stands, in Unix milliseconds; absent where it ended.</param>
/// <param name="Award">The award's id, where it was taken; the deal has the same.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were awarded.</param>
/// <param name="HammerMinor">What all of it costs.</param>
public sealed record OfferAnswer(
    string Lot, long Offer, string Status, long? ExpiresAt = null, string? Award = null, long? QuantityMilli = null, long? HammerMinor = null)
{
    /// <summary>What events say that one command caused.</summary>
    public static OfferAnswer Of(string lot, OfferMade? made, OfferCountered? countered, OfferEnded? ended, QuantityAwarded? award) =>
        ended is not null ? new(lot, ended.Offer, ended.Status, null, award?.Award, award?.QuantityMilli, award?.HammerMinor)
        : countered is not null ? new(lot, countered.Offer, OfferStatus.Countered, countered.ExpiresAt)
        : new(lot, made!.Offer, OfferStatus.Open, made.ExpiresAt);
}

namespace Exchange.Matching.Auctions;

/// <summary>Asked by a bidder of a lot that is sold by offers.</summary>
public abstract record OfferCommand(string Bidder) : BuyerCommand(Bidder);

/// <summary>Offers a price below the asking one.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="PriceMinor">For the whole lot, or for a unit where the lot is divisible.</param>
/// <param name="QuantityMilli">For how much, in thousandths of the unit; all that is left when null.</param>
public sealed record MakeOffer(string Bidder, long PriceMinor, long? QuantityMilli) : OfferCommand(Bidder);

/// <summary>Takes or declines the consignor's counter.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Offer">The number of its own offer.</param>
/// <param name="Accepts">Whether it takes the counter.</param>
public sealed record AnswerCounter(string Bidder, long Offer, bool Accepts) : OfferCommand(Bidder);

/// <summary>Asked by the enterprise that offers the lot, of an offer.</summary>
/// <param name="Consignor">The enterprise.</param>
/// <param name="Offer">The number of the offer.</param>
public abstract record ConsignorCommand(string Consignor, long Offer) : AuctionCommand;

/// <summary>Takes an offer.</summary>
public sealed record AcceptOffer(string Consignor, long Offer) : ConsignorCommand(Consignor, Offer);

/// <summary>Declines an offer.</summary>
public sealed record DeclineOffer(string Consignor, long Offer) : ConsignorCommand(Consignor, Offer);

/// <summary>Asks for another price or quantity than an offer says.</summary>
/// <param name="Consignor">The enterprise.</param>
/// <param name="Offer">The number of the offer.</param>
/// <param name="PriceMinor">From the offered price to the asking one.</param>
/// <param name="QuantityMilli">For how much, in thousandths of the unit; as much as was offered for when null.</param>
public sealed record CounterOffer(string Consignor, long Offer, long PriceMinor, long? QuantityMilli) : ConsignorCommand(Consignor, Offer);

/// <summary>What happened to an offer. Between its bidder and the consignor: it is shown to nobody else.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Offer">The offer's number in the lot, from 1 and without gaps.</param>
/// <param name="NextLapseAt">When the first of the lot's offers and counters ends by the clock since this event, in Unix milliseconds; 0 when none awaits anything.</param>
public abstract record OfferEvent(string Fair, long Offer, long NextLapseAt) : AuctionEvent;

/// <summary>A bidder offered a price.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Offer">The offer's number.</param>
/// <param name="Bidder">The enterprise; its new offer takes the place of its last.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="PriceMinor">For the whole lot, or for a unit where the lot is divisible.</param>
/// <param name="QuantityMilli">For how much, in thousandths of the unit.</param>
/// <param name="ExpiresAt">The first moment at which it stands no more, in Unix milliseconds.</param>
/// <param name="NextLapseAt">When the first of the lot's offers and counters ends by the clock.</param>
public sealed record OfferMade(
    string Fair, long Offer, string Bidder, int BidderNumber, long PriceMinor, long QuantityMilli, long ExpiresAt, long NextLapseAt) : OfferEvent(Fair, Offer, NextLapseAt);

/// <summary>The consignor asked for another price or quantity.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Offer">The offer's number.</param>
/// <param name="PriceMinor">The price that it asks for.</param>
/// <param name="QuantityMilli">The quantity that it would give for it.</param>
/// <param name="ExpiresAt">The first moment at which the counter stands no more, in Unix milliseconds.</param>
/// <param name="NextLapseAt">When the first of the lot's offers and counters ends by the clock.</param>
public sealed record OfferCountered(
    string Fair, long Offer, long PriceMinor, long QuantityMilli, long ExpiresAt, long NextLapseAt) : OfferEvent(Fair, Offer, NextLapseAt);

/// <summary>An offer ended.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Offer">The offer's number.</param>
/// <param name="Status">How: one of <see cref="OfferStatus"/>.</param>
/// <param name="NextLapseAt">When the first of the lot's offers and counters ends by the clock.</param>
public sealed record OfferEnded(string Fair, long Offer, string Status, long NextLapseAt) : OfferEvent(Fair, Offer, NextLapseAt);

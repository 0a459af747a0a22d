namespace Exchange.Matching.Auctions;

/// <summary>What events of standing bids and of offers do to a sale.</summary>
internal static class Books
{
    /// <summary>The sale after such an event, or null when it cannot follow.</summary>
    public static Auction? Evolve(Auction auction, AuctionEvent @event) => @event switch
    {
        DemandPlaced bid when bid.Bid == auction.Bids + 1 && (bid.Raises is not { } raised || auction.Standing.Find(raised)?.Bidder == bid.Bidder) => auction with
        {
            Bids = bid.Bid,
            PriceMinor = bid.PriceMinor,
            ClosesAt = bid.ClosesAt,
            Extensions = auction.Extensions + (bid.ClosesAt > auction.ClosesAt ? 1 : 0),
            Bidders = auction.Bidders.After(bid.Bidder, bid.AmountMinor, bid.Bid),
            Book = auction.Standing.After(bid),
        },
        PartsOffered offered => auction with { Book = auction.Standing.After(offered) },
        PartAnswered answered when auction.Standing.AskedOf(answered.Bidder, answered.Bid) is not null => auction with { Book = auction.Standing.After(answered) },
        OfferEvent offer when auction.StandingOffers.After(offer) is { } after => auction with
        {
            Offers = after,
            Bidders = offer is OfferMade made ? auction.Bidders.After(made.Bidder, made.PriceMinor, made.Offer) : auction.Bidders,
        },
        _ => null,
    };
}

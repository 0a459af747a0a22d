using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>An asking price, and offers below it that the consignor takes, declines or counters. Offers are between the two: nobody else learns of them, until one
/// is an award. An offer binds its bidder until it is answered or expires; a counter binds the consignor, and of several the first that is taken has it. The asking
/// price binds the consignor too: an offer of it or more is taken at once, at the asking price. Of two open offers the consignor takes the better one first, so that nobody
/// is preferred in secret. The consignor may say in advance, in secret, from which price an offer is taken at once, and below which it is declined at once. A
/// divisible lot is offered for in parts, at a price for a unit, until nothing is left.</summary>
public sealed class BestOffer : Format
{
    /// <summary>The most bidders with offers for one lot.</summary>
    public const int MostBidders = 1000;

    private const long LongestMs = 366L * 86_400_000;

    public override bool HasPriority => true;

    public override string Name => "best-offer";

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => command switch
    {
        MakeOffer offer when ObjectionTo(auction, offer, at) is { } objection => objection,
        MakeOffer offer => Made(auction, offer, at),
        AnswerCounter answer => Answer(auction, answer, at),
        _ => AuctionRefusals.TakesOffers,
    };

    /// <summary>What the consignor's answer to an offer does. The caller has seen to times, and to whose lot it is.</summary>
    public static Decision<AuctionEvent> Answer(Auction auction, ConsignorCommand command, long at) => (command, auction.StandingOffers.Find(command.Offer)) switch
    {
        (_, null) => OfferRefusals.Unknown,
        (_, { Status: not OfferStatus.Open } offer) => OfferRefusals.NotOpen(offer.Status),
        (_, { } offer) when !offer.Stands(at) => OfferRefusals.NotOpen(OfferStatus.Expired),
        (DeclineOffer, { } offer) => Ended(auction, [offer], OfferStatus.Declined),
        (CounterOffer counter, { } offer) => Countered(auction, offer, counter, at),
        (_, { } offer) => auction.StandingOffers.Last.FirstOrDefault(other => other.Status == OfferStatus.Open && other.Stands(at) && other.IsBetterThan(offer)) is { } better
            ? OfferRefusals.BetterStands(better.Number)
            : Sold(auction, offer),
    };

    public override Decision<AuctionEvent> Lapse(Auction auction, long at) =>
        Ended(auction, [.. auction.StandingOffers.Last.Where(offer => offer.IsPending && !offer.Stands(at))], OfferStatus.Expired);

    public override Decision<AuctionEvent> Close(Auction auction, CloseAuction command, long at) =>
        (AuctionEvent[])[.. Ended(auction, [.. auction.StandingOffers.Last.Where(offer => offer.IsPending)], OfferStatus.Expired), .. Hammer.Fall(auction, [], at)];

    public override bool PricesUnits(SaleTerms terms) => terms.Divisible is true;

    public override ImmutableArray<Award> Resolve(Auction auction) => [];

    /// <summary>The asking price.</summary>
    public override long PriceMinor(Auction auction, long at) => auction.Offered.Terms.OpeningMinor;

    public override long NextBidMinor(Auction auction) => 0;

    public override bool IsReserveMet(Auction auction) => true;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) => terms switch
    {
        { OfferMs: not (>= 1 and <= LongestMs) } => AuctionRefusals.UnsoundTerms("Offers do not stand between a millisecond and 366 days."),
        { ReserveMinor: not 0 } => AuctionRefusals.UnsoundTerms("Offers have no reserve; the price below which they are declined takes its place."),
        { AcceptFromMinor: < 1 } or { DeclineBelowMinor: < 1 } => AuctionRefusals.UnsoundTerms("A price from which offers are taken or below which they are declined is not positive."),
        { AcceptFromMinor: { } accept } when accept > terms.OpeningMinor => AuctionRefusals.UnsoundTerms("Offers are taken from a price above the asking one."),
        { DeclineBelowMinor: { } decline } when decline > (terms.AcceptFromMinor ?? terms.OpeningMinor) =>
            AuctionRefusals.UnsoundTerms("Offers are declined below a price above the one from which they are taken."),
        { MinimumTakeMilli: < 1 } => AuctionRefusals.UnsoundTerms("The minimum take is not positive."),
        _ => ObjectionToSteps(lot, terms) ?? (terms.Divisible is true ? ObjectionToWhole(lot, terms) : null),
    };

    private static Refusal? ObjectionTo(Auction auction, MakeOffer offer, long at)
    {
        var (terms, offers, left) = (auction.Offered.Terms, auction.StandingOffers, auction.RemainingMilli);
        var (quantity, own, least) = (offer.QuantityMilli ?? left, offers.Of(offer.Bidder), Math.Min(terms.MinimumTakeMilli ?? 0, left));
        return quantity switch
        {
            _ when quantity > left => AuctionRefusals.NotEnoughLeft(left),
            _ when quantity < left && terms.Divisible is not true => AuctionRefusals.TakenWhole(left),
            _ when quantity < least => AuctionRefusals.BelowMinimumTake(least),
            _ when ObjectionToQuantity(terms, quantity, left) is { } objection => objection,
            _ when quantity < 1 || ValueOf(auction, quantity, Capped(terms, offer.PriceMinor)) < 1 => AuctionRefusals.QuantityTooSmall,
            _ when own is null && offers.Last.Length >= MostBidders => OfferRefusals.TooMany(MostBidders),
            _ when own is { Status: OfferStatus.Open } && own.Stands(at) && !IsRaised(own, Capped(terms, offer.PriceMinor), quantity) =>
                OfferRefusals.NotRaised(own.PriceMinor, own.QuantityMilli),
            _ => null,
        };
    }

    private static Decision<AuctionEvent> Made(Auction auction, MakeOffer offer, long at)
    {
        var (lot, terms, _, _) = auction.Offered;
        var price = Capped(terms, offer.PriceMinor);
        var made = new OfferMade(
            lot.Fair,
            auction.StandingOffers.Made + 1,
            offer.Bidder,
            auction.Bidders[offer.Bidder].Number,
            price,
            offer.QuantityMilli ?? auction.RemainingMilli,
            ExpiresAt: Math.Min(at + terms.OfferMs!.Value, auction.ClosesAt),
            NextLapseAt: 0);
        var after = Auction.Evolve(auction, made);
        made = made with { NextLapseAt = after.StandingOffers.NextLapseAt() };
        var mine = after.StandingOffers.Find(made.Offer)!;
        AuctionEvent[] then = price >= (terms.AcceptFromMinor ?? terms.OpeningMinor) ? Sold(after, mine)
            : price < terms.DeclineBelowMinor ? Ended(after, [mine], OfferStatus.Declined)
            : [];
        return (AuctionEvent[])[made, .. then];
    }

    private static Decision<AuctionEvent> Answer(Auction auction, AnswerCounter answer, long at) => auction.StandingOffers.Find(answer.Offer) switch
    {
        null => OfferRefusals.Unknown,
        var offer when offer.Bidder != answer.Bidder => OfferRefusals.Unknown,
        { Status: not OfferStatus.Countered } offer => OfferRefusals.NotCountered(offer.Status),
        var offer when !offer.Stands(at) => OfferRefusals.NotCountered(OfferStatus.Expired),
        var offer => answer.Accepts ? Sold(auction, offer) : Ended(auction, [offer], OfferStatus.Declined),
    };

    private static Decision<AuctionEvent> Countered(Auction auction, Offer offer, CounterOffer counter, long at)
    {
        var (terms, left, quantity) = (auction.Offered.Terms, auction.RemainingMilli, counter.QuantityMilli ?? offer.QuantityMilli);
        if (quantity > left) return AuctionRefusals.NotEnoughLeft(left);
        if (quantity < left && terms.Divisible is not true) return AuctionRefusals.TakenWhole(left);
        if (ObjectionToQuantity(terms, quantity, left) is { } objection) return objection;
        if (quantity < 1 || ValueOf(auction, quantity, counter.PriceMinor) < 1) return AuctionRefusals.QuantityTooSmall;
        if (counter.PriceMinor < offer.PriceMinor || counter.PriceMinor > terms.OpeningMinor || (counter.PriceMinor == offer.PriceMinor && quantity == offer.QuantityMilli))
            return OfferRefusals.CounterOutOfBounds(offer.PriceMinor, terms.OpeningMinor);
        var countered = new OfferCountered(auction.Offered.Lot.Fair, offer.Number, counter.PriceMinor, quantity, Math.Min(at + terms.OfferMs!.Value, auction.ClosesAt), 0);
        return countered with { NextLapseAt = Auction.Evolve(auction, countered).StandingOffers.NextLapseAt() };
    }

    // The taken offer ends first, then those for which too little is left, and the award is last, because it may close the sale.
    private static AuctionEvent[] Sold(Auction auction, Offer offer)
    {
        var (price, quantity) = offer.Taken;
        var left = auction.RemainingMilli - quantity;
        var accepted = Ended(auction, [offer], OfferStatus.Accepted);
        var after = accepted.Aggregate(auction, Auction.Evolve);
        return
        [
            .. accepted,
            .. Ended(after, [.. after.StandingOffers.Last.Where(other => other.IsPending && other.Taken.QuantityMilli > left)], OfferStatus.SoldOut),
            .. Hammer.Award(auction, [new(offer.Bidder, quantity, ValueOf(auction, quantity, price), price)]),
        ];
    }

    private static AuctionEvent[] Ended(Auction auction, IReadOnlyList<Offer> offers, string status)
    {
        var (left, events) = (auction.StandingOffers, new AuctionEvent[offers.Count]);
        for (var i = 0; i < events.Length; i++)
        {
            var ended = new OfferEnded(auction.Offered.Lot.Fair, offers[i].Number, status, NextLapseAt: 0);
            left = left.After(ended) ?? throw new InvalidOperationException($"Offer {ended.Offer} cannot end.");
            events[i] = ended with { NextLapseAt = left.NextLapseAt() };
        }

        return events;
    }

    // Nobody pays more than is asked.
    private static long Capped(SaleTerms terms, long priceMinor) => Math.Min(priceMinor, terms.OpeningMinor);

    private static bool IsRaised(Offer own, long priceMinor, long quantityMilli) =>
        priceMinor >= own.PriceMinor && quantityMilli >= own.QuantityMilli && (priceMinor > own.PriceMinor || quantityMilli > own.QuantityMilli);

    private static long ValueOf(Auction auction, long quantityMilli, long priceMinor) =>
        auction.Offered.Terms.Divisible is true ? ValueOf(auction.Offered.Lot, quantityMilli, priceMinor) : priceMinor;
}

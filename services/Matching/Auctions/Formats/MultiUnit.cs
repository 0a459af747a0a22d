using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>Many units to many bidders: a bid is a price for a unit and a quantity, several bids of one bidder are its demand curve, and at the close the highest
/// prices are filled first, down to the opening or the reserve. What the winners pay is the format's <see cref="Pricing"/>; <see cref="Allocation"/> does the sums.
/// The book is open: everybody sees prices and quantities, never names. A bid stands until it is raised in price or quantity; it is never lowered or withdrawn.
/// A raised bid counts from its raise. Where the terms say so, who would win only a part of a bid may decline it after the close: then the bid falls, as if it had never
/// been made, and the next in order gets the units. A late bid that changes the price or what anyone would win moves the close.
/// Sources: Vickrey, "Counterspeculation, Auctions, and Competitive Sealed Tenders", Journal of Finance 16 (1961); Krishna, Auction Theory (2nd ed. 2010), chapters 12 and 13.</summary>
/// <param name="name">The format's name.</param>
/// <param name="pricing">What the winners pay.</param>
public sealed class MultiUnit(string name, Pricing pricing) : Format
{
    /// <summary>The values of the term that says who gets what remains at the marginal price.</summary>
    public const string ByTime = "time", ProRata = "pro-rata";

    /// <summary>The most standing bids of a lot where its terms do not say it. A bidder has at most a tenth of a lot's.</summary>
    public const int MostBids = 1000;

    /// <summary>The greatest quantity of a lot or a bid, in thousandths of the unit; sums of all standing bids stay within 64 bits.</summary>
    public const long MostMilli = 500_000_000_000_000;

    private const int FewestBids = 10, GreatestBook = 10_000;

    private const long LongestMs = 366L * 86_400_000;

    public override string Name => name;

    public override bool SoftCloses => true;

    public override bool HasPriority => true;

    public override bool HasLeader => false;

    /// <summary>What the winners pay.</summary>
    public Pricing Pricing => pricing;

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => command switch
    {
        PlaceDemand bid when ObjectionTo(auction, bid) is { } objection => objection,
        PlaceDemand bid => Placed(auction, bid, at),
        PlaceBid => AuctionRefusals.QuantityMissing,
        _ => AuctionRefusals.TakesNoPurchases,
    };

    // A part that costs less than half of the least unit of money is given to nobody.
    public override Decision<AuctionEvent> Close(Auction auction, CloseAuction command, long at) =>
        auction.Standing.Asked is { } asked && at < asked.Until ? AuctionRefusals.NotDue(asked.Until) : Conclude(auction with { Book = auction.Standing.Unasked() }, at);

    public override Decision<AuctionEvent> Lapse(Auction auction, long at) => auction.Standing.Asked is null ? Decision<AuctionEvent>.Nothing : Close(auction, new(), at);

    public override Decision<AuctionEvent> Answer(Auction auction, AnswerPart answer, long at)
    {
        if (auction.Standing.AskedOf(answer.Bidder, answer.Bid) is not { } part) return AuctionRefusals.NothingAsked;
        if (auction.Standing.Asked!.Until is var until && at >= until) return AuctionRefusals.AnswerTooLate(until);
        var answered = new PartAnswered(auction.Offered.Lot.Fair, part.Bid, part.Bidder, answer.Accepts);
        var after = Auction.Evolve(auction, answered);
        return after.Standing.Asked is null ? [answered, .. Conclude(after, at)] : new AuctionEvent[] { answered };
    }

    public override bool PricesUnits(SaleTerms terms) => true;

    public override ImmutableArray<Award> Resolve(Auction auction) =>
        auction.HasSold ? [] : [.. Allot(auction).Awards.Where(award => award.HammerMinor > 0)];

    /// <summary>What the standing bids would come to if the hammer fell now.</summary>
    public Allotment Allot(Auction auction) => Allot(auction, auction.Standing);

    /// <summary>The bids, or the parts of them, that were left without, each at its own price whatever the winners paid. What a bidder has got counts against its best bids.</summary>
    public override IEnumerable<Award> RunnersUp(Auction auction, long freeMilli)
    {
        var (lot, got) = (auction.Offered.Lot, auction.StandingAwards().GroupBy(award => award.Winner, StringComparer.Ordinal)
            .ToDictionary(own => own.Key, own => own.Sum(award => award.QuantityMilli), StringComparer.Ordinal));
        foreach (var bid in auction.Standing.Bids.TakeWhile(bid => bid.PriceMinor >= LeastMinor(auction)))
        {
            var won = Math.Min(bid.QuantityMilli, got.GetValueOrDefault(bid.Bidder));
            if (won > 0) got[bid.Bidder] -= won;
            var lost = Math.Min(bid.QuantityMilli - won, freeMilli);
            if (lost > 0 && ValueOf(lot, lost, bid.PriceMinor) is > 0 and var value) yield return new(bid.Bidder, lost, value);
        }
    }

    public override long PriceMinor(Auction auction, long at) => auction.PriceMinor;

    public override long NextBidMinor(Auction auction) => auction.Offered.Terms.OpeningMinor;

    public override bool IsReserveMet(Auction auction) => auction.Standing.Bids.Any(bid => bid.PriceMinor >= auction.Offered.Terms.ReserveMinor);

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) => terms switch
    {
        _ when lot.QuantityMilli > MostMilli => AuctionRefusals.UnsoundTerms("The quantity is above 5*10^11 units."),
        _ when (Int128)terms.ReserveMinor * lot.QuantityMilli / 1000 > MostMinor => AuctionRefusals.UnsoundTerms("The whole quantity costs more than 10^15 minor units at the reserve."),
        { IncrementMinor: < 0 or > MostMinor } => AuctionRefusals.UnsoundTerms("The step of prices is not between 0 and 10^15 minor units."),
        { MostQuantityMilli: < 1 or > MostMilli } => AuctionRefusals.UnsoundTerms("The most of one bidder is not between 0.001 and 5*10^11 units."),
        { Ties: not (null or ByTime or ProRata) } => AuctionRefusals.UnsoundTerms("Ties are decided neither by time nor pro-rata."),
        { PartMs: < 1 or > LongestMs } => AuctionRefusals.UnsoundTerms("The time to decline a part is not between a millisecond and 366 days."),
        { MostBids: < FewestBids or > GreatestBook } => AuctionRefusals.UnsoundTerms("The most standing bids are not between 10 and 10,000."),
        _ when Extension.ObjectionTo(terms) is { } detail => AuctionRefusals.UnsoundTerms(detail),
        _ => ObjectionToSteps(lot, terms) ?? ObjectionToWhole(lot, terms),
    };

    private static Refusal? ObjectionTo(Auction auction, PlaceDemand bid)
    {
        var (lot, terms, _, _) = auction.Offered;
        var step = Math.Max(1, terms.IncrementMinor);
        return bid switch
        {
            _ when bid.PriceMinor < terms.OpeningMinor => AuctionRefusals.BidTooLow(terms.OpeningMinor),
            _ when (Int128)bid.PriceMinor * lot.QuantityMilli / 1000 > MostMinor => AuctionRefusals.PriceTooHigh((long)((Int128)MostMinor * 1000 / lot.QuantityMilli)),
            _ when (bid.PriceMinor - terms.OpeningMinor) % step != 0 => AuctionRefusals.NotWholeSteps(terms.OpeningMinor, step),
            _ when ObjectionToQuantity(terms, bid.QuantityMilli, auction.RemainingMilli) is { } objection => objection,
            _ when bid.QuantityMilli < 1 || ValueOf(lot, Math.Min(bid.QuantityMilli, lot.QuantityMilli), bid.PriceMinor) == 0 => AuctionRefusals.QuantityTooSmall,
            _ => ObjectionToPlace(auction, bid),
        };
    }

    // What the bids that stand already have to say.
    private static Refusal? ObjectionToPlace(Auction auction, PlaceDemand bid)
    {
        var (terms, book) = (auction.Offered.Terms, auction.Standing);
        var (mine, mostBids, most) = (book.Of(bid.Bidder, bid.Raises).ToList(), terms.MostBids ?? MostBids, terms.MostQuantityMilli ?? MostMilli);
        var raised = bid.Raises is { } number ? book.Find(number) : null;
        return bid switch
        {
            { Raises: not null } when raised?.Bidder != bid.Bidder => AuctionRefusals.NoSuchBid,
            _ when bid.PriceMinor < raised?.PriceMinor || bid.QuantityMilli < raised?.QuantityMilli
                || (bid.PriceMinor == raised?.PriceMinor && bid.QuantityMilli == raised?.QuantityMilli) => AuctionRefusals.NotRaised(raised!.Value),
            _ when bid.QuantityMilli > most || bid.QuantityMilli > most - mine.Sum(own => own.QuantityMilli) => AuctionRefusals.OverCap(most),
            { Raises: null } when mine.Count >= mostBids / 10 => AuctionRefusals.TooManyBids(mostBids / 10),
            { Raises: null } when book.Bids.Length >= mostBids => AuctionRefusals.BookFull(mostBids),
            _ => null,
        };
    }

    private DemandPlaced Placed(Auction auction, PlaceDemand bid, long at)
    {
        var placed = new DemandPlaced(
            auction.Offered.Lot.Fair,
            auction.Bids + 1,
            bid.Bidder,
            auction.Bidders[bid.Bidder].Number,
            bid.PriceMinor,
            bid.QuantityMilli,
            PriceMinor: 0,
            NextBidMinor(auction),
            auction.ClosesAt,
            bid.Raises);
        var after = Allot(auction, auction.Standing.After(placed));
        var late = Extension.CloseAfter(auction, at);
        return placed with { PriceMinor = after.PriceMinor, ClosesAt = late != auction.ClosesAt && !after.Awards.SequenceEqual(Allot(auction).Awards) ? late : auction.ClosesAt };
    }

    // The hammer falls, unless somebody would win a part of a bid and may still say no.
    private AuctionEvent[] Conclude(Auction auction, long at)
    {
        var (book, terms) = (auction.Standing, auction.Offered.Terms);
        if (terms.PartMs is not { } time) return Hammer.Fall(auction, Resolve(auction), at);
        var parts = book.Bids.Zip(Allot(auction).Filled, (bid, filled) => (Bid: bid, Filled: filled))
            .Where(line => line.Filled > 0 && line.Filled < line.Bid.QuantityMilli && book.Kept?.Contains(line.Bid.Bid) is not true)
            .Select(line => new OfferedPart(line.Bid.Bid, line.Bid.Bidder, line.Filled)).ToList();
        return parts.Count == 0 ? Hammer.Fall(auction, Resolve(auction), at) : [new PartsOffered(auction.Offered.Lot.Fair, at + time, parts)];
    }

    // Every price counts from the opening, and from the reserve where that is higher; nobody pays less.
    private Allotment Allot(Auction auction, Book book)
    {
        var (lot, terms, _, _) = auction.Offered;
        return Allocation.Resolve([.. book.Bids.Select(bid => new Demand(bid.Bidder, bid.PriceMinor, bid.QuantityMilli))], auction.Attempts?.OfferedMilli ?? lot.QuantityMilli, new(
            pricing,
            terms.Ties == ProRata ? Ties.ProRata : Ties.Time,
            LeastMinor(auction),
            terms.QuantityStepMilli ?? 1));
    }

    private static long LeastMinor(Auction auction) => Math.Max(auction.Offered.Terms.OpeningMinor, auction.Offered.Terms.ReserveMinor);
}

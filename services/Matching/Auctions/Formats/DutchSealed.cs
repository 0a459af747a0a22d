using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>A clock and sealed bids in one, as in Ukraine's sales of public assets. First the price falls by so many basis points of the opening at an interval, so
/// many times; the first bid of at least its price stops it, at that price. Then all others may bid sealed, more than that, for a while. Where anyone did, the bids
/// are opened, and whoever stopped the clock may place one last bid, knowing them, within another while. The highest wins and pays what it bid, the earlier of equal
/// ones. When nobody stops the clock before the close, the lot passes in.
/// Source: the rules of Prozorro.Sale's hybrid auction, as openprocurement.auction.insider has them: 80 falls of 1 %, ten minutes of sealed bids, five for the last
/// bid, and both strictly above the price at which the clock was stopped.</summary>
public sealed class DutchSealed : SealedFormat
{
    private const long Whole = 10_000, LongestMs = 1_000_000_000_000_000;

    public override string Name => "dutch-sealed";

    /// <summary>The last bid is the one that awards before the close, and nobody may bid after it.</summary>
    public override bool EndsWithAward => true;

    /// <summary>The price of the clock at a time: the opening less its part for each whole interval since the opening time, until the last fall; half a minor unit
    /// goes up.</summary>
    /// <param name="terms">Terms of this format.</param>
    /// <param name="at">Unix milliseconds.</param>
    public static long PriceAt(SaleTerms terms, long at) => PriceAfter(terms, Math.Min(terms.Falls!.Value, FallsUntil(terms, at)));

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => command switch
    {
        PlaceBid bid when auction.Leader is null => Stop(auction, bid, PriceMinor(auction, at), at),
        PlaceBid when auction.Sealed is not { AreOpen: true } => SealedRefusals.TakesSealedBids,
        PlaceBid bid when !HasStopped(auction, bid.Bidder) => HybridRefusals.LastBidIsAnothers,
        PlaceBid bid when bid.AmountMinor <= auction.Bidders[bid.Bidder].BestMinor => AuctionRefusals.BidTooLow(auction.Bidders[bid.Bidder].BestMinor + 1),
        PlaceBid bid => Last(auction, bid),
        _ => AuctionRefusals.TakesNoPurchases,
    };

    public override Decision<AuctionEvent> AcceptSealed(Auction auction, SealedCommand command, long at) => auction switch
    {
        { Leader: null } => HybridRefusals.ClockRuns,
        { Sealed.AreOpen: true } => SealedBids.TooLate(auction, command),
        _ when HasStopped(auction, command.Bidder) => HybridRefusals.BidsLast,
        _ => base.AcceptSealed(auction, command, at),
    };

    /// <summary>The end, or where sealed bids wait the next stage: they are opened, and the close moves by the time for the last bid.</summary>
    public override Decision<AuctionEvent> Close(Auction auction, CloseAuction command, long at) => Waits(auction)
        ? Opened(auction, command, at + auction.Offered.Terms.BestBidMs!.Value)
        : Hammer.Fall(auction, auction.Resolve(), at);

    public override ImmutableArray<Award> Resolve(Auction auction) =>
        auction is { Leader: { } winner, HasSold: false } && !Waits(auction) ? [new(winner, auction.Offered.Lot.QuantityMilli, auction.PriceMinor)] : [];

    /// <summary>The clock's price until it is stopped, from the close on the last one at which anyone could bid; then the price of the best bid that is known.</summary>
    public override long PriceMinor(Auction auction, long at) =>
        auction.Leader is not null ? auction.PriceMinor : PriceAt(auction.Offered.Terms, Math.Min(at, auction.ClosesAt - 1));

    public override long? NextFallAt(Auction auction, long at)
    {
        var (terms, falls) = (auction.Offered.Terms, FallsUntil(auction.Offered.Terms, at));
        if (auction is not { Leader: null, Outcome: null } || falls >= terms.Falls) return null;
        var next = terms.OpensAt + ((falls + 1) * terms.FallEveryMs!.Value);
        return next < auction.ClosesAt ? next : null;
    }

    public override long NextBidMinor(Auction auction) => auction.Leader is null ? 0 : auction.PriceMinor + 1;

    protected override (string Bidder, long PriceMinor)? Winner(Auction auction) => Highest(auction).First() is var best ? (best.Bidder, best.AmountMinor!.Value) : null;

    protected override Refusal? ObjectionTo(Auction auction, long amountMinor) => amountMinor <= auction.PriceMinor ? AuctionRefusals.BidTooLow(auction.PriceMinor + 1) : null;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) => terms switch
    {
        { Falls: not (>= 1 and < Whole) } or { FallBasisPoints: not (>= 1 and < Whole) } => AuctionRefusals.UnsoundTerms("The clock has no sound number of falls, or part by which it falls."),
        { Falls: var falls, FallBasisPoints: var part } when falls * part >= Whole || PriceAfter(terms, falls!.Value) < 1 => AuctionRefusals.UnsoundTerms("The clock would fall to nothing."),
        { FallEveryMs: not (>= 1 and <= LongestMs) } => AuctionRefusals.UnsoundTerms("The clock's interval is not between 1 and 10^15 milliseconds."),
        { SealedMs: not (>= 1 and <= LongestMs) } or { BestBidMs: not (>= 1 and <= LongestMs) } =>
            AuctionRefusals.UnsoundTerms("The times for sealed bids and for the last bid are not between 1 and 10^15 milliseconds."),
        { ReserveMinor: not 0 } => AuctionRefusals.UnsoundTerms("A clock has its last fall and no reserve."),
        _ => null,
    };

    private static Decision<AuctionEvent> Stop(Auction auction, PlaceBid bid, long priceMinor, long at)
    {
        var (lot, terms, _, _) = auction.Offered;
        return bid.AmountMinor < priceMinor
            ? AuctionRefusals.WrongPrice(priceMinor, auction.Format.NextFallAt(auction, at))
            : new BidPlaced(lot.Fair, auction.Bids + 1, bid.Bidder, auction.Bidders[bid.Bidder].Number, priceMinor, priceMinor, priceMinor + 1, at + terms.SealedMs!.Value);
    }

    // Nobody else may do anything more, so that the sale ends with it.
    private static Decision<AuctionEvent> Last(Auction auction, PlaceBid bid)
    {
        var (leads, number) = (bid.AmountMinor > auction.PriceMinor, auction.Bidders[auction.Leader!].Number);
        var price = Math.Max(bid.AmountMinor, auction.PriceMinor);
        var placed = new BidPlaced(
            auction.Offered.Lot.Fair, auction.Bids + 1, bid.Bidder, auction.Bidders[bid.Bidder].Number, bid.AmountMinor, price, price + 1, auction.ClosesAt,
            leads ? null : auction.Leader, leads ? null : number);
        var after = Auction.Evolve(auction, placed);
        return (AuctionEvent[])[placed, .. Hammer.Award(after, after.Resolve())];
    }

    private static bool Waits(Auction auction) => auction.Sealed is { Standing.IsEmpty: false, AreOpen: false };

    // The first bid stops the clock, and of all others no amount is known.
    private static bool HasStopped(Auction auction, string bidder) => auction.Bidders[bidder].BestMinor > 0;

    private static long FallsUntil(SaleTerms terms, long at) => Math.Max(0, at - terms.OpensAt) / terms.FallEveryMs!.Value;

    private static long PriceAfter(SaleTerms terms, long falls) =>
        (long)((((Int128)terms.OpeningMinor * (Whole - (falls * terms.FallBasisPoints!.Value))) + (Whole / 2)) / Whole);
}

using System.Collections.Immutable;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>Bids that nobody learns before the opening. A bidder has one that stands: another takes its place, counts as of its own time, and may be lower;
/// until the end it may also be withdrawn. The opening opens all that stand, decides by them alone, and publishes what everyone needs to check each receipt.
/// Of equal bids the earlier wins. The whole lot goes to one winner.</summary>
public abstract class SealedFormat : Format
{
    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => SealedRefusals.TakesSealedBids;

    public override Decision<AuctionEvent> AcceptSealed(Auction auction, SealedCommand command, long at) => command switch
    {
        PlaceSealedBid bid when ObjectionTo(auction, bid.Offer.AmountMinor) is { } objection => objection,
        _ => AcceptAny(auction, command),
    };

    public override Decision<AuctionEvent> Close(Auction auction, CloseAuction command, long at)
    {
        if (auction.Sealed is not { Standing.IsEmpty: false, AreOpen: false }) return base.Close(auction, command, at);
        var opened = Opened(auction, command, auction.ClosesAt);
        if (opened.Refusal is not null) return opened;
        var after = Auction.Evolve(auction, opened[0]);
        return (AuctionEvent[])[opened[0], .. Hammer.Fall(after, after.Resolve(), at)];
    }

    /// <summary>The best of the opened bids, at what it pays; nobody while they are sealed.</summary>
    public override ImmutableArray<Award> Resolve(Auction auction) =>
        auction is { Sealed.AreOpen: true, HasSold: false } && Winner(auction) is { } winner ? [new(winner.Bidder, auction.Offered.Lot.QuantityMilli, winner.PriceMinor)] : [];

    /// <summary>All whose bids were opened, each at its own, whatever a second price would be; and whoever bid in the open before them, on a clock.</summary>
    public override IEnumerable<Award> RunnersUp(Auction auction, long freeMilli)
    {
        if (IsReverse || auction.Sealed is { Standing.IsEmpty: false, AreOpen: false }) return [];
        var opened = (auction.Sealed ?? SealedBids.None).Standing.Select(bid => (bid.Bidder, AmountMinor: bid.AmountMinor!.Value, bid.Bid));
        var heard = auction.Bidders.Ranked().Select(bidder => (Bidder: bidder.Key, AmountMinor: bidder.Value.BestMinor, Bid: bidder.Value.BestBid));
        return from bid in opened.Concat(heard)
               where bid.AmountMinor >= auction.Offered.Terms.ReserveMinor && IsFree(auction, freeMilli, bid.Bidder)
               orderby bid.AmountMinor descending, bid.Bid
               select new Award(bid.Bidder, auction.Offered.Lot.QuantityMilli, bid.AmountMinor);
    }

    public override long PriceMinor(Auction auction, long at) => auction.PriceMinor;

    public override long NextBidMinor(Auction auction) => auction.Offered.Terms.OpeningMinor;

    /// <summary>Whether a bid that was opened wins; while bids are sealed nobody can say.</summary>
    public override bool IsReserveMet(Auction auction) => auction.Leader is not null;

    /// <summary>The winner by bids that are open, and what it pays; null where no bid counts.</summary>
    protected abstract (string Bidder, long PriceMinor)? Winner(Auction auction);

    /// <summary>Why an amount cannot be bid, or null when it can.</summary>
    protected abstract Refusal? ObjectionTo(Auction auction, long amountMinor);

    /// <summary>The event that opens the bids of a lot, if the key is theirs.</summary>
    /// <param name="auction">The state, with bids that are sealed.</param>
    /// <param name="command">With the lot's key, or with what was published when it was opened.</param>
    /// <param name="closesAt">The close after the opening, in Unix milliseconds.</param>
    protected Decision<AuctionEvent> Opened(Auction auction, CloseAuction command, long closesAt)
    {
        var (bids, lot) = (auction.Sealed!, auction.Offered.Lot);
        if (command.Published is null && command.Key?.Check != bids.KeyCheck) return SealedRefusals.OtherKey;
        var opened = command.Published?.ToImmutableArray() ?? [.. bids.Standing.Select(bid => Open(auction, bid, command.Key!))];
        var winner = Winner(auction with { Sealed = bids.Opened(lot.Id, opened) });
        return new BidsOpened(lot.Fair, opened, winner?.PriceMinor ?? 0, closesAt, winner?.Bidder, winner is { } won ? auction.Bidders[won.Bidder].Number : null);
    }

    private static OpenedBid Open(Auction auction, SealedBid bid, LotKey key) => key.Open(bid.Bidder, bid.Box) is { } found
        ? new(bid.Bid, auction.Bidders[bid.Bidder].Number, found.AmountMinor, found.Salt)
        : throw new InvalidDataException($"Bid {bid.Bid} of lot {auction.Offered.Lot.Id} is sealed by a key that its check does not tell.");

    /// <summary>What every sale by sealed bids does with a bid whose amount it takes.</summary>
    protected static Decision<AuctionEvent> AcceptAny(Auction auction, SealedCommand command)
    {
        var (lot, standing) = (auction.Offered.Lot, auction.Sealed?.Of(command.Bidder));
        return command switch
        {
            PlaceSealedBid { Offer.AmountMinor: > MostMinor } => SealedRefusals.BidTooHigh,
            PlaceSealedBid { Currency: { } currency } when currency != lot.Currency => AuctionRefusals.OtherCurrency(lot.Currency),
            PlaceSealedBid bid when auction.Sealed is { KeyCheck: var check } && check != bid.Offer.KeyCheck => SealedRefusals.OtherKey,
            PlaceSealedBid { Offer: var offer } => new BidSealed(
                lot.Fair, auction.Bids + 1, command.Bidder, auction.Bidders[command.Bidder].Number, offer.Box, offer.KeyCheck,
                offer.Receipt ?? LotKey.Receipt(lot.Id, auction.Bidders[command.Bidder].Number, offer.AmountMinor, offer.Salt), auction.ClosesAt, standing?.Bid),
            WithdrawSealedBid when standing is null => SealedRefusals.NoBidToWithdraw,
            _ => new SealedBidWithdrawn(lot.Fair, standing!.Bid, command.Bidder, auction.Bidders[command.Bidder].Number),
        };
    }

    /// <summary>The best of the open bids first, the earlier of equal ones.</summary>
    protected static IEnumerable<SealedBid> Highest(Auction auction) => auction.Sealed!.Standing.OrderByDescending(bid => bid.AmountMinor);
}

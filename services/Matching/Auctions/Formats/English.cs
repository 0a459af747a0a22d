using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>An ascending auction of the whole lot with open bids, a secret reserve and a soft close: the highest bid at the close wins if it meets
/// the reserve, and pays what it bid. A bid counts from the opening amount, then from price + increment; so no two are equal and the earlier wins.
/// A bid within the soft close's time of the close moves the close to that long after the bid (the reset rule), never to an earlier time.
/// The leader may raise their own bid only while the reserve is not met: until then more money can still turn a lot that passes in into a sale, after
/// that it would only raise their own price.</summary>
public sealed class English : Format
{
    public override string Name => "english";

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => command switch
    {
        PlaceBid bid when bid.Bidder == auction.Leader && IsReserveMet(auction) => AuctionRefusals.AlreadyLeading,
        PlaceBid bid when bid.AmountMinor < NextBidMinor(auction) => AuctionRefusals.BidTooLow(NextBidMinor(auction)),
        PlaceBid bid => Placed(auction, bid, at),
        _ => AuctionRefusals.TakesNoPurchases,
    };

    public override ImmutableArray<Award> Resolve(Auction auction) =>
        auction is { Leader: { } winner, Awards: 0 } && IsReserveMet(auction) ? [new(winner, auction.Offered.Lot.QuantityMilli, auction.PriceMinor)] : [];

    public override long PriceMinor(Auction auction) => auction.PriceMinor;

    public override long NextBidMinor(Auction auction) =>
        auction.Bids == 0 ? auction.Offered.Terms.OpeningMinor : auction.PriceMinor + auction.Offered.Terms.IncrementMinor;

    public override bool IsReserveMet(Auction auction) => auction.Bids > 0 && auction.PriceMinor >= auction.Offered.Terms.ReserveMinor;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) =>
        terms.IncrementMinor is < 1 or > MostMinor ? AuctionRefusals.UnsoundTerms("The increment is not between 1 and 10^15 minor units.") : null;

    private static BidPlaced Placed(Auction auction, PlaceBid bid, long at)
    {
        var (lot, terms, _, _) = auction.Offered;
        return new(
            lot.Fair,
            auction.Bids + 1,
            bid.Bidder,
            auction.Bidders[bid.Bidder].Number,
            bid.AmountMinor,
            PriceMinor: bid.AmountMinor,
            NextBidMinor: bid.AmountMinor + terms.IncrementMinor,
            ClosesAt: Math.Max(auction.ClosesAt, at + terms.SoftCloseMs));
    }
}

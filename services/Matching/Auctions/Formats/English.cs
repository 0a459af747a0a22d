using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>An ascending auction of the whole lot with a secret reserve and a soft close: the highest bid at the close wins if the price meets the reserve,
/// and pays the price. A bid counts from the opening amount, then from price + increment (<see cref="Increments"/>); the earlier wins a tie. A late bid that
/// changes the price or the leader moves the close (<see cref="Extension"/>).
/// With open bids the price is what was bid, and the leader may raise their own bid only while the reserve is not met: until then more money can still turn
/// a lot that passes in into a sale, after that it would only raise their own price. With proxy bids a bid is a maximum (<see cref="ProxyBids"/>).</summary>
public sealed class English : Format
{
    public override string Name => "english";

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => command switch
    {
        PlaceBid bid when auction.Offered.Terms.Proxy is true && bid.Bidder == auction.Leader => Raise(auction, bid, at),
        PlaceBid bid when bid.Bidder == auction.Leader && IsReserveMet(auction) => AuctionRefusals.AlreadyLeading,
        PlaceBid bid when bid.AmountMinor < NextBidMinor(auction) => AuctionRefusals.BidTooLow(NextBidMinor(auction)),
        PlaceBid bid when !IsWholeSteps(auction, bid.AmountMinor) => AuctionRefusals.NotWholeSteps(NextBidMinor(auction), StepMinor(auction)),
        PlaceBid bid when auction.Offered.Terms.Proxy is true => Placed(auction, bid, ProxyBids.Meet(auction, bid.AmountMinor), at),
        PlaceBid bid => Placed(auction, bid, new(bid.AmountMinor, Leads: true), at),
        PlaceDemand => AuctionRefusals.TakesNoQuantity,
        _ => AuctionRefusals.TakesNoPurchases,
    };

    public override ImmutableArray<Award> Resolve(Auction auction) =>
        auction is { Leader: { } winner, Awards: 0 } && IsReserveMet(auction) ? [new(winner, auction.Offered.Lot.QuantityMilli, auction.PriceMinor)] : [];

    public override long PriceMinor(Auction auction, long at) => auction.PriceMinor;

    public override long NextBidMinor(Auction auction) =>
        auction.Bids == 0 ? auction.Offered.Terms.OpeningMinor : auction.PriceMinor + StepMinor(auction);

    public override bool IsReserveMet(Auction auction) => auction.Bids > 0 && auction.PriceMinor >= auction.Offered.Terms.ReserveMinor;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) =>
        (Increments.ObjectionTo(terms, MostMinor) ?? Extension.ObjectionTo(terms)) is { } detail ? AuctionRefusals.UnsoundTerms(detail) : null;

    // The step at the present price, or at the opening while nobody has bid.
    private static long StepMinor(Auction auction) =>
        Increments.StepMinor(auction.Offered.Terms, auction.Bids == 0 ? auction.Offered.Terms.OpeningMinor : auction.PriceMinor);

    private static bool IsWholeSteps(Auction auction, long amountMinor)
    {
        var terms = auction.Offered.Terms;
        return terms.WholeSteps is not true || (amountMinor - (auction.Bids == 0 ? terms.OpeningMinor : auction.PriceMinor)) % StepMinor(auction) == 0;
    }

    // A leader's new maximum; the least next bid is for others and does not bind it.
    private static Decision<AuctionEvent> Raise(Auction auction, PlaceBid bid, long at) =>
        bid.AmountMinor <= auction.Bidders[bid.Bidder].BestMinor ? AuctionRefusals.MaximumNotHigher
        : !IsWholeSteps(auction, bid.AmountMinor) ? AuctionRefusals.NotWholeSteps(auction.PriceMinor + StepMinor(auction), StepMinor(auction))
        : Placed(auction, bid, ProxyBids.Raise(auction, bid.AmountMinor), at);

    private static BidPlaced Placed(Auction auction, PlaceBid bid, Standoff after, long at)
    {
        var (lot, terms, _, _) = auction.Offered;
        var changes = after.PriceMinor != auction.PriceMinor || (after.Leads && bid.Bidder != auction.Leader);
        return new(
            lot.Fair,
            auction.Bids + 1,
            bid.Bidder,
            auction.Bidders[bid.Bidder].Number,
            bid.AmountMinor,
            after.PriceMinor,
            NextBidMinor: after.PriceMinor + Increments.StepMinor(terms, after.PriceMinor),
            ClosesAt: changes ? Extension.CloseAfter(auction, at) : auction.ClosesAt,
            Leader: after.Leads ? null : auction.Leader,
            LeaderNumber: after.Leads ? null : auction.Bidders[auction.Leader!].Number);
    }
}

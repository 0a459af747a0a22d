using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>An ascending auction of the whole lot with a secret reserve and a soft close: the highest bid at the close wins if the price meets the reserve,
/// and pays the price. A bid counts from the opening amount, then from price + increment (<see cref="Increments"/>); the earlier wins a tie. A late bid that
/// changes the price or the leader moves the close (<see cref="Extension"/>).
/// With open bids the price is what was bid, and the leader may raise their own bid only while the reserve is not met: until then more money can still turn
/// a lot that passes in into a sale, after that it would only raise their own price. The least step of a leader's own may differ from the one by which others
/// beat it. A bid of ten times the next one or more is taken for a slip of the pen until it is confirmed. With proxy bids a bid is a maximum (<see cref="ProxyBids"/>).</summary>
public sealed class English : Format
{
    /// <summary>A bid of so many times the next bid or more needs a confirmation.</summary>
    public const long SlipFactor = 10;

    public override bool HasPriority => true;

    public override bool OnlyLeaderIsBound => true;

    public override string Name => "english";

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => command switch
    {
        PlaceBid bid when bid.Bidder == auction.Leader => Improve(auction, bid, at),
        PlaceBid bid when bid.AmountMinor < NextBidMinor(auction) => AuctionRefusals.BidTooLow(NextBidMinor(auction)),
        PlaceBid bid when !IsWholeSteps(auction, bid.AmountMinor) => AuctionRefusals.NotWholeSteps(NextBidMinor(auction), StepMinor(auction)),
        PlaceBid bid when IsSlip(bid, NextBidMinor(auction)) => AuctionRefusals.ConfirmAmount(NextBidMinor(auction)),
        PlaceBid bid when auction.Offered.Terms.Proxy is true => Placed(auction, bid, ProxyBids.Meet(auction, bid.AmountMinor), at),
        PlaceBid bid => Placed(auction, bid, new(bid.AmountMinor, Leads: true), at),
        PlaceDemand => AuctionRefusals.TakesNoQuantity,
        _ => AuctionRefusals.TakesNoPurchases,
    };

    public override ImmutableArray<Award> Resolve(Auction auction) =>
        auction is { Leader: { } winner, HasSold: false } && IsMet(auction) ? [new(winner, auction.Offered.Lot.QuantityMilli, auction.PriceMinor)] : [];

    public override IEnumerable<Award> RunnersUp(Auction auction, long freeMilli) =>
        from bidder in auction.Bidders.Ranked()
        where bidder.Value.BestMinor >= auction.Offered.Terms.ReserveMinor && IsFree(auction, freeMilli, bidder.Key)
        select new Award(bidder.Key, auction.Offered.Lot.QuantityMilli, bidder.Value.BestMinor);

    public override long PriceMinor(Auction auction, long at) => auction.PriceMinor;

    public override long NextBidMinor(Auction auction) =>
        auction.Leader is null ? auction.Offered.Terms.OpeningMinor : auction.PriceMinor + StepMinor(auction);

    public override bool SoftCloses => true;

    public override bool CanVoid => true;

    public override bool IsReserveMet(Auction auction) => IsMet(auction);

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) =>
        (Increments.ObjectionTo(terms, MostMinor) ?? Extension.ObjectionTo(terms)) is { } detail ? AuctionRefusals.UnsoundTerms(detail) : null;

    private static bool IsMet(Auction auction) => auction.Leader is not null && auction.PriceMinor >= auction.Offered.Terms.ReserveMinor;

    // The step at the present price, or at the opening while nobody has bid.
    private static long StepMinor(Auction auction) =>
        Increments.StepMinor(auction.Offered.Terms, auction.Leader is null ? auction.Offered.Terms.OpeningMinor : auction.PriceMinor);

    private static bool IsWholeSteps(Auction auction, long amountMinor)
    {
        var terms = auction.Offered.Terms;
        return terms.WholeSteps is not true || (amountMinor - (auction.Leader is null ? terms.OpeningMinor : auction.PriceMinor)) % StepMinor(auction) == 0;
    }

    // What others need does not bind a leader, who improves their own bid by the own increment.
    private static Decision<AuctionEvent> Improve(Auction auction, PlaceBid bid, long at)
    {
        var (terms, own) = (auction.Offered.Terms, auction.Bidders[bid.Bidder].BestMinor);
        var isProxy = terms.Proxy is true;
        var least = own + (terms.OwnIncrementMinor ?? (isProxy ? 1 : StepMinor(auction)));
        return !isProxy && IsMet(auction) ? AuctionRefusals.AlreadyLeading
            : bid.AmountMinor < least ? (isProxy ? AuctionRefusals.MaximumNotHigher(least) : AuctionRefusals.BidTooLow(least))
            : terms is { WholeSteps: true, OwnIncrementMinor: { } step } && (bid.AmountMinor - own) % step != 0 ? AuctionRefusals.NotWholeSteps(least, step)
            : terms.OwnIncrementMinor is null && !IsWholeSteps(auction, bid.AmountMinor) ? AuctionRefusals.NotWholeSteps(auction.PriceMinor + StepMinor(auction), StepMinor(auction))
            : IsSlip(bid, least) ? AuctionRefusals.ConfirmAmount(least)
            : Placed(auction, bid, isProxy ? ProxyBids.Raise(auction, bid.AmountMinor) : new(bid.AmountMinor, Leads: true), at);
    }

    // A decimal point too many; whoever means it says so.
    private static bool IsSlip(PlaceBid bid, long leastMinor) => bid.Confirmed is not true && bid.AmountMinor / SlipFactor >= leastMinor;

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

using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>A tender by open offers that fall: the consignor wants to buy, bidders offer to sell the whole, delivered, and the lowest landed price at the close
/// wins and is paid. The first offer is at most the opening amount, each other at least a step (<see cref="Increments"/>) below the best; who is best may go
/// below themselves. An offer below the floor, if there is one, is not taken. A late offer moves the close (<see cref="Extension"/>).
/// Source: Krishna, Auction Theory (2nd ed.), chapter 1, on auctions to buy, which are auctions to sell the other way round.</summary>
public sealed class ReverseOpen : Format
{
    public override string Name => "reverse-open";

    public override bool SoftCloses => true;

    public override bool IsReverse => true;

    public override bool OnlyLeaderIsBound => true;

    /// <summary>Why terms have no sound bounds for offers, or null when they have.</summary>
    public static Refusal? ObjectionToBounds(SaleTerms terms) => terms switch
    {
        { ReserveMinor: not 0 } => AuctionRefusals.UnsoundTerms("A tender has a ceiling and a floor, and no reserve."),
        { FloorMinor: < 0 } => AuctionRefusals.UnsoundTerms("The floor is negative."),
        { FloorMinor: var floor } when floor > terms.OpeningMinor => AuctionRefusals.UnsoundTerms("The floor is above the most that may be asked."),
        _ => null,
    };

    /// <summary>The least offer that counts: the floor, and in any case a minor unit.</summary>
    public static long LeastMinor(SaleTerms terms) => Math.Max(1, terms.FloorMinor ?? 0);

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => command switch
    {
        PlaceBid bid when auction.Bids == 0 && bid.AmountMinor > NextBidMinor(auction) => TenderRefusals.AboveCeiling(NextBidMinor(auction)),
        PlaceBid bid when bid.AmountMinor > NextBidMinor(auction) => TenderRefusals.OfferTooHigh(NextBidMinor(auction)),
        PlaceBid bid when bid.AmountMinor < LeastMinor(auction.Offered.Terms) => TenderRefusals.BelowFloor,
        PlaceBid bid when !IsWholeSteps(auction, bid.AmountMinor) => AuctionRefusals.NotWholeSteps(NextBidMinor(auction), StepMinor(auction)),
        PlaceBid bid => new BidPlaced(
            auction.Offered.Lot.Fair, auction.Bids + 1, bid.Bidder, auction.Bidders[bid.Bidder].Number, bid.AmountMinor, bid.AmountMinor,
            Below(auction.Offered.Terms, bid.AmountMinor), Extension.CloseAfter(auction, at)),
        _ => AuctionRefusals.TakesNoPurchases,
    };

    public override ImmutableArray<Award> Resolve(Auction auction) =>
        auction is { Leader: { } winner, HasSold: false } ? [new(winner, auction.Offered.Lot.QuantityMilli, auction.PriceMinor)] : [];

    public override long PriceMinor(Auction auction, long at) => auction.PriceMinor;

    /// <summary>The most that may be offered next; 0 where no offer could be low enough.</summary>
    public override long NextBidMinor(Auction auction) =>
        auction.Bids == 0 ? auction.Offered.Terms.OpeningMinor : Below(auction.Offered.Terms, auction.PriceMinor);

    public override bool IsReserveMet(Auction auction) => auction.Bids > 0;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) =>
        (Increments.ObjectionTo(terms, MostMinor) ?? Extension.ObjectionTo(terms)) is { } detail ? AuctionRefusals.UnsoundTerms(detail)
        : terms.Proxy is true ? AuctionRefusals.UnsoundTerms("A tender takes no proxy bids.")
        : ObjectionToBounds(terms);

    private static long Below(SaleTerms terms, long priceMinor) => Math.Max(0, priceMinor - Increments.StepMinor(terms, priceMinor));

    // The step at the best offer, or at the opening while there is none.
    private static long StepMinor(Auction auction) => Increments.StepMinor(auction.Offered.Terms, Best(auction));

    private static bool IsWholeSteps(Auction auction, long amountMinor) =>
        auction.Offered.Terms.WholeSteps is not true || (Best(auction) - amountMinor) % StepMinor(auction) == 0;

    private static long Best(Auction auction) => auction.Bids == 0 ? auction.Offered.Terms.OpeningMinor : auction.PriceMinor;
}

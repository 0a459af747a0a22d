using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>The highest sealed bid wins and pays what it bid, if it is no lower than the reserve. A bid counts from the opening amount; the reserve is secret.
/// Source: Vickrey, "Counterspeculation, Auctions, and Competitive Sealed Tenders", Journal of Finance 16 (1961), section III, on the first-price rule.</summary>
public class SealedFirstPrice : SealedFormat
{
    public override string Name => "sealed-first-price";

    protected override (string Bidder, long PriceMinor)? Winner(Auction auction)
    {
        var reserve = auction.Offered.Terms.ReserveMinor;
        return Highest(auction).FirstOrDefault() is { } best && best.AmountMinor >= reserve ? (best.Bidder, PriceMinor(auction, best)) : null;
    }

    /// <summary>What the best bid pays.</summary>
    protected virtual long PriceMinor(Auction auction, SealedBid best) => best.AmountMinor!.Value;

    protected override Refusal? ObjectionTo(Auction auction, long amountMinor) =>
        amountMinor < auction.Offered.Terms.OpeningMinor ? AuctionRefusals.BidTooLow(auction.Offered.Terms.OpeningMinor) : null;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) => null;
}

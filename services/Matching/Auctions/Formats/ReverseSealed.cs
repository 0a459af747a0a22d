using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>A tender: the consignor wants to buy, bidders make sealed offers to sell the whole, delivered, and the lowest landed price wins and is paid. The opening
/// amount is the most that may be asked; an offer below the floor, if there is one, does not count, because nobody can deliver for so little.
/// Source: Vickrey, "Counterspeculation, Auctions, and Competitive Sealed Tenders", Journal of Finance 16 (1961), on tenders as sealed bids the other way round.</summary>
public sealed class ReverseSealed : SealedFormat
{
    public override string Name => "reverse-sealed";

    public override bool IsReverse => true;

    protected override (string Bidder, long PriceMinor)? Winner(Auction auction)
    {
        var floor = ReverseOpen.LeastMinor(auction.Offered.Terms);
        return auction.Sealed!.Standing.Where(bid => bid.AmountMinor >= floor).OrderBy(bid => bid.AmountMinor).FirstOrDefault() is { } best
            ? (best.Bidder, best.AmountMinor!.Value)
            : null;
    }

    // The floor is secret: an offer below it is taken, and does not win. That less than a minor unit wins nothing is no secret.
    protected override Refusal? ObjectionTo(Auction auction, long amountMinor) =>
        amountMinor < 1 ? TenderRefusals.BelowFloor
        : amountMinor > auction.Offered.Terms.OpeningMinor ? TenderRefusals.AboveCeiling(auction.Offered.Terms.OpeningMinor)
        : null;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) => ReverseOpen.ObjectionToBounds(terms);
}

namespace Exchange.Matching.Auctions.Formats;

/// <summary>The highest sealed bid wins and pays the second highest, but no less than the reserve; alone it pays the reserve, or the opening amount if that is
/// higher. So nobody can gain by bidding anything but what the lot is worth to them.
/// Source: Vickrey, "Counterspeculation, Auctions, and Competitive Sealed Tenders", Journal of Finance 16 (1961), section III, on the second-price rule.</summary>
public sealed class Vickrey : SealedFirstPrice
{
    public override string Name => "vickrey";

    protected override long PriceMinor(Auction auction, SealedBid best)
    {
        var (second, terms) = (Highest(auction).Skip(1).FirstOrDefault(), auction.Offered.Terms);
        return Math.Max(second?.AmountMinor ?? terms.OpeningMinor, terms.ReserveMinor);
    }
}

namespace Exchange.Matching.Auctions.Formats;

/// <summary>What a bid comes to.</summary>
/// <param name="PriceMinor">The price after it.</param>
/// <param name="Leads">Whether its bidder leads after it; else whoever led before.</param>
public readonly record struct Standoff(long PriceMinor, bool Leads);

/// <summary>Bids that are maxima: the system bids for the leader only as far as needed. The leader's maximum is the highest amount that they bid; nobody
/// else learns it. Nobody pays more than an increment above the second maximum, but for the opening and the reserve. The price stands between full steps
/// where a maximum does, so that one can be outbid by less than an increment.
/// Source: the rules that eBay publishes for automatic bidding; Lucking-Reiley, "Vickrey Auctions in Practice", JEP 14 (2000), on their history.</summary>
public static class ProxyBids
{
    /// <summary>What an acceptable bid of somebody who does not lead comes to: the higher maximum leads, the earlier on a tie, and the price is an
    /// increment above the lower one, but no more than the higher.</summary>
    public static Standoff Meet(Auction auction, long amountMinor)
    {
        var terms = auction.Offered.Terms;
        if (auction.Leader is not { } leader) return new(AtReserve(auction, terms.OpeningMinor, amountMinor), Leads: true);
        var maximum = auction.Bidders[leader].BestMinor;
        return amountMinor > maximum
            ? new(AtReserve(auction, Math.Min(amountMinor, maximum + Increments.StepMinor(terms, maximum)), amountMinor), Leads: true)
            : new(AtReserve(auction, Math.Min(maximum, amountMinor + Increments.StepMinor(terms, amountMinor)), maximum), Leads: false);
    }

    /// <summary>What a higher maximum of the leader comes to: the same price, unless it meets the reserve now.</summary>
    public static Standoff Raise(Auction auction, long amountMinor) => new(AtReserve(auction, auction.PriceMinor, amountMinor), Leads: true);

    // When the leader's maximum first meets the reserve, the price rises to it.
    private static long AtReserve(Auction auction, long priceMinor, long maximumMinor)
    {
        var reserve = auction.Offered.Terms.ReserveMinor;
        return maximumMinor >= reserve ? Math.Max(priceMinor, reserve) : priceMinor;
    }
}

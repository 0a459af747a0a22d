using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching.Audits;

/// <summary>An award as an audit file sums it up.</summary>
/// <param name="Award">Its id.</param>
/// <param name="HammerMinor">The price of all of it.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Winner">The name of the winner in the file.</param>
public sealed record AuditedAward(string Award, long HammerMinor, long QuantityMilli, string Winner);

/// <summary>How a lot's sale ended.</summary>
/// <param name="Awards">Who bought what, in the order of the awards; without those that fell.</param>
/// <param name="ClosesAt">The last close, in Unix milliseconds.</param>
/// <param name="Outcome">sold, passed-in, withdrawn, or second-chance while a bidder is asked after a default.</param>
/// <param name="Attempts">How many attempts to sell it there were; null for one.</param>
public sealed record AuditResult(IReadOnlyList<AuditedAward> Awards, long ClosesAt, string Outcome, long? Attempts = null)
{
    /// <summary>The result of a sale that has ended.</summary>
    /// <param name="auction">The last state.</param>
    /// <param name="awards">All awards of the sale.</param>
    /// <param name="names">The names of the file, or null when the awards have them already.</param>
    public static AuditResult Of(Auction auction, IEnumerable<QuantityAwarded> awards, AuditNames? names = null) => new(
        [
            .. awards.Where(award => auction.Cascade.Awards.Exists(standing => standing.Award == award.Award))
                .Select(award => new AuditedAward(award.Award, award.HammerMinor, award.QuantityMilli, names?.Of(award.Winner) ?? award.Winner)),
        ],
        auction.ClosesAt,
        auction.Outcome ?? throw new InvalidOperationException("The sale has not ended."),
        auction.Attempts?.Number);
}

/// <summary>What a call came to.</summary>
/// <param name="Awards">Who buys from whom, by their names in the file; without those that fell.</param>
/// <param name="Fills">What each order got that got anything.</param>
/// <param name="PriceMinor">The one price of a unit; null when nothing was traded.</param>
/// <param name="SurplusMilli">What was left over at the price: of the buyers above zero, of the sellers below.</param>
/// <param name="VolumeMilli">Thousandths of the unit that were traded.</param>
public sealed record AuditedCall(IReadOnlyList<CallAward> Awards, IReadOnlyList<OrderFill> Fills, long? PriceMinor, long SurplusMilli, long VolumeMilli)
{
    /// <summary>The result of a call.</summary>
    /// <param name="crossed">The call.</param>
    /// <param name="fallen">The trades that fell since.</param>
    /// <param name="names">The names of the file, or null when the awards have them already.</param>
    public static AuditedCall Of(OrdersCrossed crossed, IReadOnlyList<CallAward> fallen, AuditNames? names = null) => new(
        [
            .. crossed.Awards.Where(award => !fallen.Any(other => other.Award == award.Award))
                .Select(award => names is null ? award : award with { Buyer = names.Of(award.Buyer), Seller = names.Of(award.Seller) }),
        ],
        crossed.Result.Fills, crossed.Result.PriceMinor, crossed.Result.SurplusMilli, crossed.Result.VolumeMilli);
}

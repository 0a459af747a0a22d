using Exchange.Kernel.Values;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Fairs;

/// <summary>What a bidder must have held before its first bid on a lot. It never depends on a bid, of which it would tell something. One of the first three is said.</summary>
/// <param name="AmountMinor">The same for every lot, in minor units.</param>
/// <param name="BasisPoints">In its place, so many 1/10,000 of the lot's opening price (of the whole quantity where that is of a unit): 1 to 10,000.</param>
/// <param name="PerFairMinor">In its place, an amount that is held once and lets bid on all lots of the fair.</param>
/// <param name="LimitMinor">With that, how much may be bid with it: no bid for more, less what the bidder has won and not settled; at least the deposit itself.</param>
public sealed record DepositRules(long? AmountMinor = null, long? BasisPoints = null, long? PerFairMinor = null, long? LimitMinor = null)
{
    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        { AmountMinor: < 1 or > LotDetails.MaxMinor } or { AmountMinor: null, BasisPoints: null, PerFairMinor: null } => "deposit.amountMinor",
        { BasisPoints: < 1 or > 10_000 } or { AmountMinor: not null, BasisPoints: not null } => "deposit.basisPoints",
        { PerFairMinor: < 1 or > LotDetails.MaxMinor } or { PerFairMinor: not null, AmountMinor: not null } or { PerFairMinor: not null, BasisPoints: not null } => "deposit.perFairMinor",
        { PerFairMinor: null, LimitMinor: not null } or { PerFairMinor: not null, LimitMinor: null or > LotDetails.MaxMinor } => "deposit.limitMinor",
        _ => LimitMinor < PerFairMinor ? "deposit.limitMinor" : null,
    };

    /// <summary>The deposit for a lot, or for the fair to which it belongs, rounded once, at least a minor unit.</summary>
    public long Of(LotDetails details)
    {
        if ((AmountMinor ?? PerFairMinor) is { } amount) return amount;
        var opening = new Money(details.OpeningMinor, "XXX"); // ISO 4217's word for no currency: only the share is wanted
        var isPerUnit = LotFormat.Of(details.Format)!.IsPricedByUnit(details);
        var whole = isPerUnit ? opening.Times(new(details.QuantityMilli, details.Unit)) : opening;
        return Math.Max(1, whole.Share(BasisPoints!.Value).Minor);
    }
}

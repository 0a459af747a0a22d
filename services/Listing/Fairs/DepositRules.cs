using Exchange.Kernel.Values;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Fairs;

/// <summary>What a bidder must have held before its first bid on a lot. It never depends on a bid, of which it would tell something.</summary>
/// <param name="AmountMinor">The same for every lot, in minor units.</param>
/// <param name="BasisPoints">In its place, so many 1/10,000 of the lot's opening price (of the whole quantity where that is of a unit): 1 to 10,000.</param>
public sealed record DepositRules(long? AmountMinor = null, long? BasisPoints = null)
{
    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        { AmountMinor: null, BasisPoints: null } or { AmountMinor: < 1 or > LotDetails.MaxMinor } => "deposit.amountMinor",
        { BasisPoints: < 1 or > 10_000 } or { AmountMinor: not null, BasisPoints: not null } => "deposit.basisPoints",
        _ => null,
    };

    /// <summary>The deposit for a lot, rounded once, at least a minor unit.</summary>
    public long Of(LotDetails details)
    {
        if (AmountMinor is { } amount) return amount;
        var opening = new Money(details.OpeningMinor, "XXX"); // ISO 4217's word for no currency: only the share is wanted
        var isPerUnit = LotFormat.Of(details.Format)!.IsPricedByUnit(details);
        var whole = isPerUnit ? opening.Times(new(details.QuantityMilli, details.Unit)) : opening;
        return Math.Max(1, whole.Share(BasisPoints!.Value).Minor);
    }
}

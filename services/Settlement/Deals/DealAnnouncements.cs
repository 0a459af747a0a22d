using Exchange.Kernel.Log;
using V1 = Exchange.Contracts.Settlement.V1;

namespace Exchange.Settlement.Deals;

/// <summary>What others hear of deals.</summary>
public static class DealAnnouncements
{
    /// <summary>The messages of an event; none for most.</summary>
    public static IEnumerable<object> From(Happened happened) => happened.Event switch
    {
        DealPaid paid => [new V1.DealPaid(paid.Deal, paid.Fair, paid.AmountMinor, paid.Currency, paid.At, paid.Payment, paid.SetOffMinor, paid.BarterMinor)],
        DealUnpaid unpaid => [new V1.DealUnpaid(unpaid.Deal, unpaid.Fair, unpaid.Payment, unpaid.At)],
        DealSettled settled =>
        [
            new V1.DealSettled(
                settled.Deal, settled.Fair, settled.ReleasedMinor, settled.CommissionMinor, settled.Currency, settled.At,
                settled.PremiumMinor is null && settled.TaxMinor is null ? null : (settled.PremiumMinor ?? 0) + (settled.TaxMinor ?? 0)),
        ],
        DealDefaulted defaulted => [new V1.DealDefaulted(defaulted.Deal, defaulted.Lot, defaulted.Fair, defaulted.Reason, defaulted.At)],
        DealCancelled cancelled => [new V1.DealCancelled(cancelled.Deal, cancelled.Lot, cancelled.Fair, cancelled.Reason, cancelled.At)],
        _ => [],
    };
}

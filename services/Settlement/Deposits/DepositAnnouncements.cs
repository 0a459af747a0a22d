using Exchange.Kernel.Log;
using V1 = Exchange.Contracts.Settlement.V1;

namespace Exchange.Settlement.Deposits;

/// <summary>What others hear of deposits: that one is held. Its end is nobody's matter but the bidder's.</summary>
public static class DepositAnnouncements
{
    public static IEnumerable<object> From(Happened happened) => happened.Event is DepositHeld { Terms: var terms } held
        ? [new V1.DepositHeld(terms.Lot, terms.Fair, held.Bidder, terms.AmountMinor, terms.Currency, held.At)]
        : [];
}

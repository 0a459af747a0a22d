using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Deals;

/// <summary>What other services' messages cause in deals.</summary>
public static class DealConsumers
{
    /// <summary>Each award opens the deal of the same id.</summary>
    public static IEnumerable<Also> On(LotAwarded award) =>
    [
        new(Deal.Stream(award.Award), new OpenDeal(new(
            award.Award, award.Lot, award.Fair, award.Number, award.Title, award.Category, award.Region, award.Consignor, award.Winner,
            award.QuantityMilli, award.Unit, award.HammerMinor, award.Currency, award.At,
            award.Settlement.CommissionBasisPoints, award.Settlement.PaymentDueMs, award.Settlement.RemovalDueMs, award.DepositMinor,
            award.Reverse, SaysMore(award.Settlement) ? award.Settlement : null))),
    ];

    /// <summary>Where awards of a lot fell, its end tells what their goods brought.</summary>
    public static IEnumerable<Also> On(LotClosed closed) => closed.FallenMilli is { } fallen
        ? [new(LotEnd.Stream(closed.Lot), new NoteLotEnd(closed.Closing ?? 1, closed.OfferedMilli, closed.AwardedMilli, fallen))]
        : [];

    // Of plain terms a deal keeps the three numbers.
    private static bool SaysMore(SettlementTerms terms) => terms != new SettlementTerms(terms.CommissionBasisPoints, terms.PaymentDueMs, terms.RemovalDueMs);
}

using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;
using Exchange.Settlement.Netting;

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
            award.Reverse, SaysMore(award.Settlement) ? award.Settlement : null, award.Ring?.Ring))),
    ];

    /// <summary>Where awards of a lot fell, its end tells what their goods brought.</summary>
    public static IEnumerable<Also> On(LotClosed closed) => closed.FallenMilli is { } fallen
        ? [new(LotEnd.Stream(closed.Lot), new NoteLotEnd(closed.Closing ?? 1, closed.OfferedMilli, closed.AwardedMilli, fallen))]
        : [];

    /// <summary>The deals of a ring of barter pay each other.</summary>
    public static IEnumerable<Also> On(RingTraded ring) =>
        [new(Round.Stream(ring.Ring), new PlanRing(new(ring.Ring, ring.Fair, ring.Currency, 1, ring.At, 0, [.. ring.Legs.Select(leg => leg.Award)])))];

    // Of plain terms a deal keeps the three numbers.
    private static bool SaysMore(SettlementTerms terms) => terms != new SettlementTerms(terms.CommissionBasisPoints, terms.PaymentDueMs, terms.RemovalDueMs);
}

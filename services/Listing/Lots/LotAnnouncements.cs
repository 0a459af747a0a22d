using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Listing.Lots;

/// <summary>What others hear of a lot.</summary>
public static class LotAnnouncements
{
    public static IEnumerable<object> From(object @event) => @event switch
    {
        LotEntered { Announced: true } entered => [Message(entered.Offer)],
        LotAnnounced announced => [Message(announced.Offer)],
        LotWithdrawn { WasAnnounced: true } withdrawn => [new V1.LotWithdrawn(withdrawn.Lot, withdrawn.Fair, withdrawn.Reason, withdrawn.At)],
        _ => [],
    };

    private static V1.LotEntered Message(Offer offer) => new(
        offer.Lot, offer.Fair, offer.Number, offer.Details.Title, offer.Consignor, offer.Details.Category, offer.Details.Region,
        offer.Details.QuantityMilli, offer.Details.Unit, offer.Currency,
        new(offer.Details.Format, offer.Details.OpeningMinor, offer.Details.ReserveMinor, offer.Details.IncrementMinor, offer.SoftCloseMs, offer.OpensAt, offer.ClosesAt),
        new(offer.CommissionBasisPoints, offer.PaymentDueMs, offer.RemovalDueMs),
        offer.Linked);
}

using Exchange.Listing.Fairs;
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
        AmendmentAsked asked => [new V1.LotAmendmentAsked(asked.Lot, asked.Fair, asked.Version, asked.At)],
        _ => [],
    };

    private static V1.LotEntered Message(Offer offer) => new(
        offer.Lot, offer.Fair, offer.Number, offer.Details.Title, offer.Consignor, offer.Details.Category, offer.Details.Region,
        offer.Details.QuantityMilli, offer.Details.Unit, offer.Currency,
        Terms(offer),
        offer.Settlement ?? new(offer.CommissionBasisPoints, offer.PaymentDueMs, offer.RemovalDueMs),
        offer.Linked,
        offer.Organizer,
        offer.Root,
        offer.Essential);

    private static V1.SaleTerms Terms(Offer offer)
    {
        var (details, bidding) = (offer.Details, offer.Bidding);
        var terms = new V1.SaleTerms(details.Format, details.OpeningMinor, details.ReserveMinor, details.IncrementMinor, offer.SoftCloseMs, offer.OpensAt, offer.ClosesAt,
            Group: details.Group is { } group ? Fair.GroupOf(offer.Fair, group) : null, Admission: offer.Admission, Licence: offer.Licence,
            DepositMinor: offer.DepositMinor, GraceMs: offer.GraceMs, SecondChanceMs: offer.SecondChanceMs,
            Ladder: offer.Ladder, LadderEndsAt: offer.LadderEndsAt, PriorityFromAt: offer.PriorityFromAt, FairLimitMinor: offer.FairLimitMinor);
        if (details.Terms is { } format) terms = format.Of(terms);
        return bidding is null ? terms : bidding.Of(terms);
    }
}

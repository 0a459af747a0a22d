using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>The codes with which an offer or an answer to one is refused; <c>docs/problems.md</c> says how to mend each.</summary>
public static class OfferRefusals
{
    public static Refusal Unknown { get; } = new("offer.unknown", "There is no such offer, or it is not the caller's.", RefusalKind.NotFound);

    public static Refusal NotOpen(string status) => new Refusal("offer.not-open", "The offer does not await the consignor.").With("offerStatus", status);

    public static Refusal NotCountered(string status) => new Refusal("offer.not-countered", "No counter to the offer awaits the bidder.").With("offerStatus", status);

    public static Refusal BetterStands(long offer) => new Refusal("offer.better-stands", "A better offer is open, and is taken first.").With("offer", offer);

    public static Refusal NotRaised(long priceMinor, long quantityMilli) =>
        new Refusal("offer.not-raised", "The bidder's offer is open, and only a better one takes its place.").With("priceMinor", priceMinor).With("quantityMilli", quantityMilli);

    public static Refusal CounterOutOfBounds(long offeredMinor, long askingMinor) =>
        new Refusal("offer.counter-out-of-bounds", "A counter lies between the offer and the asking price, and is not the offer itself.")
            .With("offeredMinor", offeredMinor).With("askingMinor", askingMinor);

    public static Refusal TooMany(long most) => new Refusal("offer.too-many", "As many bidders have offered for the lot as may.").With("most", most);
}

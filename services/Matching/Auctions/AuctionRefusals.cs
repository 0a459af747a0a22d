using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>The codes with which an auction says no; <c>docs/problems.md</c> says how to mend each.</summary>
public static class AuctionRefusals
{
    public static Refusal UnknownLot { get; } = new("auction.unknown-lot", "There is no such lot in the sale.", RefusalKind.NotFound);

    public static Refusal NoEnterprise { get; } = new("auction.no-enterprise", "Only an enterprise can buy; the token names none.", RefusalKind.Forbidden);

    public static Refusal OwnLot { get; } = new("auction.own-lot", "Nobody bids on what they offer themselves.", RefusalKind.Forbidden);

    public static Refusal LinkedEnterprise { get; } =
        new("auction.linked-enterprise", "The bidder and the consignor are linked enterprises.", RefusalKind.Forbidden);

    public static Refusal Closed { get; } = new("auction.closed", "The lot takes no more bids.");

    public static Refusal Withdrawn { get; } = new("auction.withdrawn", "The lot was withdrawn.");

    public static Refusal AlreadyLeading { get; } = new("auction.already-leading", "The bidder already leads, and the reserve is met.");

    public static Refusal MaximumNotHigher { get; } =
        new("auction.maximum-not-higher", "The bidder leads with a maximum that is no lower; only a higher one changes anything.");

    public static Refusal TakesNoBids { get; } = new("auction.takes-no-bids", "The lot is not sold by bids: purchase it at its price.");

    public static Refusal TakesNoPurchases { get; } = new("auction.takes-no-purchases", "The lot is sold by bids for the whole of it.");

    public static Refusal QuantityTooSmall { get; } =
        new("auction.quantity-too-small", "So little costs less than half of the currency's least unit.", RefusalKind.Unacceptable);

    public static Refusal UnknownFormat(string format) =>
        new Refusal("auction.unknown-format", "There is no such format.", RefusalKind.Unacceptable).With("format", format);

    public static Refusal UnsoundTerms(string detail) => new("auction.unsound-terms", detail, RefusalKind.Unacceptable);

    public static Refusal NotOpenYet(long opensAt) => new Refusal("auction.not-open-yet", "The lot does not take bids yet.").With("opensAt", opensAt);

    public static Refusal NotDue(long closesAt) => new Refusal("auction.not-due", "The close has not come.").With("closesAt", closesAt);

    public static Refusal BidTooLow(long nextBidMinor) =>
        new Refusal("auction.bid-too-low", "The bid is below the least next bid.").With("nextBidMinor", nextBidMinor);

    public static Refusal NotWholeSteps(long nextBidMinor, long stepMinor) =>
        new Refusal("auction.not-whole-steps", "The bid is not a whole number of steps above the price.").With("nextBidMinor", nextBidMinor).With("stepMinor", stepMinor);

    public static Refusal WrongPrice(long priceMinor, long? nextFallAt = null)
    {
        var refusal = new Refusal("auction.wrong-price", "The lot's price is higher than the one that the buyer saw.").With("priceMinor", priceMinor);
        return nextFallAt is { } at ? refusal.With("nextFallAt", at) : refusal;
    }

    public static Refusal TakenWhole(long remainingMilli) =>
        new Refusal("auction.taken-whole", "The lot is not divisible: purchase the whole of it.").With("remainingMilli", remainingMilli);

    public static Refusal NotEnoughLeft(long remainingMilli) =>
        new Refusal("auction.not-enough-left", "Less than that is left.").With("remainingMilli", remainingMilli);
}

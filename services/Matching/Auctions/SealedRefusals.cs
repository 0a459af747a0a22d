using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>The codes with which a sale by sealed bids says no.</summary>
public static class SealedRefusals
{
    public static Refusal TakesSealedBids { get; } = new("auction.takes-sealed-bids", "The lot is sold by sealed bids.");

    public static Refusal TakesNoSealedBids { get; } = new("auction.takes-no-sealed-bids", "The lot is not sold by sealed bids.");

    public static Refusal BidTooHigh { get; } = new("auction.bid-too-high", "The bid is above 10^15 minor units.", RefusalKind.Unacceptable);

    public static Refusal NoBidToWithdraw { get; } = new("auction.no-bid-to-withdraw", "The bidder has no sealed bid that stands.");

    public static Refusal AmendedAfterEnd { get; } = new("auction.amended-after-end", "A sealed bid can be amended until the end, and not after it.");

    public static Refusal WithdrawnAfterEnd { get; } = new("auction.withdrawn-after-end", "A sealed bid can be withdrawn until the end, and not after it.");

    public static Refusal OtherKey { get; } =
        new("auction.other-key", "The sealing key of this node is not the one with which the lot's bids are sealed; the operator must mend the setting.");
}

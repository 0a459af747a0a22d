using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>The codes with which a reverse tender says no.</summary>
public static class TenderRefusals
{
    public static Refusal BelowFloor { get; } = new("auction.below-floor", "The offer is below the least that counts.");

    public static Refusal AboveCeiling(long ceilingMinor) =>
        new Refusal("auction.above-ceiling", "The offer is above the most that may be asked.").With("nextBidMinor", ceilingMinor);

    public static Refusal OfferTooHigh(long nextBidMinor) =>
        new Refusal("auction.offer-too-high", "The offer is not a step below the best one.").With("nextBidMinor", nextBidMinor);
}

using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>The codes with which a sale by a clock and sealed bids says no.</summary>
public static class HybridRefusals
{
    public static Refusal ClockRuns { get; } = new("auction.clock-runs", "The clock still falls; sealed bids are taken once somebody has stopped it.");

    public static Refusal BidsLast { get; } = new("auction.bids-last", "Whoever stopped the clock bids no sealed bid, but the last one when the others' are opened.");

    public static Refusal LastBidIsAnothers { get; } = new("auction.last-bid-is-anothers", "Only whoever stopped the clock has the last bid.");
}

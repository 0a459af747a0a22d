using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>The codes with which a priority window says no; <c>docs/problems.md</c> says how to mend each.</summary>
public static class PriorityRefusals
{
    public static Refusal NoWindow { get; } = new("auction.no-priority", "The lot has no priority window: it is sold to everybody alike.");

    public static Refusal NotAKeyEnterprise { get; } =
        new("auction.not-a-key-enterprise", "Only key enterprises of the fair may take the lot before the market opens.", RefusalKind.Forbidden);

    public static Refusal Spent { get; } =
        new("auction.priority-spent", "The enterprise took the lot by priority and defaulted; it takes it so no more.", RefusalKind.Forbidden);

    public static Refusal Taken { get; } = new("auction.taken-by-priority", "A key enterprise has taken the lot.");

    public static Refusal Over(long opensAt) =>
        new Refusal("auction.priority-over", "The priority window is over, and the lot is for sale to everybody.").With("opensAt", opensAt);

    public static Refusal Window(long opensAt) =>
        new Refusal("auction.priority-window", "Until the market opens only key enterprises of the fair may take the lot.").With("opensAt", opensAt);
}

using Exchange.Contracts.Listing.V1;

namespace Exchange.Listing.Fairs;

/// <summary>The rules by which the lots of a fair take open bids, beyond its increment and its soft close. All hold for ascending bids, those of steps and of the
/// soft close for open tenders, and those of the soft close for bids of price and quantity. What is null is as it is without them.</summary>
/// <param name="Increments">The ready-made table of steps of a lot that names no step of its own: ebay-us or yuan.</param>
/// <param name="IncrementBasisPoints">In place of a table, a step of so many 1/10,000 of the price: 1 to 10,000.</param>
/// <param name="WholeSteps">Whether a bid must be a whole number of steps above the price.</param>
/// <param name="SoftCloseRule">What a late bid does to the close: reset (it moves to the soft close after the bid) or add (it moves by the soft close).</param>
/// <param name="MostExtensions">How many times late bids may move a lot's close: 0 to 10,000.</param>
/// <param name="LongestExtensionMs">How far late bids may move a lot's close in all: 0 to thirty days.</param>
/// <param name="Proxy">Whether a bid is a maximum, and the system bids for the leader only as far as needed.</param>
/// <param name="IncrementSteps">In place of a ready-made table, a table of the fair's own: 1 to 50 lines, of which only the last has no bound.</param>
/// <param name="OwnIncrementMinor">The least step by which a leader improves their own bid, of a lot that names none.</param>
public sealed record BiddingRules(
    string? Increments = null, long? IncrementBasisPoints = null, bool? WholeSteps = null,
    string? SoftCloseRule = null, long? MostExtensions = null, long? LongestExtensionMs = null, bool? Proxy = null,
    IReadOnlyList<IncrementStep>? IncrementSteps = null, long? OwnIncrementMinor = null)
{
    public const long GreatestExtensionMs = 30L * 24 * 3600 * 1000;

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        { Increments: { } table } when !IncrementTables.ReadyMade.ContainsKey(table) => "bidding.increments",
        { IncrementBasisPoints: < 1 or > 10_000 } or { Increments: not null, IncrementBasisPoints: not null } => "bidding.incrementBasisPoints",
        { IncrementSteps: { } steps } when Increments is not null || IncrementBasisPoints is not null || !IncrementTables.IsTable(steps, Lots.LotDetails.MaxMinor) =>
            "bidding.incrementSteps",
        { OwnIncrementMinor: < 1 or > Lots.LotDetails.MaxMinor } => "bidding.ownIncrementMinor",
        { SoftCloseRule: not (null or "reset" or "add") } => "bidding.softCloseRule",
        { MostExtensions: < 0 or > 10_000 } => "bidding.mostExtensions",
        { LongestExtensionMs: < 0 or > GreatestExtensionMs } => "bidding.longestExtensionMs",
        _ => null,
    };

    /// <summary>These rules for a lot that names a step of its own.</summary>
    public BiddingRules WithoutIncrements() => this with { Increments = null, IncrementBasisPoints = null, IncrementSteps = null };

    /// <summary>Of these rules those of the soft close, for a lot whose bids have no steps of these kinds.</summary>
    public BiddingRules OfSoftClose() => new(SoftCloseRule: SoftCloseRule, MostExtensions: MostExtensions, LongestExtensionMs: LongestExtensionMs);

    /// <summary>A lot's terms by these rules.</summary>
    public SaleTerms Of(SaleTerms terms) => terms with
    {
        Increments = Increments,
        IncrementBasisPoints = IncrementBasisPoints,
        IncrementSteps = IncrementSteps,
        WholeSteps = WholeSteps,
        SoftCloseRule = SoftCloseRule,
        MostExtensions = MostExtensions,
        HardEndAt = terms.ClosesAt + LongestExtensionMs,
        Proxy = Proxy,
        OwnIncrementMinor = terms.OwnIncrementMinor ?? OwnIncrementMinor,
    };

    /// <summary>Whether other rules say the same; a table is compared line by line, because rules that are sent again must be known again.</summary>
    public bool Equals(BiddingRules? other) =>
        other is not null && (IncrementSteps ?? []).SequenceEqual(other.IncrementSteps ?? []) && Plain(this) == Plain(other);

    public override int GetHashCode() => Plain(this).GetHashCode();

    private static (string?, long?, bool?, string?, long?, long?, bool?, long?) Plain(BiddingRules rules) => (
        rules.Increments, rules.IncrementBasisPoints, rules.WholeSteps, rules.SoftCloseRule, rules.MostExtensions, rules.LongestExtensionMs, rules.Proxy,
        rules.OwnIncrementMinor);
}

using System.Collections.Frozen;

namespace Exchange.Contracts.Listing.V1;

/// <summary>What the names of ready-made tables in <see cref="SaleTerms.Increments"/> mean, and what is a table: whoever reads the terms must know both.
/// The steps are for currencies of a hundred minor units.</summary>
public static class IncrementTables
{
    /// <summary>The most lines of a table.</summary>
    public const int MostSteps = 50;

    /// <summary>eBay's table for US dollars, in cents: 0.05 under 1 dollar up to 100 from 5,000 on.
    /// Source: eBay customer service, "Automatic bidding" (ebay.com/help/buying/bidding/automatic-bidding?id=4014).</summary>
    public static IReadOnlyList<IncrementStep> EbayUs { get; } = Table(
        (1_00, 5), (5_00, 25), (25_00, 50), (100_00, 1_00), (250_00, 2_50), (500_00, 5_00), (1_000_00, 10_00), (2_500_00, 25_00), (5_000_00, 50_00), (null, 100_00));

    /// <summary>A table of our own for lots of stock, in fen: steps that people name, from 1 yuan to 100,000 yuan, which are 1 % to 5 % of the price
    /// from 100 yuan to ten million.</summary>
    public static IReadOnlyList<IncrementStep> Yuan { get; } = Table(
        (100_00, 1_00), (500_00, 5_00), (1_000_00, 10_00), (5_000_00, 50_00), (10_000_00, 100_00), (50_000_00, 500_00), (100_000_00, 1_000_00),
        (500_000_00, 5_000_00), (1_000_000_00, 10_000_00), (5_000_000_00, 50_000_00), (null, 100_000_00));

    /// <summary>The ready-made tables by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<IncrementStep>> ReadyMade { get; } =
        new Dictionary<string, IReadOnlyList<IncrementStep>>(StringComparer.Ordinal) { ["ebay-us"] = EbayUs, ["yuan"] = Yuan }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether steps are a table: one to 50 lines with rising bounds, of which only the last has none, and steps from 1 to a most.</summary>
    public static bool IsTable(IReadOnlyList<IncrementStep> steps, long mostMinor) =>
        steps.Count is > 0 and <= MostSteps
        && steps.All(step => step is { StepMinor: >= 1 } && step.StepMinor <= mostMinor)
        && steps[^1].BelowMinor is null
        && steps.SkipLast(1).All(step => step.BelowMinor >= 1)
        && steps.SkipLast(1).Zip(steps.SkipLast(1).Skip(1)).All(pair => pair.First.BelowMinor < pair.Second.BelowMinor);

    private static IReadOnlyList<IncrementStep> Table(params (long? Below, long Step)[] lines) => [.. lines.Select(line => new IncrementStep(line.Step, line.Below))];
}

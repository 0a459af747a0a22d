using System.Collections.Frozen;
using Exchange.Contracts.Listing.V1;

namespace Exchange.Matching.Auctions;

/// <summary>The least step above the present price: fixed, by a table, or a part of the price. The same price gives the same step, whoever bids.</summary>
public static class Increments
{
    /// <summary>The most lines of a table.</summary>
    public const int MostSteps = 50;

    /// <summary>The greatest step in 1/10,000 of the price: the price itself.</summary>
    public const long MostBasisPoints = 10_000;

    /// <summary>eBay's table for US dollars, in cents: 0.05 under 1 dollar up to 100 from 5,000 on.
    /// Source: eBay customer service, "Automatic bidding" (ebay.com/help/buying/bidding/automatic-bidding?id=4014).</summary>
    public static IReadOnlyList<IncrementStep> EbayUs { get; } = Table(
        (1_00, 5), (5_00, 25), (25_00, 50), (100_00, 1_00), (250_00, 2_50), (500_00, 5_00), (1_000_00, 10_00), (2_500_00, 25_00), (5_000_00, 50_00), (null, 100_00));

    /// <summary>A table of our own for lots of stock, in fen: steps that people name, from 1 yuan to 100,000 yuan, which are 1 % to 5 % of the price
    /// from 100 yuan to ten million.</summary>
    public static IReadOnlyList<IncrementStep> Yuan { get; } = Table(
        (100_00, 1_00), (500_00, 5_00), (1_000_00, 10_00), (5_000_00, 50_00), (10_000_00, 100_00), (50_000_00, 500_00), (100_000_00, 1_000_00),
        (500_000_00, 5_000_00), (1_000_000_00, 10_000_00), (5_000_000_00, 50_000_00), (null, 100_000_00));

    /// <summary>The ready-made tables by name, for currencies of a hundred minor units.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<IncrementStep>> ReadyMade { get; } =
        new Dictionary<string, IReadOnlyList<IncrementStep>>(StringComparer.Ordinal) { ["ebay-us"] = EbayUs, ["yuan"] = Yuan }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The step above a price by a lot's terms, at least 1.</summary>
    public static long StepMinor(SaleTerms terms, long priceMinor) =>
        terms.Increments is { } name ? StepMinor(ReadyMade[name], priceMinor)
        : terms.IncrementSteps is { } table ? StepMinor(table, priceMinor)
        : terms.IncrementBasisPoints is { } basisPoints ? PartOf(priceMinor, basisPoints)
        : terms.IncrementMinor;

    /// <summary>Why terms have no sound increments, or null when they have.</summary>
    public static string? ObjectionTo(SaleTerms terms, long mostMinor) => terms switch
    {
        _ when Ways(terms) > 1 => "Increments are given in more than one way.",
        { Increments: { } name } when !ReadyMade.ContainsKey(name) => "There is no table of increments of that name.",
        { IncrementSteps: { } table } when !IsSound(table, mostMinor) =>
            "The table of increments is not one to 50 steps of at least 1 with rising bounds, of which only the last has none.",
        { IncrementBasisPoints: < 1 or > MostBasisPoints } => "The increment is not between 1 and 10,000 basis points of the price.",
        { IncrementMinor: var step } when Ways(terms) == 0 && (step < 1 || step > mostMinor) => "The increment is not between 1 and 10^15 minor units.",
        _ => null,
    };

    // A loop, because it runs on every bid and a query would allocate.
    private static long StepMinor(IReadOnlyList<IncrementStep> table, long priceMinor)
    {
        for (var i = 0; i < table.Count - 1; i++)
            if (priceMinor < table[i].BelowMinor) return table[i].StepMinor;
        return table[^1].StepMinor;
    }

    // Rounded up, in two parts because the product of the whole price could be beyond 64 bits.
    private static long PartOf(long priceMinor, long basisPoints) =>
        Math.Max(1, (priceMinor / 10_000 * basisPoints) + (((priceMinor % 10_000 * basisPoints) + 9_999) / 10_000));

    private static int Ways(SaleTerms terms) =>
        (terms.Increments is null ? 0 : 1) + (terms.IncrementSteps is null ? 0 : 1) + (terms.IncrementBasisPoints is null ? 0 : 1);

    private static bool IsSound(IReadOnlyList<IncrementStep> table, long mostMinor) =>
        table.Count is > 0 and <= MostSteps
        && table.All(step => step.StepMinor >= 1 && step.StepMinor <= mostMinor)
        && table[^1].BelowMinor is null
        && table.SkipLast(1).All(step => step.BelowMinor >= 1)
        && table.SkipLast(1).Zip(table.SkipLast(1).Skip(1)).All(pair => pair.First.BelowMinor < pair.Second.BelowMinor);

    private static IReadOnlyList<IncrementStep> Table(params (long? Below, long Step)[] lines) => [.. lines.Select(line => new IncrementStep(line.Step, line.Below))];
}

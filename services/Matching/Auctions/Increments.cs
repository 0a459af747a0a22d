using Exchange.Contracts.Listing.V1;

namespace Exchange.Matching.Auctions;

/// <summary>The least step above the present price: fixed, by a table, or a part of the price. The same price gives the same step, whoever bids.</summary>
public static class Increments
{
    /// <summary>The greatest step in 1/10,000 of the price: the price itself.</summary>
    public const long MostBasisPoints = 10_000;

    /// <summary>The step above a price by a lot's terms, at least 1.</summary>
    public static long StepMinor(SaleTerms terms, long priceMinor) =>
        terms.Increments is { } name ? StepMinor(IncrementTables.ReadyMade[name], priceMinor)
        : terms.IncrementSteps is { } table ? StepMinor(table, priceMinor)
        : terms.IncrementBasisPoints is { } basisPoints ? PartOf(priceMinor, basisPoints)
        : terms.IncrementMinor;

    /// <summary>Why terms have no sound increments, or null when they have.</summary>
    public static string? ObjectionTo(SaleTerms terms, long mostMinor) => terms switch
    {
        _ when Ways(terms) > 1 => "Increments are given in more than one way.",
        { Increments: { } name } when !IncrementTables.ReadyMade.ContainsKey(name) => "There is no table of increments of that name.",
        { IncrementSteps: { } table } when !IncrementTables.IsTable(table, mostMinor) =>
            "The table of increments is not one to 50 steps of at least 1 with rising bounds, of which only the last has none.",
        { IncrementBasisPoints: < 1 or > MostBasisPoints } => "The increment is not between 1 and 10,000 basis points of the price.",
        { IncrementMinor: var step } when Ways(terms) == 0 && (step < 1 || step > mostMinor) => "The increment is not between 1 and 10^15 minor units.",
        { OwnIncrementMinor: { } own } when own < 1 || own > mostMinor => "The leader's own increment is not between 1 and 10^15 minor units.",
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
}

namespace Exchange.Contracts.Listing.V1;

/// <summary>The rate of value-added tax of a class of goods.</summary>
/// <param name="Category">The code of a category; it covers the categories that begin with it.</param>
/// <param name="BasisPoints">The rate, in 1/10,000.</param>
public sealed record TaxRate(string Category, long BasisPoints);

/// <summary>Which rate of tax holds for a category.</summary>
public static class Taxes
{
    /// <summary>The rate of the longest code with which a category begins, or the one that holds for all others; null when there is none. A null category is one of the others.</summary>
    public static long? For(IEnumerable<TaxRate>? rates, long? others, string? category) =>
        rates?.Where(rate => category?.StartsWith(rate.Category, StringComparison.Ordinal) is true).MaxBy(rate => rate.Category.Length)?.BasisPoints ?? others;
}

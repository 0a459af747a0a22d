using System.Collections.Frozen;

namespace Exchange.Listing.Categories;

/// <summary>Which of our categories the codes of two schemes mean that the tree knows by itself: the Harmonized System and the US federal supply classes.</summary>
internal sealed class ForeignCodes
{
    private const string HsName = "hs:", SupplyName = "fsc:";
    private const int LongestHs = 6, LongestSupply = 4;

    private readonly FrozenDictionary<string, int[]> _byHs, _bySupplyClass;
    private readonly IReadOnlyList<Category> _categories;

    public ForeignCodes(IReadOnlyList<Category> categories)
    {
        _categories = categories;
        _byHs = Table(category => category.Hs);
        _bySupplyClass = Table(category => category.SupplyClasses);
    }

    /// <summary>The first category of the longest beginning that is known, or null.</summary>
    public Category? OfHs(string code)
    {
        var digits = Digits(code);
        for (var length = Math.Min(digits.Length, LongestHs); length >= 2; length -= 2)
            if (_byHs.TryGetValue(digits[..length], out var known)) return _categories[known[0]];
        return null;
    }

    /// <summary>The categories that a code may mean, each with how well from 0 to 1, and whether its scheme is certain.</summary>
    public ((int Category, float Fit)[] Fits, bool IsCertain) Fits(string code)
    {
        if (code.StartsWith(HsName, StringComparison.OrdinalIgnoreCase)) return (Fits(_byHs, Digits(code[HsName.Length..]), LongestHs), true);
        if (code.StartsWith(SupplyName, StringComparison.OrdinalIgnoreCase)) return (Fits(_bySupplyClass, Digits(code[SupplyName.Length..]), LongestSupply), true);
        var digits = Digits(code);
        if (digits.Length > LongestSupply) return (Fits(_byHs, digits, LongestHs), true);
        return ([.. Fits(_byHs, digits, LongestHs), .. Fits(_bySupplyClass, digits, LongestSupply)], false);
    }

    private static (int Category, float Fit)[] Fits(FrozenDictionary<string, int[]> table, string digits, int longest)
    {
        var fits = new List<(int Category, float Fit)>();
        for (var length = Math.Min(digits.Length, longest) & ~1; length >= 2; length -= 2)
            if (table.TryGetValue(digits[..length], out var known))
                foreach (var category in known) fits.Add((category, (float)length / longest / MathF.Sqrt(known.Length)));
        return [.. fits];
    }

    // Something else than digits, dots and spaces is no code of either scheme.
    private static string Digits(string code)
    {
        var digits = code.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length is >= 2 and <= 10 && digits.All(char.IsAsciiDigit) ? digits : "";
    }

    private FrozenDictionary<string, int[]> Table(Func<Category, IReadOnlyList<string>> codes) => _categories
        .SelectMany((category, index) => codes(category).Select(code => (code, index))).GroupBy(pair => pair.code, pair => pair.index)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
}

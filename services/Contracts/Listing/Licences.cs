namespace Exchange.Contracts.Listing.V1;

/// <summary>Which licence goods need, so that all services say the same.</summary>
public static class Licences
{
    /// <summary>The code whose licence goods of a category need: of the codes with which it begins, the longest; null for none.</summary>
    public static string? For(IReadOnlyList<string>? licensed, string category) =>
        licensed?.Where(code => category.StartsWith(code, StringComparison.Ordinal)).MaxBy(code => code.Length);
}

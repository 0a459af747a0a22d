namespace Exchange.Contracts;

/// <summary>Who hears whom. The bus holds a pack for each hearer of its source, whether that service has ever run or not, so that nothing is lost.</summary>
public static class Hearers
{
    private static readonly Dictionary<string, IReadOnlyList<string>> BySource = new(StringComparer.Ordinal)
    {
        ["identity"] = ["settlement"],
        ["listing"] = ["matching", "settlement", "turnover"],
        ["matching"] = ["listing", "settlement", "turnover"],
        ["settlement"] = ["matching", "turnover"],
    };

    /// <summary>The services that hear a source; none for a source that nobody hears.</summary>
    public static IReadOnlyList<string> Of(string source) => BySource.GetValueOrDefault(source) ?? [];
}

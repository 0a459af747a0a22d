using Exchange.Benchmarks.Load;

namespace Exchange.Benchmarks.Scene;

/// <summary>What the servers beside the exchange have in common: they run as it does.</summary>
internal static class Children
{
    /// <summary>The settings of a server that takes the exchange's tokens.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="issuer">The exchange.</param>
    public static Dictionary<string, string?> Settings(Uri address, Uri issuer) => new()
    {
        ["urls"] = address.ToString().TrimEnd('/'),
        ["Identity:Issuer"] = issuer.ToString().TrimEnd('/'),
        ["Logging:LogLevel:Default"] = "Warning",
        ["DOTNET_gcServer"] = "1",
        [ClosedLoop.InlineCompletions] = "",
    };
}

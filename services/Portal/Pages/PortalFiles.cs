using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Exchange.Portal.Pages;

/// <summary>The portal's own two files, under addresses that name their content, so that a browser keeps them for good.</summary>
public static class PortalFiles
{
    private static readonly FrozenDictionary<string, Asset> ByAddress = new[] { Read("portal.css", "text/css"), Read("portal.js", "text/javascript") }
        .ToFrozenDictionary(asset => asset.Address, StringComparer.Ordinal);

    /// <summary>The address of the stylesheet.</summary>
    public static string Style { get; } = AddressOf("portal.css");

    /// <summary>The address of the script.</summary>
    public static string Script { get; } = AddressOf("portal.js");

    /// <summary>How many bytes of script the portal has.</summary>
    public static int ScriptBytes { get; } = ByAddress[AddressOf("portal.js")].Bytes.Length;

    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/assets/{file}", (HttpContext http, string file) => Send(http, "/assets/" + file)).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/favicon.ico", () => Results.NoContent()).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Send(HttpContext http, string address)
    {
        if (!ByAddress.TryGetValue(address, out var asset)) return Results.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(asset.Bytes, asset.Type);
    }

    private static string AddressOf(string name) => ByAddress.Keys.Single(address => address.EndsWith("-" + name, StringComparison.Ordinal));

    private static Asset Read(string name, string type)
    {
        using var stream = typeof(PortalFiles).Assembly.GetManifestResourceStream("assets/" + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new($"/assets/{Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]}-{name}", type + "; charset=utf-8", bytes);
    }

    private sealed record Asset(string Address, string Type, byte[] Bytes);
}

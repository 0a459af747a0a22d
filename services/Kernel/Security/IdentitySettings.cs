using Exchange.Kernel.Hosting;

namespace Exchange.Kernel.Security;

/// <summary>Whose tokens are taken; configuration section <c>Identity</c>.</summary>
public sealed class IdentitySettings : ISettings
{
    public const string Section = "Identity";

    /// <summary>The public address of our own identity service, as it stands in its tokens.</summary>
    public string Issuer { get; set; } = "http://localhost:8080";

    /// <summary>Where this process fetches our identity service's discovery document; the issuer when empty.</summary>
    public string Authority { get; set; } = "";

    /// <summary>Further issuers whose tokens are taken.</summary>
    public IReadOnlyList<TrustedIssuer> Issuers { get; set; } = [];

    /// <summary>Every issuer whose tokens are taken, ours first.</summary>
    public IEnumerable<TrustedIssuer> Trusted => Issuers.Prepend(new() { Issuer = Issuer, Authority = Authority, OverHttp = true });

    public IEnumerable<string> Errors()
    {
        if (!IsAddress(Issuer)) yield return $"Identity:Issuer is '{Issuer}'; it must be an absolute http or https address.";
        if (Authority.Length > 0 && !IsAddress(Authority)) yield return $"Identity:Authority is '{Authority}'; it must be an absolute http or https address.";
        for (var i = 0; i < Issuers.Count; i++)
        {
            if (!IsAddress(Issuers[i].Issuer)) yield return $"Identity:Issuers:{i}:Issuer is '{Issuers[i].Issuer}'; it must be an absolute http or https address.";
            if (Issuers[i].Authority.Length > 0 && !IsAddress(Issuers[i].Authority))
                yield return $"Identity:Issuers:{i}:Authority is '{Issuers[i].Authority}'; it must be an absolute http or https address.";
        }

        if (Trusted.GroupBy(trusted => trusted.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return $"Identity:Issuers names {twice.Key} twice, or names Identity:Issuer again.";
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}

/// <summary>An OpenID Connect issuer whose tokens are taken.</summary>
public sealed class TrustedIssuer
{
    /// <summary>The issuer as it stands in the tokens.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Where its discovery document is fetched; the issuer when empty.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The audience that its tokens must name.</summary>
    public string Audience { get; set; } = "exchange";

    /// <summary>The signature algorithms that are taken, separated by commas.</summary>
    public string Algorithms { get; set; } = "ES256";

    /// <summary>Whether its keys may be fetched without TLS from another machine.</summary>
    public bool OverHttp { get; set; }

    /// <summary>The issuer without the slash at its end, by which two spellings are one.</summary>
    public string Name => Issuer.TrimEnd('/');
}

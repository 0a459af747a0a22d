using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace Exchange.Kernel.Security;

/// <summary>Fetches an issuer's documents. Where an authority is set, also the addresses inside the discovery document, which are the issuer's public
/// ones, are fetched from the authority: inside a fleet the public address may not be reachable.</summary>
internal sealed class IssuerDocuments(TrustedIssuer trusted, IHttpClientFactory http) : IDocumentRetriever
{
    public Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        var authority = trusted.Authority.TrimEnd('/');
        if (authority.Length > 0 && address.StartsWith(trusted.Name + "/", StringComparison.Ordinal)) address = authority + address[trusted.Name.Length..];
        var retriever = new HttpDocumentRetriever(http.CreateClient(TokenChecker.HttpClientName))
        {
            RequireHttps = !trusted.OverHttp && !new Uri(address).IsLoopback,
        };
        return retriever.GetDocumentAsync(address, cancel);
    }
}

internal static class TrustedIssuerExtensions
{
    /// <summary>What a token of the issuer must satisfy.</summary>
    public static TokenValidationParameters Parameters(this TrustedIssuer trusted, BaseConfiguration configuration) => new()
    {
        ValidIssuers = [trusted.Name, trusted.Name + "/"],
        ValidAudience = trusted.Audience,
        ValidAlgorithms = trusted.Algorithms.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        IssuerSigningKeys = configuration.SigningKeys,
        ClockSkew = TimeSpan.FromSeconds(30),
        NameClaimType = ClaimNames.Name,
        RoleClaimType = ClaimNames.Role,
    };
}

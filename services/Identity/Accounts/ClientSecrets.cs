using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;

namespace Exchange.Identity.Accounts;

/// <summary>The secret of an enterprise's system: 256 random bits, shown once, kept as a digest. Decision record 6 says why a fast digest is enough.</summary>
public static class ClientSecret
{
    private const string Prefix = "sha256:";

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What the store keeps of a secret that <see cref="New"/> made. Never for a secret that a person chose.</summary>
    public static string Digest(string secret) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static bool IsDigest(string stored) => stored.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Compares in a time that does not depend on where they differ.</summary>
    public static bool Matches(string secret, string digest) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Digest(secret)), Encoding.ASCII.GetBytes(digest));
}

/// <summary>The clients of the token endpoint. Secrets that were made here are checked against their digest, all others by the slow hash of OpenIddict.</summary>
public sealed class ClientRegistry(
    IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache,
    ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store)
    : OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>(cache, logger, options, store)
{
    protected override ValueTask<bool> ValidateClientSecretAsync(string secret, string comparand, CancellationToken cancellationToken = default) =>
        ClientSecret.IsDigest(comparand)
            ? ValueTask.FromResult(ClientSecret.Matches(secret, comparand))
            : base.ValidateClientSecretAsync(secret, comparand, cancellationToken);
}

using System.Collections.Frozen;
using System.Security.Claims;
using Exchange.Kernel.Problems;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Exchange.Kernel.Security;

/// <summary>What a check of a token came to.</summary>
/// <param name="Caller">Who calls, or null when the token is not taken.</param>
/// <param name="Fault">What is wrong with it, for a person.</param>
public readonly record struct CheckedToken(ClaimsPrincipal? Caller, string Fault);

/// <summary>Checks access tokens (RFC 9068) of the issuers that are trusted. Their lifetime is measured on the wall's clock, whatever clock the exchange runs on.
/// A token that was found good is remembered until it expires, because the signature costs ten times what the rest of a request does.</summary>
public sealed class TokenChecker : IDisposable
{
    /// <summary>The name of the HTTP client that fetches discovery documents and key sets.</summary>
    public const string HttpClientName = "issuers";

    private const int RememberedTokens = 20_000, MaxTokenLength = 8 * 1024;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly MemoryCache _good = new(new MemoryCacheOptions { SizeLimit = RememberedTokens });
    private readonly FrozenDictionary<string, Keys> _issuers;

    public TokenChecker(IdentitySettings settings, IHttpClientFactory http) => _issuers = settings.Trusted
        .Select(trusted => new Keys(trusted, http))
        .ToFrozenDictionary(keys => keys.Trusted.Name, StringComparer.Ordinal);

    /// <summary>Who calls with a token.</summary>
    /// <remarks>The token is a part of a header, and no text of its own unless it is new: it would be the largest of what a request allocates.</remarks>
    /// <exception cref="UnavailableException">The issuer's keys are not known and cannot be fetched now.</exception>
    public ValueTask<CheckedToken> Check(ReadOnlySpan<char> token, CancellationToken cancellation) =>
        _good.TryGetValue(token, out ClaimsPrincipal? known) ? new(new CheckedToken(known, "")) : new(CheckNew(token.ToString(), cancellation));

    public void Dispose()
    {
        _good.Dispose();
        foreach (var keys in _issuers.Values) keys.Dispose();
    }

    private async Task<CheckedToken> CheckNew(string token, CancellationToken cancellation)
    {
        if (token.Length > MaxTokenLength || !_handler.CanReadToken(token)) return new(null, "It is not a signed JSON Web Token.");
        if (ReadIssuer(token) is not { } issuer || !_issuers.TryGetValue(issuer, out var keys)) return new(null, "Its issuer is not trusted here.");

        var result = await _handler.ValidateTokenAsync(token, keys.Trusted.Parameters(await keys.Current(cancellation)));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await keys.Renewed(cancellation) is { } renewed)
            result = await _handler.ValidateTokenAsync(token, keys.Trusted.Parameters(renewed));
        if (!result.IsValid) return new(null, Explain(result.Exception));

        if (result.ClaimsIdentity.FindFirst(ClaimNames.Subject) is null) return new(null, "It names no subject.");
        var caller = new TokenHolder(result.ClaimsIdentity);
        using var entry = _good.CreateEntry(token);
        entry.Size = 1;
        entry.Value = caller;
        entry.AbsoluteExpiration = new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero);
        return new(caller, "");
    }

    private static string? ReadIssuer(string token)
    {
        try
        {
            return new JsonWebToken(token).Issuer?.TrimEnd('/');
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Explain(Exception? exception) => exception switch
    {
        SecurityTokenExpiredException => "It has expired.",
        SecurityTokenNotYetValidException => "It is not valid yet.",
        SecurityTokenInvalidAudienceException => "It is meant for another audience.",
        SecurityTokenSignatureKeyNotFoundException => "It is signed with a key that its issuer does not publish.",
        SecurityTokenInvalidAlgorithmException => "It is signed with an algorithm that is not taken.",
        _ => "Its signature or its form is wrong.",
    };

    /// <summary>The keys of one issuer: fetched when first needed, fetched again twice a day and when a token names one that is not among them.</summary>
    private sealed class Keys(TrustedIssuer trusted, IHttpClientFactory http) : IDisposable
    {
        private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(10);

        private readonly SemaphoreSlim _renewing = new(1, 1);
        private ConfigurationManager<OpenIdConnectConfiguration> _manager = Manager(trusted, http);
        private long? _renewedAt;

        public TrustedIssuer Trusted => trusted;

        public Task<OpenIdConnectConfiguration> Current(CancellationToken cancellation) => Fetch(_manager, cancellation);

        /// <summary>The keys fetched again, or null when that was done a moment ago: a stranger's tokens must not make us hammer the issuer.</summary>
        public async Task<OpenIdConnectConfiguration?> Renewed(CancellationToken cancellation)
        {
            var seen = _manager;
            await _renewing.WaitAsync(cancellation);
            try
            {
                if (seen != _manager) return await Current(cancellation);
                if (_renewedAt is { } last && TimeProvider.System.GetElapsedTime(last) < BetweenRenewals) return null;
                _renewedAt = TimeProvider.System.GetTimestamp();

                // A manager renews in the background; a new one fetches at once, and the old keys stay until it has.
                var manager = Manager(trusted, http);
                var renewed = await Fetch(manager, cancellation);
                _manager = manager;
                return renewed;
            }
            finally
            {
                _renewing.Release();
            }
        }

        public void Dispose() => _renewing.Dispose();

        private async Task<OpenIdConnectConfiguration> Fetch(ConfigurationManager<OpenIdConnectConfiguration> manager, CancellationToken cancellation)
        {
            try
            {
                return await manager.GetConfigurationAsync(cancellation);
            }
            catch (InvalidOperationException unreachable)
            {
                throw new UnavailableException($"The keys of {trusted.Name} cannot be fetched now.", unreachable);
            }
        }

        private static ConfigurationManager<OpenIdConnectConfiguration> Manager(TrustedIssuer trusted, IHttpClientFactory http) => new(
            (trusted.Authority.Length > 0 ? trusted.Authority : trusted.Issuer).TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new IssuerDocuments(trusted, http));
    }
}

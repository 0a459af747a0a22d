using System.Text.Json;
using System.Text.Json.Serialization;

namespace Exchange.Portal.Api;

/// <summary>What Identity gives for a grant (RFC 6749, section 5.1).</summary>
public sealed record TokenGrant(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("expires_in")] long ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken);

/// <summary>The portal's own token, with which it asks for what anybody may see. Fetched when needed, kept until shortly before it expires.</summary>
public sealed class OwnToken(IHttpClientFactory clients, Addresses addresses, PortalSettings settings) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _secret = settings.ReadSecret();
    private (string Token, DateTimeOffset Until) _held = ("", default);

    /// <summary>The portal's token.</summary>
    /// <exception cref="HttpRequestException">Identity cannot be reached, or does not know the portal.</exception>
    public async ValueTask<string> Get(CancellationToken cancellation)
    {
        // Tokens live by the wall's clock, whatever clock the fair runs by.
        if (_held.Until > TimeProvider.System.GetUtcNow()) return _held.Token;
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_held.Until > TimeProvider.System.GetUtcNow()) return _held.Token;
            var grant = await Ask([new("grant_type", "client_credentials")], cancellation) ?? throw new HttpRequestException("Identity gives the portal no token.");
            _held = (grant.AccessToken, TimeProvider.System.GetUtcNow().AddSeconds(grant.ExpiresIn) - Margin);
            return grant.AccessToken;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A person's tokens anew, or null when the sign-in does not stand any more.</summary>
    public Task<TokenGrant?> Refresh(string refreshToken, CancellationToken cancellation) =>
        Ask([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], cancellation);

    public void Dispose() => _gate.Dispose();

    private async Task<TokenGrant?> Ask(IEnumerable<KeyValuePair<string, string>> grant, CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent(grant.Append(new("client_id", settings.ClientId)).Append(new("client_secret", _secret)));
        using var answer = await clients.CreateClient(ExchangeApi.Client).PostAsync(new Uri(addresses.Of("identity") + "/connect/token"), form, cancellation);
        if (!answer.IsSuccessStatusCode) return null;
        return await answer.Content.ReadFromJsonAsync<TokenGrant>(JsonSerializerOptions.Web, cancellation);
    }
}

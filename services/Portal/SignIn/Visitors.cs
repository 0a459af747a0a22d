using System.Globalization;
using Exchange.Kernel.Security;
using Exchange.Portal.Api;
using Microsoft.AspNetCore.Authentication;

namespace Exchange.Portal.SignIn;

/// <summary>Who looks at a page.</summary>
/// <param name="Name">The signed-in person's name; empty for anybody.</param>
/// <param name="Token">The person's access token, or null: then the portal's own is used.</param>
/// <param name="Roles">What the person may do.</param>
public sealed record Visitor(string Name, string? Token, IReadOnlySet<string> Roles)
{
    public static Visitor Anybody { get; } = new("", null, new HashSet<string>());

    public bool IsSignedIn => Token is not null;

    public bool MayBid => Roles.Contains(Kernel.Security.Roles.Bidder);

    /// <summary>Whether the person answers for the whole exchange or a fair, and may see any account.</summary>
    public bool MaySeeAll => Roles.Contains(Kernel.Security.Roles.Operator) || Roles.Contains(Kernel.Security.Roles.Organizer);

    public bool MaySell => Roles.Contains(Kernel.Security.Roles.Consignor);
}

/// <summary>Finds out who looks, and keeps their access token fresh.</summary>
public sealed class Visitors(OwnToken tokens)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    /// <summary>Who sends a request; a sign-in that does not stand any more is ended.</summary>
    public async Task<Visitor> Of(HttpContext http)
    {
        var ticket = await http.AuthenticateAsync(SignInScheme.Cookie);
        if (ticket is not { Succeeded: true, Properties: { } properties } || properties.GetTokenValue("access_token") is not { } token) return Visitor.Anybody;
        if (IsStale(properties))
        {
            if (await Renew(properties, http.RequestAborted) is not { } renewed)
            {
                await http.SignOutAsync(SignInScheme.Cookie);
                return Visitor.Anybody;
            }

            token = renewed;
            await http.SignInAsync(SignInScheme.Cookie, ticket.Principal, properties);
        }

        return new(
            ticket.Principal.FindFirst(ClaimNames.Name)?.Value ?? "", token,
            ticket.Principal.FindAll(ClaimNames.Role).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal));
    }

    private static bool IsStale(AuthenticationProperties properties) =>
        !DateTimeOffset.TryParse(properties.GetTokenValue("expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
        || until - Margin < TimeProvider.System.GetUtcNow();

    private async Task<string?> Renew(AuthenticationProperties properties, CancellationToken cancellation)
    {
        if (properties.GetTokenValue("refresh_token") is not { Length: > 0 } refresh) return null;
        try
        {
            if (await tokens.Refresh(refresh, cancellation) is not { } grant) return null;
            properties.UpdateTokenValue("access_token", grant.AccessToken);
            if (grant.RefreshToken is { } next) properties.UpdateTokenValue("refresh_token", next);
            properties.UpdateTokenValue("expires_at", TimeProvider.System.GetUtcNow().AddSeconds(grant.ExpiresIn).ToString("o", CultureInfo.InvariantCulture));
            return grant.AccessToken;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

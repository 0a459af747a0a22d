using System.Text.Json;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Security;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Exchange.Identity.Accounts;

/// <summary>The three kinds of client: an enterprise's system, the system that operates the exchange, and the portal.</summary>
public static class Clients
{
    private const string RolesProperty = "roles";

    private static readonly string SystemPermissions =
        JsonSerializer.Serialize<string[]>([Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials]);

    /// <summary>The row of an enterprise's system. Written as a row, not through OpenIddict, so that a batch of registrations is one transaction.</summary>
    public static OpenIddictEntityFrameworkCoreApplication SystemOf(Enterprise enterprise, string secret) => new()
    {
        Id = enterprise.Id,
        ClientId = enterprise.ClientId,
        ClientSecret = ClientSecret.Digest(secret),
        ClientType = ClientTypes.Confidential,
        ConsentType = ConsentTypes.Implicit,
        DisplayName = enterprise.Name,
        Permissions = SystemPermissions,
        Properties = JsonSerializer.Serialize(new Dictionary<string, string> { [ClaimNames.Enterprise] = enterprise.Id }),
    };

    /// <summary>The system that operates the exchange: it acts for no enterprise.</summary>
    public static OpenIddictApplicationDescriptor Operator(string clientId, string secret) => new()
    {
        ClientId = clientId,
        ClientSecret = secret,
        ClientType = ClientTypes.Confidential,
        ConsentType = ConsentTypes.Implicit,
        DisplayName = clientId,
        Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
        Properties = { [RolesProperty] = JsonSerializer.SerializeToElement<string[]>([Roles.Operator]) },
    };

    /// <summary>The portal: authorization code with PKCE, and refresh, for people; client credentials, without any role, for what anybody may see.</summary>
    public static OpenIddictApplicationDescriptor Portal(PortalSettings portal, string issuer)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = portal.ClientId,
            ClientSecret = portal.ReadSecret(),
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Implicit,
            DisplayName = "Portal",
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
                Permissions.GrantTypes.ClientCredentials,
                Permissions.Scopes.Profile, Permissions.Scopes.Roles,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        foreach (var address in portal.Addresses(issuer))
        {
            descriptor.RedirectUris.Add(new Uri(address + portal.CallbackPath));
            descriptor.PostLogoutRedirectUris.Add(new Uri(address + portal.SignedOutPath));
        }

        return descriptor;
    }

    /// <summary>For whom a system acts: an enterprise's id, or the roles that it has by itself.</summary>
    public static async ValueTask<(string Enterprise, IReadOnlyList<string> Roles)> Holder(IOpenIddictApplicationManager clients, object client)
    {
        var properties = await clients.GetPropertiesAsync(client);
        return (
            properties.TryGetValue(ClaimNames.Enterprise, out var enterprise) ? enterprise.GetString() ?? "" : "",
            properties.TryGetValue(RolesProperty, out var roles) ? roles.Deserialize<string[]>() ?? [] : []);
    }
}

using System.Security.Claims;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Security;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Exchange.Identity.Accounts;

/// <summary>Tokens for systems (client credentials) and for people (authorization code with PKCE, refresh). OpenIddict has checked the request
/// and the client before these run; what they add is who the bearer is.</summary>
public static class TokenEndpoints
{
    /// <summary>The audience of every access token.</summary>
    public const string Audience = "exchange";

    // Never leaves the server: it stands in codes and refresh tokens only, and ends them when the password changes.
    private const string StampClaim = "stamp";

    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    private static readonly string[] Methods = ["GET", "POST"];

    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        app.MapPost("/connect/token", Token).AllowAnonymous().DisableAntiforgery().WithTags("Tokens")
            .WithSummary("Gives an access token: grant types client_credentials, authorization_code and refresh_token (RFC 6749).");
        app.MapMethods("/connect/authorize", Methods, Authorize).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        app.MapMethods("/connect/logout", Methods, (Delegate)EndSession).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> Token(HttpContext http, IOpenIddictApplicationManager clients, UserManager<Person> people, IdentityStore store)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("The token request did not pass OpenIddict.");
        if (request.IsClientCredentialsGrantType()) return await ForSystem(request.ClientId!, clients, store);

        var ticket = await http.AuthenticateAsync(Scheme);
        var person = ticket.Principal is { } former ? await people.FindByIdAsync(former.GetClaim(Claims.Subject) ?? "") : null;
        if (person is null || ticket.Principal!.GetClaim(StampClaim) != person.SecurityStamp)
            return Refuse(Errors.InvalidGrant, "The sign-in does not stand any more.");
        return SignIn(await Of(person, new ClaimsIdentity(ticket.Principal!.Claims, Scheme, Claims.Name, Claims.Role), store));
    }

    private static async Task<IResult> ForSystem(string clientId, IOpenIddictApplicationManager clients, IdentityStore store)
    {
        var client = await clients.FindByClientIdAsync(clientId) ?? throw new InvalidOperationException("The client was removed between check and use.");
        var (enterpriseId, roles) = await Clients.Holder(clients, client);
        var enterprise = enterpriseId.Length == 0 ? null : await store.Enterprises.AsNoTracking().SingleAsync(known => known.Id == enterpriseId);
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role);
        Fill(identity, clientId, enterprise?.Name ?? clientId, enterpriseId, enterprise?.CreditCode, enterprise?.Roles ?? roles);
        return SignIn(identity);
    }

    private static async Task<IResult> Authorize(HttpContext http, UserManager<Person> people, IdentityStore store)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("The authorization request did not pass OpenIddict.");
        var person = await SignInEndpoints.SignedIn(http, people, request.MaxAge);
        if (person is not null && !request.HasPromptValue(PromptValues.Login))
        {
            var identity = await Of(person, new ClaimsIdentity(Scheme, Claims.Name, Claims.Role), store);
            identity.SetScopes(request.GetScopes());
            return SignIn(identity);
        }

        if (request.HasPromptValue(PromptValues.None)) return Refuse(Errors.LoginRequired, "Nobody is signed in.");
        // Without prompt and max_age, else the page would come back to itself for ever.
        var parameters = request.GetParameters().Where(parameter => parameter.Key is not (Parameters.Prompt or Parameters.MaxAge))
            .Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value));
        return Results.Redirect(SignInEndpoints.Address(http.Request.Path + QueryString.Create(parameters)));
    }

    private static async Task<IResult> EndSession(HttpContext http)
    {
        await http.SignOutAsync(SignInEndpoints.Scheme);
        return Results.SignOut(new AuthenticationProperties { RedirectUri = SignInEndpoints.SignedOutPath }, [Scheme]);
    }

    private static async Task<ClaimsIdentity> Of(Person person, ClaimsIdentity identity, IdentityStore store)
    {
        var code = await store.Enterprises.AsNoTracking().Where(known => known.Id == person.EnterpriseId).Select(known => known.CreditCode).SingleOrDefaultAsync();
        Fill(identity, person.Id, person.Name, person.EnterpriseId, code, person.Roles);
        return identity.SetClaim(StampClaim, person.SecurityStamp);
    }

    private static void Fill(ClaimsIdentity identity, string subject, string name, string enterprise, string? creditCode, IReadOnlyList<string> roles) => identity
        .SetClaim(ClaimNames.Subject, subject)
        .SetClaim(ClaimNames.Name, name)
        .SetClaim(ClaimNames.Enterprise, enterprise)
        .SetClaim(ClaimNames.Root, creditCode is null ? null : CreditCode.RootOf(creditCode))
        .SetClaims(ClaimNames.Role, [.. roles]);

    private static IResult SignIn(ClaimsIdentity identity)
    {
        identity.SetResources(Audience);
        identity.SetDestinations(claim => claim.Type == StampClaim ? [] : [Destinations.AccessToken, Destinations.IdentityToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: Scheme);
    }

    private static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [Scheme]);
}

using Exchange.Kernel.Security;
using Exchange.Portal.Api;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Exchange.Portal.SignIn;

/// <summary>People sign in at Identity (authorization code with PKCE); the portal keeps their tokens in an encrypted cookie that scripts cannot read.</summary>
public static partial class SignInScheme
{
    /// <summary>The scheme of the portal's cookie.</summary>
    public const string Cookie = "portal";

    /// <summary>The scheme of the way to Identity and back.</summary>
    public const string Oidc = "portal-oidc";

    private static readonly string[] Scopes = ["openid", "profile", "roles", "offline_access"];

    public static void AddSignIn(this IServiceCollection services, PortalSettings settings)
    {
        services.AddSingleton<IdentityDocument>();
        services.AddAuthentication().AddCookie(Cookie, SetCookie).AddOpenIdConnect(Oidc, oidc => SetOidc(oidc, settings));
        services.AddOptions<OpenIdConnectOptions>(Oidc).Configure<IdentityDocument>((oidc, document) => oidc.ConfigurationManager = document);
    }

    private static void SetCookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "exchange-portal";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        cookie.SlidingExpiration = true;
        // Sessions live by the wall's clock, whatever clock the fair runs by.
        cookie.TimeProvider = TimeProvider.System;
    }

    private static void SetOidc(OpenIdConnectOptions oidc, PortalSettings settings)
    {
        oidc.SignInScheme = Cookie;
        oidc.ClientId = settings.ClientId;
        oidc.ClientSecret = settings.ReadSecret();
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.SaveTokens = true;
        oidc.MapInboundClaims = false;
        oidc.GetClaimsFromUserInfoEndpoint = false;
        oidc.DisableTelemetry = true;
        oidc.TimeProvider = TimeProvider.System;
        oidc.Scope.Clear();
        foreach (var scope in Scopes) oidc.Scope.Add(scope);
        oidc.TokenValidationParameters = new TokenValidationParameters { NameClaimType = ClaimNames.Name, RoleClaimType = ClaimNames.Role };
        // The way back is an ordinary navigation from the same site or another, so Lax is enough, and works without TLS on one's own machine.
        oidc.CorrelationCookie.SameSite = oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oidc.Events.OnRemoteFailure = context =>
        {
            // A page that was left open, or a sign-in that was given up: begin again from the first page.
            LogGivenUp(context.HttpContext.RequestServices.GetRequiredService<ILogger<IdentityDocument>>(), context.Failure?.Message ?? "");
            context.Response.Redirect("/");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    [LoggerMessage(LogLevel.Warning, "A sign-in came to nothing: {Reason}")]
    private static partial void LogGivenUp(ILogger log, string reason);
}

/// <summary>Identity's discovery document and keys. What the browser is sent to is as the document says; what the portal itself calls is at the
/// address by which it reaches Identity: inside a fleet the public one may not be reachable.</summary>
public sealed class IdentityDocument(Addresses addresses, IHttpClientFactory clients) : IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private volatile OpenIdConnectConfiguration? _held;
    private long _fetchedAt;

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (_held is { } held && TimeProvider.System.GetElapsedTime(_fetchedAt) < Kept) return held;
        var http = clients.CreateClient(ExchangeApi.Client);
        var document = OpenIdConnectConfiguration.Create(await http.GetStringAsync(Reached("/.well-known/openid-configuration"), cancel));
        var keys = new JsonWebKeySet(await http.GetStringAsync(Reached(new Uri(document.JwksUri).AbsolutePath), cancel));
        foreach (var key in keys.GetSigningKeys()) document.SigningKeys.Add(key);
        document.TokenEndpoint = Reached(new Uri(document.TokenEndpoint).AbsolutePath).ToString();
        _fetchedAt = TimeProvider.System.GetTimestamp();
        return _held = document;
    }

    public void RequestRefresh() => _held = null;

    private Uri Reached(string path) => new(addresses.Of("identity") + path);
}

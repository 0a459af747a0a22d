using System.Text.Encodings.Web;
using Exchange.Kernel.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Exchange.Kernel.Security;

/// <summary>Access tokens in the <c>Authorization</c> header (RFC 6750), and what may be done with them.</summary>
public static class BearerTokens
{
    /// <summary>The authentication scheme of every policy of the interfaces.</summary>
    public const string Scheme = "Bearer";

    /// <summary>Adds the scheme, a policy for each role (an operator passes all), and the rule that what says nothing needs a token.</summary>
    public static IServiceCollection AddBearerTokens(this IServiceCollection services, IdentitySettings settings)
    {
        services.AddSingleton(settings).AddSingleton<TokenChecker>();
        services.AddHttpClient(TokenChecker.HttpClientName, http => http.Timeout = TimeSpan.FromSeconds(10));
        services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, BearerHandler>(Scheme, null);

        var authorization = services.AddAuthorizationBuilder();
        var authenticated = new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build();
        authorization.SetDefaultPolicy(authenticated).SetFallbackPolicy(authenticated);
        foreach (var role in Roles.All)
            authorization.AddPolicy(role, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireClaim(ClaimNames.Role, role, Roles.Operator));
        return services.AddSingleton<IAuthorizationMiddlewareResultHandler, PassWhereNothingIs>();
    }

    private sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenChecker checker)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        private const string Prefix = "Bearer ";

        private string? _fault;

        protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
            var (caller, fault) = await checker.Check(header.AsSpan(Prefix.Length).Trim(), Context.RequestAborted);
            if (caller is not null) return AuthenticateResult.Success(new(caller, BearerTokens.Scheme));
            _fault = fault;
            return AuthenticateResult.Fail(fault);
        }

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers[HeaderNames.WWWAuthenticate] = _fault is null ? "Bearer" : "Bearer error=\"invalid_token\"";
            var problem = _fault is null
                ? Problem.Of(StatusCodes.Status401Unauthorized, "auth.token-missing", "The request carries no bearer token.")
                : Problem.Of(StatusCodes.Status401Unauthorized, "auth.token-invalid", "The bearer token is not taken. " + _fault);
            return problem.ExecuteAsync(Context);
        }

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
            Problem.Of(StatusCodes.Status403Forbidden, "auth.role-missing", "The token does not carry a role that may do this.").ExecuteAsync(Context);
    }

    /// <summary>Lets a request through to the 404 when nothing stands at its address: there is nothing to protect.</summary>
    private sealed class PassWhereNothingIs : IAuthorizationMiddlewareResultHandler
    {
        private readonly AuthorizationMiddlewareResultHandler _usual = new();

        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
            context.GetEndpoint() is null ? next(context) : _usual.HandleAsync(next, context, policy, authorizeResult);
    }
}

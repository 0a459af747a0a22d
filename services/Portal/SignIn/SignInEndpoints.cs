using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;

namespace Exchange.Portal.SignIn;

/// <summary>The ways in and out.</summary>
public static class SignInEndpoints
{
    public const string SignInPath = "/sign-in", SignOutPath = "/sign-out";

    public static void MapSignIn(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(SignInPath, (string? returnUrl) => Results.Challenge(new() { RedirectUri = IsOwn(returnUrl) ? returnUrl : "/" }, [SignInScheme.Oidc]));
        pages.MapPost(SignOutPath, SignOut);
    }

    /// <summary>Where to send a person who has to sign in and then go on.</summary>
    public static string Address(string returnUrl) => SignInPath + QueryString.Create("returnUrl", returnUrl);

    private static async Task<IResult> SignOut(HttpContext http, IAntiforgery antiforgery) => await antiforgery.IsRequestValidAsync(http)
        ? Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [SignInScheme.Cookie, SignInScheme.Oidc])
        : Results.LocalRedirect("/");

    private static bool IsOwn(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\', StringComparison.Ordinal);
}

using System.Security.Claims;
using System.Security.Cryptography;
using Exchange.Kernel.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Exchange.Identity.Accounts;

/// <summary>The pages on which people sign in and out. Their cookie serves the authorization endpoint only; no API takes it.</summary>
public static class SignInEndpoints
{
    /// <summary>The scheme of the sign-in cookie.</summary>
    public const string Scheme = "identity";

    public const string SignInPath = "/account/login", SignOutPath = "/account/logout", SignedOutPath = SignOutPath + "?done=true";

    private const string StampClaim = "stamp";

    // A person who does not exist costs as much time as one whose password is wrong.
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<Person>().HashPassword(new(), Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AllowAnonymous().ExcludeFromDescription().DisableAntiforgery();
        group.MapGet(SignInPath, (HttpContext http, IAntiforgery antiforgery, IssuerSettings settings) =>
            Page(http, antiforgery, settings, SignInStep.Ask, http.Request.Query["returnUrl"].ToString()));
        group.MapPost(SignInPath, SignIn);
        group.MapGet(SignOutPath, (HttpContext http, IAntiforgery antiforgery, IssuerSettings settings) =>
            Page(http, antiforgery, settings, http.Request.Query.ContainsKey("done") ? SignInStep.SignedOut : SignInStep.AskSignOut, ""));
        group.MapPost(SignOutPath, SignOut);
    }

    /// <summary>Where to send a browser that has to sign in and then go on.</summary>
    public static string Address(string returnUrl) => SignInPath + QueryString.Create("returnUrl", returnUrl);

    /// <summary>Who is signed in at this browser, since at most so many seconds.</summary>
    public static async Task<Person?> SignedIn(HttpContext http, UserManager<Person> people, long? maxAge)
    {
        var ticket = await http.AuthenticateAsync(Scheme);
        if (ticket.Principal?.FindFirstValue(ClaimNames.Subject) is not { } id) return null;
        if (maxAge is { } seconds && !(ticket.Properties?.IssuedUtc > TimeProvider.System.GetUtcNow().AddSeconds(-seconds))) return null;
        var person = await people.FindByIdAsync(id);
        return person is not null && ticket.Principal.FindFirstValue(StampClaim) == person.SecurityStamp ? person : null;
    }

    private static async Task<IResult> SignIn(HttpContext http, IAntiforgery antiforgery, UserManager<Person> people, IdentityStore store, IssuerSettings settings)
    {
        if (!http.Request.HasFormContentType) return Results.BadRequest();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (userName, returnUrl) = (form["userName"].ToString(), form["returnUrl"].ToString());
        if (!await antiforgery.IsRequestValidAsync(http)) return Page(http, antiforgery, settings, SignInStep.Stale, returnUrl, userName);
        if (await Checked(people, store, userName, form["password"].ToString()) is not { } person)
            return Page(http, antiforgery, settings, SignInStep.Wrong, returnUrl, userName);

        var identity = new ClaimsIdentity([new(ClaimNames.Subject, person.Id), new(StampClaim, person.SecurityStamp!)], Scheme);
        await http.SignInAsync(Scheme, new ClaimsPrincipal(identity));
        return Results.LocalRedirect(IsOwn(returnUrl) ? returnUrl : "/");
    }

    private static async Task<IResult> SignOut(HttpContext http, IAntiforgery antiforgery)
    {
        if (!http.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(http)) return Results.Redirect(SignOutPath);
        await http.SignOutAsync(Scheme);
        return Results.Redirect(SignedOutPath);
    }

    /// <summary>The person whose password this is; nobody while the account is locked, even with the right password.</summary>
    private static async Task<Person?> Checked(UserManager<Person> people, IdentityStore store, string userName, string password)
    {
        var person = await people.FindByNameAsync(userName);
        if (person is null)
        {
            people.PasswordHasher.VerifyHashedPassword(new(), NobodysHash.Value, password);
            return null;
        }

        if (await people.IsLockedOutAsync(person)) return null;
        if (await people.CheckPasswordAsync(person, password))
        {
            await people.ResetAccessFailedCountAsync(person);
            return person;
        }

        // Guesses that race for the same row must all be counted: who loses the race reads the row again.
        for (var attempt = 0; attempt < 10 && !(await people.AccessFailedAsync(person)).Succeeded; attempt++)
            await store.Entry(person).ReloadAsync();
        return null;
    }

    private static bool IsOwn(string url) => url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\', StringComparison.Ordinal);

    private static RazorComponentResult<SignInPage> Page(
        HttpContext http, IAntiforgery antiforgery, IssuerSettings settings, SignInStep step, string returnUrl, string userName = "")
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        // A browser that follows the answer to the form on to the portal holds each address against form-action.
        var portals = string.Concat(settings.Portal.Addresses(settings.Issuer).Select(address => " " + address));
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; form-action 'self'{portals}; base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-store";
        var tokens = antiforgery.GetAndStoreTokens(http);
        return new RazorComponentResult<SignInPage>(new
        {
            Step = step,
            Text = SignInText.For(http.Request),
            Nonce = nonce,
            TokenField = tokens.FormFieldName,
            Token = tokens.RequestToken,
            ReturnUrl = returnUrl,
            UserName = userName,
        })
        { StatusCode = step is SignInStep.Wrong or SignInStep.Stale ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK };
    }
}

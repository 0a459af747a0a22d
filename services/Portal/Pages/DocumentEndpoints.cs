using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.SignIn;

namespace Exchange.Portal.Pages;

/// <summary>Documents of deals in the browser of who is signed in: the page that Settlement makes to be printed, as it is. Who may see which is Settlement's to say.</summary>
public static class DocumentEndpoints
{
    public static void MapDocuments(this IEndpointRouteBuilder pages) => pages.MapGet("/documents/{fair}/{kind}/{number:long}", Show);

    private static async Task<IResult> Show(HttpContext http, string fair, string kind, long number, ExchangeApi api, Visitors visitors, PageFrame frames)
    {
        if (!Id.IsValid(fair) || !kind.All(letter => char.IsAsciiLetterLower(letter) || letter == '-')) return await PageEndpoints.Message(http, frames, StatusCodes.Status404NotFound);
        if ((await visitors.Of(http)).Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address($"/documents/{fair}/{kind}/{number}"));
        try
        {
            using var answer = await api.Open("settlement", $"/api/settlement/documents/{fair}/{kind}/{number}?format=html", token, http.RequestAborted);
            if (!answer.IsSuccessStatusCode)
                return await PageEndpoints.Message(http, frames, (int)answer.StatusCode < 500 ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable);
            // The page carries its own style, which the portal's pages may not.
            if (answer.Headers.TryGetValues("Content-Security-Policy", out var policy)) http.Response.Headers.ContentSecurityPolicy = policy.First();
            http.Response.Headers.CacheControl = "private, no-store";
            return Results.Content(await answer.Content.ReadAsStringAsync(http.RequestAborted), "text/html; charset=utf-8");
        }
        catch (HttpRequestException)
        {
            return await PageEndpoints.Message(http, frames, StatusCodes.Status503ServiceUnavailable);
        }
    }
}

using Exchange.Portal.Text;

namespace Exchange.Portal.Pages;

/// <summary>Marks the addresses that are pages for people: they have a language, and headers that keep a browser safe.</summary>
public sealed class Page
{
    /// <summary>Shows a page in the visitor's language.</summary>
    internal static Task Show(HttpContext http, RequestDelegate next, string issuer)
    {
        var headers = http.Response.Headers;
        // A browser that follows the answer to a form on to Identity holds each address against form-action.
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            + "form-action 'self' " + issuer;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        Language.Choose(http);
        return next(http);
    }
}

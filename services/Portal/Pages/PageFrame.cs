using Exchange.Kernel.Time;
using Exchange.Portal.SignIn;
using Microsoft.AspNetCore.Antiforgery;

namespace Exchange.Portal.Pages;

/// <summary>What the frame of every page needs to know.</summary>
/// <param name="Visitor">Who looks.</param>
/// <param name="Path">The page's own path and query, to come back to.</param>
/// <param name="Now">The exchange's time in Unix milliseconds.</param>
/// <param name="Speed">How many of the exchange's seconds pass in one of the wall's.</param>
/// <param name="TokenField">The name of the hidden field of forms.</param>
/// <param name="Token">Its value.</param>
public sealed record Framed(Visitor Visitor, string Path, long Now, double Speed, string TokenField, string Token)
{
    /// <summary>This page in the other language.</summary>
    public string InLanguage(string language)
    {
        var parts = Path.Split('?', 2);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "");
        query["lang"] = language;
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(parts[0], query);
    }
}

/// <summary>Makes the frame of a page.</summary>
public sealed class PageFrame(Visitors visitors, TimeProvider clock, ClockSettings settings, IAntiforgery antiforgery)
{
    public async Task<Framed> Of(HttpContext http, string? path = null)
    {
        var visitor = await visitors.Of(http);
        var tokens = antiforgery.GetAndStoreTokens(http);
        return new(
            visitor, path ?? (http.Request.Path + http.Request.QueryString), clock.GetUtcNow().ToUnixTimeMilliseconds(),
            settings.Kind switch { "accelerated" => settings.Speed, "stepped" => 0, _ => 1 }, tokens.FormFieldName, tokens.RequestToken ?? "");
    }
}

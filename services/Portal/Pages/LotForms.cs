using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.SignIn;
using Exchange.Portal.Text;
using Microsoft.AspNetCore.Antiforgery;

namespace Exchange.Portal.Pages;

/// <summary>What a form on a lot's page asks of the exchange.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fields">What was filled in.</param>
/// <param name="Api">The services.</param>
/// <param name="Token">The visitor's token.</param>
/// <param name="Cancellation">When the visitor is gone.</param>
internal sealed record LotForm(string Lot, IFormCollection Fields, ExchangeApi Api, string Token, CancellationToken Cancellation)
{
    /// <summary>Posts to an address under the lot's, under the form's own key.</summary>
    /// <returns>The answer as an outcome; null when none came, where the page then shows how the lot stands.</returns>
    public async Task<BidOutcome?> Post<T>(string what, Func<T, BidOutcome> accepted) =>
        await Api.Post<T>("matching", $"/api/matching/lots/{Lot}/{what}", new { }, Fields["key"].ToString(), Token, Cancellation) switch
        {
            Said<T>.Value value => accepted(value.Body),
            Said<T>.Refused refused => new BidOutcome.Refused(refused.Code, refused.Detail),
            _ => null,
        };
}

/// <summary>Forms on the page of a lot. A plain form is enough; the answer is the page itself, so that loading it again sends the same key again and gets the same answer.</summary>
internal static class LotForms
{
    /// <summary>Answers a form at an address under a lot's page, once it is the visitor's own and the visitor is signed in.</summary>
    public static void MapLotForm(this IEndpointRouteBuilder pages, string what, Func<LotForm, Task<BidOutcome?>> send)
    {
        pages.MapPost("/lots/{lot}/" + what, (
            HttpContext http, string lot, IAntiforgery antiforgery, Visitors visitors, ExchangeApi api, LotReader reader, PageFrame frames) =>
            Answer(http, lot, antiforgery, visitors, api, reader, frames, send));
        pages.MapGet("/lots/{lot}/" + what, (string lot) => Results.LocalRedirect(Id.IsValid(lot) ? "/lots/" + lot : "/"));
    }

    private static async Task<IResult> Answer(
        HttpContext http, string lot, IAntiforgery antiforgery, Visitors visitors, ExchangeApi api, LotReader reader, PageFrame frames, Func<LotForm, Task<BidOutcome?>> send)
    {
        if (!Id.IsValid(lot) || !http.Request.HasFormContentType) return Results.LocalRedirect("/");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!await antiforgery.IsRequestValidAsync(http) || !Id.IsValid(form["key"].ToString()))
            return await reader.Page(http, lot, frames, new BidOutcome.Refused("form.stale", Words.Of("FormStale")));
        if ((await visitors.Of(http)).Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address("/lots/" + lot));
        return await reader.Page(http, lot, frames, await send(new(lot, form, api, token, http.RequestAborted)));
    }
}

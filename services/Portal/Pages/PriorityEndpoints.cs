using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.SignIn;
using Exchange.Portal.Text;
using Microsoft.AspNetCore.Antiforgery;

namespace Exchange.Portal.Pages;

/// <summary>A key enterprise takes a lot before the market opens, from its page.</summary>
public static class PriorityEndpoints
{
    public static void MapPriority(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/lots/{lot}/priority", Take);
        pages.MapGet("/lots/{lot}/priority", (string lot) => Results.LocalRedirect(Id.IsValid(lot) ? "/lots/" + lot : "/"));
    }

    // When no answer came, the page shows whether the lot is taken.
    private static async Task<IResult> Take(
        HttpContext http, string lot, IAntiforgery antiforgery, Visitors visitors, ExchangeApi api, LotReader reader, PageFrame frames)
    {
        if (!Id.IsValid(lot) || !http.Request.HasFormContentType) return Results.LocalRedirect("/");
        var key = (await http.Request.ReadFormAsync(http.RequestAborted))["key"].ToString();
        if (!await antiforgery.IsRequestValidAsync(http) || !Id.IsValid(key))
            return await reader.Page(http, lot, frames, new BidOutcome.Refused("form.stale", Words.Of("FormStale")));
        if ((await visitors.Of(http)).Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address("/lots/" + lot));
        return await reader.Page(http, lot, frames, await api.Post<PurchaseAccepted>(
            "matching", $"/api/matching/lots/{lot}/priority-purchases", new { }, key, token, http.RequestAborted) switch
        {
            Said<PurchaseAccepted>.Value taken => new BidOutcome.Purchased(taken.Body),
            Said<PurchaseAccepted>.Refused refused => new BidOutcome.Refused(refused.Code, refused.Detail),
            _ => null,
        });
    }
}

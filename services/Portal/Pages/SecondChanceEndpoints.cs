using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.SignIn;
using Exchange.Portal.Text;
using Microsoft.AspNetCore.Antiforgery;

namespace Exchange.Portal.Pages;

/// <summary>The answer of a bidder who is asked whether they take a lot after a default, from its page.</summary>
public static class SecondChanceEndpoints
{
    public static void MapSecondChances(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/lots/{lot}/second-chance", Answer);
        pages.MapGet("/lots/{lot}/second-chance", (string lot) => Results.LocalRedirect(Id.IsValid(lot) ? "/lots/" + lot : "/"));
    }

    private static async Task<IResult> Answer(
        HttpContext http, string lot, IAntiforgery antiforgery, Visitors visitors, ExchangeApi api, LotReader reader, PageFrame frames)
    {
        if (!Id.IsValid(lot) || !http.Request.HasFormContentType) return Results.LocalRedirect("/");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (key, accepts) = (form["key"].ToString(), form["answer"].ToString() == "accept");
        if (!await antiforgery.IsRequestValidAsync(http) || !Id.IsValid(key))
            return await reader.Page(http, lot, frames, new BidOutcome.Refused("form.stale", Words.Of("FormStale")));
        if ((await visitors.Of(http)).Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address("/lots/" + lot));
        var path = $"/api/matching/lots/{lot}/second-chance/";
        return await reader.Page(http, lot, frames, accepts
            ? OutcomeOf(await api.Post<PurchaseAccepted>("matching", path + "accept", new { }, key, token, http.RequestAborted), taken => new BidOutcome.Purchased(taken))
            : OutcomeOf(await api.Post<DeclineAccepted>("matching", path + "decline", new { }, key, token, http.RequestAborted), _ => new BidOutcome.Declined()));
    }

    // When no answer came, the page shows whether the bidder is still asked.
    private static BidOutcome? OutcomeOf<T>(Said<T> said, Func<T, BidOutcome> accepted) => said switch
    {
        Said<T>.Value value => accepted(value.Body),
        Said<T>.Refused refused => new BidOutcome.Refused(refused.Code, refused.Detail),
        _ => null,
    };
}

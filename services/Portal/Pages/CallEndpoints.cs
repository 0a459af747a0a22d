using System.Globalization;
using Exchange.Kernel.Streams;
using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.Live;
using Exchange.Portal.SignIn;
using Exchange.Portal.Text;
using Microsoft.AspNetCore.Antiforgery;

namespace Exchange.Portal.Pages;

/// <summary>The page of a call auction, its live part, and its forms: a plain form is enough, and loading the answer again sends the same key again.</summary>
public static class CallEndpoints
{
    private static readonly string[] Looking = ["GET", "HEAD"];

    public static void MapCalls(this IEndpointRouteBuilder pages)
    {
        pages.MapMethods("/call-auctions/{auction}", Looking, (HttpContext http, string auction, CallReader reader, PageFrame frames) => reader.Page(http, auction, frames, null));
        pages.MapGet("/live/call-auctions/{auction}", Live);
        pages.MapPost("/call-auctions/{auction}/orders", Order);
        pages.MapGet("/call-auctions/{auction}/orders", (string auction) => Results.LocalRedirect(Id.IsValid(auction) ? "/call-auctions/" + auction : "/"));
    }

    private static async Task<IResult> Live(HttpContext http, string auction, LiveFeeds feeds, CallReader reader)
    {
        if (!Id.IsValid(auction)) return Results.NotFound();
        await http.Show(feeds.Of(new("matching", $"/api/matching/call-auctions/{auction}/stream", reader.Render), CultureInfo.CurrentUICulture));
        return Results.Empty;
    }

    private static async Task<IResult> Order(
        HttpContext http, string auction, IAntiforgery antiforgery, Visitors visitors, ExchangeApi api, CallReader reader, PageFrame frames)
    {
        if (!Id.IsValid(auction) || !http.Request.HasFormContentType) return Results.LocalRedirect("/");
        var asked = OrderAsked.Of(auction, await http.Request.ReadFormAsync(http.RequestAborted));
        if (!await antiforgery.IsRequestValidAsync(http) || !Id.IsValid(asked.Key))
            return await reader.Page(http, auction, frames, new OrderOutcome.Refused("form.stale", Words.Of("FormStale")));
        if ((await visitors.Of(http)).Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address("/call-auctions/" + auction));
        return await reader.Page(http, auction, frames, await asked.Send(api, token, http.RequestAborted));
    }
}

using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.SignIn;
using Exchange.Portal.Text;
using Microsoft.AspNetCore.Antiforgery;

namespace Exchange.Portal.Pages;

/// <summary>Bids and purchases from the page of a lot. A plain form is enough; the answer is the page itself, so that loading it again sends the
/// same key again and gets the same answer.</summary>
public static class BidEndpoints
{
    public static void MapBids(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/lots/{lot}/bids", Bid);
        pages.MapGet("/lots/{lot}/bids", (string lot) => Results.LocalRedirect(Id.IsValid(lot) ? "/lots/" + lot : "/"));
    }

    private static async Task<IResult> Bid(
        HttpContext http, string lot, IAntiforgery antiforgery, Visitors visitors, ExchangeApi api, LotReader reader, PageFrame frames)
    {
        if (!Id.IsValid(lot) || !http.Request.HasFormContentType) return Results.LocalRedirect("/");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var asked = new Asked(lot, form["format"].ToString() == "fixed-price", form["amount"].ToString(), form["key"].ToString());
        if (!await antiforgery.IsRequestValidAsync(http) || !Id.IsValid(asked.Key))
            return await reader.Page(http, lot, frames, new BidOutcome.Refused("form.stale", Words.Of("FormStale")));
        if ((await visitors.Of(http)).Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address("/lots/" + lot));
        return await reader.Page(http, lot, frames, await asked.Send(api, token, http.RequestAborted));
    }

    private sealed record Asked(string Lot, bool Purchases, string Amount, string Key)
    {
        public async Task<BidOutcome> Send(ExchangeApi api, string token, CancellationToken cancellation)
        {
            if (Purchases)
            {
                return Figure.Parse(Amount, decimals: 3) is { } quantity
                    ? OutcomeOf(
                        await api.Post<PurchaseAccepted>("matching", $"/api/matching/lots/{Lot}/purchases", new { QuantityMilli = quantity }, Key, token, cancellation),
                        purchase => new BidOutcome.Purchased(purchase))
                    : new BidOutcome.Refused("form.amount", Words.Of("QuantityUnclear"));
            }

            return Figure.Parse(Amount, decimals: 2) is { } amount
                ? OutcomeOf(
                    await api.Post<BidAccepted>("matching", $"/api/matching/lots/{Lot}/bids", new { AmountMinor = amount }, Key, token, cancellation),
                    bid => new BidOutcome.Accepted(bid))
                : new BidOutcome.Refused("form.amount", Words.Of("AmountUnclear"));
        }

        private BidOutcome OutcomeOf<T>(Said<T> said, Func<T, BidOutcome> accepted) => said switch
        {
            Said<T>.Value value => accepted(value.Body),
            Said<T>.Refused refused => new BidOutcome.Refused(refused.Code, refused.Detail, refused.Number("nextBidMinor")),
            _ => new BidOutcome.Checking(Lot, Purchases ? "fixed-price" : "english", Key, Amount),
        };
    }
}

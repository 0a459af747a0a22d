using System.Globalization;
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
        var asked = new Asked(lot, form["format"].ToString(), form["amount"].ToString(), form["price"].ToString(), form["quantity"].ToString(), form["key"].ToString(),
            form["confirmed"].ToString() == "true", form["attempt"].ToString());
        if (!await antiforgery.IsRequestValidAsync(http) || !Id.IsValid(asked.Key))
            return await reader.Page(http, lot, frames, new BidOutcome.Refused("form.stale", Words.Of("FormStale")));
        if ((await visitors.Of(http)).Token is not { } token) return Results.LocalRedirect(SignInEndpoints.Address("/lots/" + lot));
        return await reader.Page(http, lot, frames, await asked.Send(api, token, http.RequestAborted));
    }

    private sealed record Asked(string Lot, string Format, string Amount, string Price, string Quantity, string Key, bool Confirmed, string Attempt)
    {
        public Task<BidOutcome> Send(ExchangeApi api, string token, CancellationToken cancellation)
        {
            var taken = SaleShown.IsTakenBy(Format);
            return Figure.Parse(Amount, decimals: taken ? 3 : 2) switch
            {
                null => Task.FromResult<BidOutcome>(new BidOutcome.Refused("form.amount", Words.Of(taken ? "QuantityUnclear" : "AmountUnclear"))),
                { } quantity when taken => Send<PurchaseAccepted>(
                    api, "purchases", new { QuantityMilli = quantity, PriceMinor = Seen(Price), Attempt = Seen(Attempt) }, token, purchase => new BidOutcome.Purchased(purchase), cancellation),
                { } amount when Quantity.Length > 0 => Figure.Parse(Quantity, decimals: 3) is { } wanted
                    ? Send<BidAccepted>(api, "bids", new { AmountMinor = amount, QuantityMilli = wanted, Attempt = Seen(Attempt) }, token, bid => new BidOutcome.Accepted(bid), cancellation)
                    : Task.FromResult<BidOutcome>(new BidOutcome.Refused("form.amount", Words.Of("QuantityUnclear"))),
                { } amount => Send<BidAccepted>(
                    api, "bids", new { AmountMinor = amount, Confirmed = Confirmed ? true : (bool?)null, Attempt = Seen(Attempt) }, token, bid => new BidOutcome.Accepted(bid), cancellation),
            };
        }

        private static long? Seen(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;

        private async Task<BidOutcome> Send<T>(ExchangeApi api, string what, object body, string token, Func<T, BidOutcome> accepted, CancellationToken cancellation) =>
            await api.Post<T>("matching", $"/api/matching/lots/{Lot}/{what}", body, Key, token, cancellation) switch
            {
                Said<T>.Value value => accepted(value.Body),
                Said<T>.Refused { Code: BidOutcome.Confirm.Code } refused => new BidOutcome.Confirm(Lot, Key, Amount, refused.Number("nextBidMinor"), Attempt),
                Said<T>.Refused refused => new BidOutcome.Refused(refused.Code, refused.Detail, refused.Number("nextBidMinor")),
                _ => new BidOutcome.Checking(Lot, Format, Key, Amount, Price, Quantity, Confirmed, Attempt),
            };
    }
}

using System.Globalization;
using Exchange.Portal.Api;
using Exchange.Portal.Text;

namespace Exchange.Portal.Pages;

/// <summary>Bids and purchases from the page of a lot.</summary>
public static class BidEndpoints
{
    public static void MapBids(this IEndpointRouteBuilder pages) => pages.MapLotForm("bids", async form => await Of(form).Send(form.Api, form.Token, form.Cancellation));

    private static Asked Of(LotForm form) => new(
        form.Lot, Field(form, "format"), Field(form, "amount"), Field(form, "price"), Field(form, "quantity"), Field(form, "key"), Field(form, "confirmed") == "true", Field(form, "attempt"));

    private static string Field(LotForm form, string name) => form.Fields[name].ToString();

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

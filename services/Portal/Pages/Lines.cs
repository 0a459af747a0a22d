using Exchange.Portal.Api;
using Microsoft.AspNetCore.WebUtilities;

namespace Exchange.Portal.Pages;

/// <summary>What every page of a fair needs to know of it.</summary>
public sealed record FairHead(string Fair, string Name, string TimeZone);

/// <summary>A line of a list of lots. Bids are null where the list does not know them; the price is 0 where there is only an opening one.</summary>
public sealed record LotLine(
    string Lot, long Number, string Title, string Category, long QuantityMilli, string Unit, long PriceMinor, long OpeningMinor, string Currency,
    long? Bids, long ClosesAt, string Status)
{
    public static LotLine Of(ListedSale lot) => new(
        lot.Lot, lot.Number, lot.Title, lot.Category, lot.QuantityMilli, lot.Unit, lot.PriceMinor, lot.NextBidMinor, lot.Currency, lot.Bids, lot.ClosesAt, lot.Status);

    /// <summary>A lot of the catalogue, which knows when the lot is for sale, and not how the sale stands.</summary>
    public static LotLine Of(CatalogueLot lot, long now) => new(
        lot.Lot, lot.Number, lot.Title, lot.Category, lot.QuantityMilli, lot.Unit, 0, lot.OpeningMinor, lot.Currency, null, lot.ClosesAt, lot.Status switch
        {
            "announced" when now < lot.OpensAt => "scheduled",
            "announced" when now < lot.ClosesAt => "open",
            "announced" => "closing",
            var ended => ended,
        });
}

/// <summary>Which lots are asked for. Words and a category are looked up in the catalogue, a status in the sales.</summary>
public sealed record LotsAsked(string Words, string Category, string Status, string After)
{
    private const int PerPage = 50;

    /// <summary>Whether the catalogue answers it.</summary>
    public bool IsSearch => Words.Length > 0 || Category.Length > 0;

    public static LotsAsked Of(HttpRequest request) => new(
        Field(request, "q"), Field(request, "category"), Field(request, "status"), Field(request, "after"));

    /// <summary>The page's address with another beginning.</summary>
    public string Address(string fair, string after) => QueryHelpers.AddQueryString($"/fairs/{fair}/lots", Filled(
        ("q", Words), ("category", Category), ("status", Status), ("after", after)));

    /// <summary>Where the service answers it.</summary>
    public string Query(string fair) => QueryHelpers.AddQueryString(
        IsSearch ? $"/api/listing/fairs/{fair}/lots" : $"/api/matching/fairs/{fair}/lots",
        Filled(("q", IsSearch ? Words : ""), ("category", Category), ("status", IsSearch ? "" : Status), ("after", After), ("limit", $"{PerPage}")));

    private static string Field(HttpRequest request, string name) => request.Query[name].ToString().Trim();

    private static Dictionary<string, string?> Filled(params (string Name, string Value)[] fields) =>
        fields.Where(field => field.Value.Length > 0).ToDictionary(field => field.Name, string? (field) => field.Value);
}

/// <summary>What became of a bid or a purchase.</summary>
public abstract record BidOutcome
{
    private BidOutcome()
    {
    }

    public sealed record Accepted(BidAccepted Bid) : BidOutcome;

    public sealed record Purchased(PurchaseAccepted Purchase) : BidOutcome;

    /// <summary>The bidder said no to a second chance.</summary>
    public sealed record Declined : BidOutcome;

    /// <param name="Code">The problem's code.</param>
    /// <param name="Detail">What the service says.</param>
    /// <param name="NextBidMinor">What would be accepted, if that is known.</param>
    public sealed record Refused(string Code, string Detail, long? NextBidMinor = null) : BidOutcome;

    /// <summary>Nobody knows yet: it is asked for again under the same key.</summary>
    /// <param name="Lot">The lot.</param>
    /// <param name="Format">How it is sold.</param>
    /// <param name="Key">The key.</param>
    /// <param name="Amount">The amount as it was written.</param>
    /// <param name="Price">The price that was seen, as it was sent; empty for none.</param>
    /// <param name="Quantity">For how much, as it was written; empty where one bids for the whole or takes.</param>
    /// <param name="Confirmed">Whether the bidder has said that the amount is meant.</param>
    /// <param name="Attempt">The attempt that the page showed, as it was sent.</param>
    public sealed record Checking(string Lot, string Format, string Key, string Amount, string Price, string Quantity, bool Confirmed, string Attempt) : BidOutcome;

    /// <summary>The amount is many times the next bid, and was not bid: the page asks whether it is meant.</summary>
    /// <param name="Lot">The lot.</param>
    /// <param name="Key">The key of the bid; confirmed, it is the same bid.</param>
    /// <param name="Amount">The amount as it was written.</param>
    /// <param name="NextBidMinor">The least next bid.</param>
    /// <param name="Attempt">The attempt that the page showed, as it was sent.</param>
    public sealed record Confirm(string Lot, string Key, string Amount, long? NextBidMinor, string Attempt) : BidOutcome
    {
        /// <summary>The refusal that asks.</summary>
        public const string Code = "auction.confirm-amount";
    }
}

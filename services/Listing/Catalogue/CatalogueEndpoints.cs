using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Catalogue.Engine;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Catalogue;

public static class CatalogueEndpoints
{
    private const string Tag = "Catalogue";
    private const int MostSimilar = 20, SimilarByDefault = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public static void MapCatalogue(this IEndpointRouteBuilder app)
    {
        var catalogue = app.MapGroup("/api/listing").WithTags(Tag);
        catalogue.MapGet("/catalogue", Find).RequireAuthorization()
            .WithName("SearchCatalogue").WithSummary("The lots of all fairs that have the words of q, in Chinese or English, with counts by facet on the first page.")
            .WithDescription(
                $"Query: q; {string.Join(", ", CatalogueFields.Facets.Select(facet => facet.Name))} take a value each and may stand more than once (status is announced if left out, any for all); "
                + $"{string.Join(", ", CatalogueFields.Measures.Where(measure => measure.Bands.Count > 0).Select(measure => measure.Name))} take FROM-TO in minor units, thousandths of the unit "
                + $"and milliseconds from now; sort is one of {CatalogueQuery.SortNames}; near=LATITUDE,LONGITUDE for distances; "
                + "after is the key in the Link header of the page before; facets=false leaves the counts out.")
            .Produces<CatalogueAnswer>().WithProblems(400, 401, 503);
        catalogue.MapGet("/lots/{lot}/similar", Similar).RequireAuthorization()
            .WithName("GetSimilarLots").WithSummary("Announced lots like this one, the likest first.")
            .Produces<IReadOnlyList<FoundLot>>().WithProblems(401, 404, 503);
    }

    private static async Task<IResult> Find(HttpContext http, ListingJournal journal, CatalogueStreams catalogue)
    {
        var (query, wrong) = CatalogueQuery.Read(name => [.. http.Request.Query[name].OfType<string>()]);
        var (page, after) = (PageRequest.Of(http), default(PlaceInOrder));
        var errors = wrong.Aggregate(new FieldErrors(), (all, error) => all.Require(false, error.Field, error.Rule, error.Message))
            .Require(page.After.Length == 0 || PlaceInOrder.TryParse(page.After, out after), "after", "key", "The key in the Link header of the page before.");
        if (errors.Any) return Problem.Of(errors.All);

        await WaitForIndex(http, catalogue);
        var first = page.After.Length == 0;
        var found = Search.Run(catalogue.Index, new(
            query!, ViewerOf(http.Caller()), journal.Clock.GetUtcNow().ToUnixTimeMilliseconds(), page.Limit + 1, first ? null : after, first && http.Request.Query["facets"] != "false"));
        if (found.Lots.Count > page.Limit) PageRequest.LinkNext(http, found.Lots[page.Limit - 1].Place.ToString());
        return TypedResults.Ok(new CatalogueAnswer(found.Total, [.. found.Lots.Take(page.Limit).Select(FoundLot.Of)], found.Facets, found.Meant, found.Loose ? true : null));
    }

    private static async Task<IResult> Similar(HttpContext http, string lot, ListingJournal journal, CatalogueStreams catalogue)
    {
        await WaitForIndex(http, catalogue);
        var viewer = ViewerOf(http.Caller());
        if (!Id.IsValid(lot) || catalogue.Index.Find(lot) is not { } entry || !viewer.Sees(entry)) return Problem.Of(LotRefusals.Unknown);
        var most = int.TryParse(http.Request.Query["limit"], out var asked) ? Math.Clamp(asked, 1, MostSimilar) : SimilarByDefault;
        return TypedResults.Ok(Search.Similar(catalogue.Index, entry, viewer, journal.Clock.GetUtcNow().ToUnixTimeMilliseconds(), most).Select(FoundLot.Of).ToList());
    }

    // A request that names a position sees what its caller did.
    private static async Task WaitForIndex(HttpContext http, CatalogueStreams catalogue)
    {
        var text = http.Request.Headers.TryGetValue(Commands.LogPosition, out var header) ? header.ToString() : http.Request.Query["position"].ToString();
        if (!Position.TryParse(text, out var position)) return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(LongestWait);
        await catalogue.WaitFor(position, patience.Token);
    }

    private static Viewer ViewerOf(Caller caller) => new(caller.Enterprise, caller.Is(Roles.Operator));
}

/// <summary>A page of the catalogue's search.</summary>
/// <param name="Total">How many lots are found, on all pages.</param>
/// <param name="Lots">Those of this page.</param>
/// <param name="Facets">On the first page: how many lots there are by value, for each facet as if nothing were chosen in it.</param>
/// <param name="DidYouMean">The words as they were taken, where some are unknown.</param>
/// <param name="Loose">True where no lot has all of the words, so that these have most of them.</param>
public sealed record CatalogueAnswer(
    int Total, IReadOnlyList<FoundLot> Lots, IReadOnlyDictionary<string, IReadOnlyList<FacetCount>>? Facets = null, string? DidYouMean = null, bool? Loose = null);

/// <summary>A lot that was found.</summary>
/// <param name="Lot">Its id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">Its catalogue number.</param>
/// <param name="Consignor">The enterprise that offers it.</param>
/// <param name="Title">What it is.</param>
/// <param name="Highlights">Where the words stand in the title: first character and length, and so on.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="ItemNumber">The article's number.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Format">How it is sold.</param>
/// <param name="OpeningMinor">Where it opens.</param>
/// <param name="PriceMinor">Its present price, a moment late; the opening until there is one to be seen.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds, late bids and all.</param>
/// <param name="Status">entered, announced, sold, passed-in or withdrawn.</param>
/// <param name="Condition">The code of its grade of condition; left out where nobody said.</param>
/// <param name="Photos">True where there is a photo of it.</param>
/// <param name="Essential">True where it is an essential commodity of its fair.</param>
public sealed record FoundLot(
    string Lot, string Fair, long Number, string Consignor, string Title, IReadOnlyList<int> Highlights, string Category, string Region, string? ItemNumber, long QuantityMilli, string Unit,
    string Currency, string Format, long OpeningMinor, long PriceMinor, long OpensAt, long ClosesAt, string Status,
    string? Condition = null, bool? Photos = null, bool? Essential = null)
{
    internal static FoundLot Of(Found found)
    {
        var lot = found.Entry;
        return new(
            lot.Lot, lot.Fair, lot.Number, lot.Consignor, lot.Title, found.Highlights, lot.Category, lot.Region, lot.ItemNumber.Length == 0 ? null : lot.ItemNumber, lot.QuantityMilli, lot.Unit,
            lot.Currency, lot.Format, lot.OpeningMinor, found.PriceMinor, lot.OpensAt, found.ClosesAt, lot.Status,
            lot.Condition.Length == 0 ? null : lot.Condition, lot.HasPhotos ? true : null, lot.IsEssential ? true : null);
    }
}

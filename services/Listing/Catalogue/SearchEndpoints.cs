using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Lots;
using Microsoft.AspNetCore.WebUtilities;

namespace Exchange.Listing.Catalogue;

public static class SearchEndpoints
{
    private const string Tag = "Saved searches";

    public static void MapSearches(this IEndpointRouteBuilder app)
    {
        var searches = app.MapGroup("/api/listing/searches").WithTags(Tag);
        searches.MapPost("", Save).RequireAuthorization()
            .WithName("SaveSearch").WithSummary("Saves a search of the catalogue: lots that are announced from now on and that it finds become its alerts.")
            .Produces<SearchSavedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 409, 422, 503);
        searches.MapGet("", List).RequireAuthorization()
            .WithName("GetSavedSearches").WithSummary("The caller's saved searches, 50 at most, in the order in which they were saved.")
            .Produces<IReadOnlyList<SavedSearchAnswer>>().WithProblems(401);
        searches.MapPost("/{search}/delete", Forget).RequireAuthorization()
            .WithName("DeleteSavedSearch").WithSummary("Deletes one of the caller's saved searches and its alerts.")
            .Produces(StatusCodes.Status204NoContent).WithProblems(400, 401, 404, 409, 503);
        searches.MapGet("/{search}/alerts", Alerts).RequireAuthorization()
            .WithName("GetSearchAlerts").WithSummary("New lots that one of the caller's saved searches found, the latest first; of all of a person's searches the latest 500 are kept.")
            .Produces<IReadOnlyList<SearchAlertAnswer>>().WithProblems(401, 404);
    }

    private static Task<IResult> Save(HttpContext http, SearchRequestBody body, ListingJournal journal)
    {
        var person = http.Caller().Subject;
        var (owner, search) = (SavedSearches.OwnerOf(person), Id.From("search", person, http.Request.Headers[Commands.IdempotencyKey].ToString()));
        return http.Submit(journal, SavedSearches.Stream(owner), body.Parse(owner, search), _ =>
            TypedResults.Created($"/api/listing/searches/{search}/alerts", new SearchSavedAnswer(search)));
    }

    private static Task<IResult> Forget(HttpContext http, string search, NoFields? _, ListingJournal journal) =>
        http.Submit<SavedSearchesCommand>(
            journal, SavedSearches.Stream(SavedSearches.OwnerOf(http.Caller().Subject)), new ForgetSearch(search), static _ => TypedResults.NoContent());

    private static async Task<IResult> List(HttpContext http, ListingJournal journal)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        var rows = await SearchViews.Of(session, SavedSearches.OwnerOf(http.Caller().Subject));
        return TypedResults.Ok(rows.Select(row => new SavedSearchAnswer(row.Search, row.Name, row.Query, row.SavedAt)).ToList());
    }

    private static async Task<IResult> Alerts(HttpContext http, string search, ListingJournal journal)
    {
        await http.WaitForViews(journal);
        var (owner, page) = (SavedSearches.OwnerOf(http.Caller().Subject), PageRequest.Of(http));
        var before = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        await using var session = await journal.Read();
        if ((await SearchViews.Of(session, owner)).All(row => row.Search != search)) return Problem.Of(SearchRefusals.Unknown);
        var rows = await SearchViews.Alerts(session, owner, search, before, page.Limit + 1);
        return page.Answer(
            http, [.. rows.Select(row => new SearchAlertAnswer(row.Number, row.Lot, row.FoundAt))], row => row.Number.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>A search that is to be saved.</summary>
public sealed record SearchRequestBody
{
    /// <summary>1 to 100 characters.</summary>
    /// <example>Bearings near us</example>
    public string? Name { get; init; }

    /// <summary>The parameters of GET /api/listing/catalogue, as in an address; 2,000 characters at most.</summary>
    /// <example>q=bearing&amp;region=Jilin</example>
    public string? Query { get; init; }

    /// <summary>The command, or all that is wrong with the fields.</summary>
    public Parsed<SavedSearchesCommand> Parse(string owner, string search)
    {
        var errors = new FieldErrors()
            .Require(IsText(Name, SavedSearches.LongestName), "name", "text", $"1 to {SavedSearches.LongestName} characters, none of them control characters.")
            .Require(IsText(Query, SavedSearches.LongestQuery), "query", "required", $"1 to {SavedSearches.LongestQuery} characters: q=bearing&region=Jilin.");
        if (errors.Any) return errors;
        foreach (var (field, rule, message) in Read(Query!).Wrong) errors.Require(false, "query." + field, rule, message);
        return errors.Any ? errors : new SaveSearch(owner, search, Name!, Query!);
    }

    private static bool IsText(string? text, int longest) => text is { Length: > 0 } && text.Length <= longest && !LotDetails.HasControls(text);

    /// <summary>The search that parameters describe.</summary>
    internal static (CatalogueQuery? Query, IReadOnlyList<(string Field, string Rule, string Message)> Wrong) Read(string query)
    {
        var parameters = QueryHelpers.ParseQuery(query);
        return CatalogueQuery.Read(name => [.. parameters.GetValueOrDefault(name).OfType<string>()]);
    }
}

/// <summary>The id of a saved search.</summary>
public sealed record SearchSavedAnswer(string Search);

/// <summary>A saved search.</summary>
/// <param name="Search">Its id.</param>
/// <param name="Name">What the caller calls it.</param>
/// <param name="Query">The parameters of the search.</param>
/// <param name="SavedAt">Unix milliseconds.</param>
public sealed record SavedSearchAnswer(string Search, string Name, string Query, long SavedAt);

/// <summary>A new lot that a saved search found.</summary>
/// <param name="Number">Its number among all finds of the caller.</param>
/// <param name="Lot">The lot.</param>
/// <param name="FoundAt">Unix milliseconds.</param>
public sealed record SearchAlertAnswer(long Number, string Lot, long FoundAt);

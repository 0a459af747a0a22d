using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Lists;

public static class ListEndpoints
{
    private const string Tag = "Lists";

    public static void MapLists(this IEndpointRouteBuilder app)
    {
        var lists = app.MapGroup("/api/listing/lists").WithTags(Tag);
        lists.MapPost("", Keep).RequireAuthorization(Roles.Organizer)
            .WithName("KeepList").WithSummary("Keeps a list of key enterprises or of essential commodities, for as many fairs as the organizer likes.")
            .Produces<ListAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 409, 422, 503);
        lists.MapPost("/{list}", Rewrite).RequireAuthorization(Roles.Organizer)
            .WithName("RewriteList").WithSummary("Writes a list anew. Fairs that have taken it before keep what they took.")
            .Produces<ListAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        lists.MapGet("", List).RequireAuthorization(Roles.Organizer)
            .WithName("GetLists").WithSummary("The lists that the caller's enterprise keeps. after is the id of the last one of the page before.")
            .Produces<IReadOnlyList<ListRow>>().WithProblems(401, 403);
        lists.MapGet("/{list}", Get).RequireAuthorization(Roles.Organizer)
            .WithName("GetList").WithSummary("A list with all that stands on it, for the organizer who keeps it.")
            .Produces<ListAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 403, 404);
    }

    /// <summary>What stands on a list of the caller's enterprise, or null when there is no such list.</summary>
    internal static async ValueTask<KeptList?> Find(ListingJournal journal, Caller caller, string list) =>
        Id.IsValid(list) && await journal.Peek<KeptList>(KeptList.Stream(list)) is { Content: not null } found && (caller.Is(Roles.Operator) || found.Organizer == caller.Enterprise)
            ? found
            : null;

    private static Task<IResult> Keep(HttpContext http, ListRequest body, ListingJournal journal)
    {
        var list = Id.From("list", http.Caller().Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        return http.Submit(journal, KeptList.Stream(list), body.Parse(list, http.Caller(), isNew: true), accepted =>
            TypedResults.Created("/api/listing/lists/" + list, ListAnswer.Of(list, body.Content(), accepted.First<ListKept>()?.Version ?? 1)));
    }

    private static async Task<IResult> Rewrite(HttpContext http, string list, ListRequest body, ListingJournal journal)
    {
        if (!Id.IsValid(list)) return Problem.Of(ListRefusals.Unknown);
        var before = await journal.Peek<KeptList>(KeptList.Stream(list));
        return await http.Submit(journal, KeptList.Stream(list), body.Parse(list, http.Caller(), isNew: false), accepted =>
            TypedResults.Ok(ListAnswer.Of(list, body.Content(), accepted.First<ListKept>()?.Version ?? before.Version)));
    }

    private static async Task<IResult> List(HttpContext http, ListingJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        return page.Answer(http, await ListViews.Page(session, http.Caller().Enterprise, page.After, page.Limit + 1), row => row.List);
    }

    private static async Task<IResult> Get(HttpContext http, string list, ListingJournal journal) =>
        await Find(journal, http.Caller(), list) is { Content: { } content } found
            ? http.Tagged(ListAnswer.Of(list, content, found.Version), found.Version.ToString(CultureInfo.InvariantCulture))
            : Problem.Of(ListRefusals.Unknown);
}

/// <summary>What shall stand on a list: enterprises, or commodities.</summary>
public sealed record ListRequest
{
    /// <summary>1 to 200 characters.</summary>
    /// <example>Key enterprises of the province</example>
    public string? Name { get; init; }

    /// <summary>The ids of key enterprises, 1 to 500.</summary>
    public IReadOnlyList<string>? Enterprises { get; init; }

    /// <summary>Essential commodities by their categories, 1 to 500; in place of enterprises.</summary>
    public IReadOnlyList<EssentialCommodity>? Commodities { get; init; }

    public ListContent Content() => new(Name ?? "", Enterprises is null ? null : [.. Enterprises.Distinct().Order(StringComparer.Ordinal)], Commodities);

    public Parsed<ListCommand> Parse(string list, Caller organizer, bool isNew)
    {
        var errors = new FieldErrors()
            .Require(Name is not null && Lots.LotDetails.IsTitle(Name), "name", "text", "1 to 200 characters, none of them control characters.")
            .Require(
                Content() is var content && (content with { Name = "x" }).OutOfBounds() is null, Commodities is null ? "enterprises" : "commodities", "entries",
                "1 to 500 ids of enterprises, or 1 to 500 commodities in their place, none twice.");
        return errors.Any ? errors : new KeepList(list, organizer.Enterprise, organizer.Is(Roles.Operator), Content(), isNew);
    }
}

/// <summary>A list that an organizer keeps.</summary>
/// <param name="List">Its id.</param>
/// <param name="Kind">key-enterprises or essential-commodities.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Version">How many times it was written.</param>
/// <param name="Enterprises">The ids of key enterprises.</param>
/// <param name="Commodities">The essential commodities.</param>
public sealed record ListAnswer(
    string List, string Kind, string Name, long Version, IReadOnlyList<string>? Enterprises = null, IReadOnlyList<EssentialCommodity>? Commodities = null)
{
    public static ListAnswer Of(string list, ListContent content, long version) => new(list, content.Kind, content.Name, version, content.Enterprises, content.Commodities);
}

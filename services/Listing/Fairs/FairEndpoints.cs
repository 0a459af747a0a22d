using System.Globalization;
using System.Text.Json;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Fairs;

public static class FairEndpoints
{
    private const string Tag = "Fairs";

    public static void MapFairs(this IEndpointRouteBuilder app)
    {
        var fairs = app.MapGroup("/api/listing/fairs").WithTags(Tag);
        fairs.MapPost("", Create).RequireAuthorization(Roles.Organizer)
            .WithName("CreateFair").WithSummary("Creates a fair as a draft, run by the caller's enterprise. Its rules stand from then on.")
            .WithMetadata(new BodyExamples(FairExamples.All.ToDictionary(example => example.Key, example => (object)example.Value)))
            .Produces<FairCreatedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 409, 422, 503);
        fairs.MapPost("/{fair}/publish", Publish).RequireAuthorization(Roles.Organizer)
            .WithName("PublishFair").WithSummary("Publishes a draft: its lots are announced, those entered before as well as those to come. It opens and closes by itself.")
            .Produces<FairAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        fairs.MapPost("/{fair}/copy", Copy).RequireAuthorization(Roles.Organizer)
            .WithName("CopyFair").WithSummary("Creates a fair as a draft by the rules of an earlier one at other times, with its key enterprises, run by the caller's enterprise.")
            .Produces<FairCreatedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        fairs.MapPost("/{fair}/key-enterprises", NameKeyEnterprises).RequireAuthorization(Roles.Organizer)
            .WithName("NameKeyEnterprises").WithSummary("Says which enterprises may take lots in their priority windows, all of them; until the fair is published it may be said anew.")
            .Produces<FairAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        app.MapFairRules();
        app.MapPlans();
        app.MapCalendar();
        fairs.MapGet("", List).RequireAuthorization()
            .WithName("GetFairs").WithSummary("All fairs in the order of their openings. after is the key in the Link header of the page before.")
            .Produces<IReadOnlyList<FairRow>>().WithProblems(401);
        fairs.MapGet("/{fair}", Get).RequireAuthorization()
            .WithName("GetFair").WithSummary("A fair with its rules and its closing windows, as it is now.")
            .Produces<FairAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
    }

    /// <summary>The fair, or null when there is none.</summary>
    internal static async ValueTask<Fair?> Find(ListingJournal journal, string fair) =>
        Id.IsValid(fair) && await journal.Peek<Fair>(Fair.Stream(fair)) is { Rules: not null } found ? found : null;

    /// <summary>Whether the caller runs the fair, or the exchange.</summary>
    internal static bool Runs(this Caller caller, Fair fair) =>
        caller.Is(Roles.Operator) || (caller.Is(Roles.Organizer) && caller.Enterprise == fair.Organizer);

    private static async Task<IResult> Create(HttpContext http, FairRequest body, ListingJournal journal)
    {
        // The id comes from the key, so that a repeat addresses the same fair.
        var fair = Id.From("fair", http.Caller().Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        var (whole, errors) = await body.WithList(journal, http.Caller());
        return await http.Submit(journal, Fair.Stream(fair), errors.Any ? errors : whole.Parse(fair, http.Caller().Enterprise), _ =>
            TypedResults.Created("/api/listing/fairs/" + fair, new FairCreatedAnswer(fair)));
    }

    private static async Task<IResult> Copy(HttpContext http, string fair, CopyRequest body, ListingJournal journal)
    {
        if (await Find(journal, fair) is not { } earlier) return Problem.Of(FairRefusals.Unknown);
        var copy = Id.From("fair", http.Caller().Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        return await http.Submit(journal, Fair.Stream(copy), body.Parse(copy, http.Caller().Enterprise, earlier), _ =>
            TypedResults.Created("/api/listing/fairs/" + copy, new FairCreatedAnswer(copy)));
    }

    private static async Task<IResult> Publish(HttpContext http, string fair, NoFields? _, ListingJournal journal)
    {
        if (await Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        Parsed<FairCommand> publish = new PublishFair(http.Caller().Enterprise, http.Caller().Is(Roles.Operator));
        var status = found.Status == FairStatus.Draft ? FairStatus.Published : found.Status;
        return await http.Submit(journal, Fair.Stream(fair), publish, _ => TypedResults.Ok(FairAnswer.Of(found with { Status = status })));
    }

    private static async Task<IResult> NameKeyEnterprises(HttpContext http, string fair, KeyEnterprisesRequest body, ListingJournal journal)
    {
        if (await Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        var list = body.List is null ? null : (await Lists.ListEndpoints.Find(journal, http.Caller(), body.List))?.Content?.Enterprises;
        var named = (list ?? body.Enterprises)?.Distinct().Order(StringComparer.Ordinal).ToList() ?? [];
        var errors = new FieldErrors().Require(
            named.Count is >= 1 and <= PriorityRules.MostEnterprises && named.All(id => id is not null && Id.IsValid(id)), "enterprises", "ids", "1 to 500 ids of enterprises.")
            .Require(body.List is null || (list is not null && body.Enterprises is null), "list", "one-of", "The id of a list of key enterprises that your enterprise keeps, in place of enterprises.");
        Parsed<FairCommand> name = errors.Any ? errors : new NameKeyEnterprises(http.Caller().Enterprise, http.Caller().Is(Roles.Operator), named);
        return await http.Submit(journal, Fair.Stream(fair), name, _ => TypedResults.Ok(FairAnswer.Of(found with { KeyEnterprises = named })));
    }

    private static async Task<IResult> List(HttpContext http, ListingJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        var (opensAt, fair) = page.After.Split('-') is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, id)
            : (0, "");
        await using var session = await journal.Read();
        var rows = await FairViews.Page(session, opensAt, fair, page.Limit + 1);
        return page.Answer(http, rows, row => string.Create(CultureInfo.InvariantCulture, $"{row.OpensAt}-{row.Fair}"));
    }

    private static async Task<IResult> Get(HttpContext http, string fair, ListingJournal journal)
    {
        if (await Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        return http.Tagged(FairAnswer.Of(found), string.Create(CultureInfo.InvariantCulture, $"{found.Status}-{found.Lots}-{found.Namings}"));
    }
}

/// <summary>The id of a new fair.</summary>
public sealed record FairCreatedAnswer(string Fair);

/// <summary>A fair as it is now.</summary>
/// <param name="Fair">Its id.</param>
/// <param name="Status">draft, published, open or closed.</param>
/// <param name="Organizer">The enterprise that runs it.</param>
/// <param name="Lots">How many lots were entered.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Windows">When its lots close.</param>
/// <param name="KeyEnterprises">Which enterprises may take lots in their priority windows; absent where none may.</param>
/// <param name="CopyOf">The fair of which it is a copy; absent where it is none.</param>
public sealed record FairAnswer(
    string Fair, string Status, string Organizer, long Lots, FairRules Rules, IReadOnlyList<ClosingWindow> Windows, IReadOnlyList<string>? KeyEnterprises = null,
    string? CopyOf = null)
{
    public static FairAnswer Of(Fair fair) => new(
        fair.Id, JsonNamingPolicy.KebabCaseLower.ConvertName(fair.Status.ToString()), fair.Organizer, fair.Lots, fair.Rules!, fair.Windows,
        fair.KeyEnterprises.Count > 0 ? fair.KeyEnterprises : null, fair.CopyOf);
}

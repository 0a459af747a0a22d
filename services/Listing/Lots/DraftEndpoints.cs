using System.Text.Json;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Lots;

public static class DraftEndpoints
{
    private const string Tag = "Drafts";

    private const int MostBytes = 262_144;

    public static void MapDrafts(this IEndpointRouteBuilder app)
    {
        var drafts = app.MapGroup("/api/listing/drafts").WithTags(Tag).RequireAuthorization(Roles.Consignor);
        drafts.MapPost("", Create)
            .WithName("CreateDraft").WithSummary("Keeps a lot that its consignor prepares. Nothing has to be there or right yet, and nobody else sees it.")
            .Produces<DraftCreatedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 409, 422, 503);
        drafts.MapPost("/{draft}", Save)
            .WithName("SaveDraft").WithSummary("Keeps what the consignor has of it now, all of it, in place of what was kept before.")
            .Produces<DraftStepAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        drafts.MapGet("", List)
            .WithName("GetDrafts").WithSummary("The caller's drafts; status is saved, entered or discarded. after is the key in the Link header of the page before.")
            .Produces<IReadOnlyList<DraftRow>>().WithProblems(401);
        drafts.MapGet("/{draft}", Get)
            .WithName("GetDraft").WithSummary("A draft with all that is missing or wrong, and how to mend it. With fair it says besides what that fair would object to.")
            .Produces<DraftAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        drafts.MapPost("/{draft}/enter", Enter)
            .WithName("EnterDraft").WithSummary("Makes it a lot of a fair that has not opened. It gets the next catalogue number and its close.")
            .Produces<LotEnteredAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        drafts.MapPost("/{draft}/discard", Discard)
            .WithName("DiscardDraft").WithSummary("Throws it away.")
            .Produces<DraftStepAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        drafts.MapPost("/{draft}/split", Split)
            .WithName("SplitDraft").WithSummary("Makes several drafts of it, by quantity or by the lines of its manifest. Quantities and prices of the parts sum to the whole's.")
            .Produces<DraftsAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        drafts.MapPost("/bundles", Bundle)
            .WithName("BundleDrafts").WithSummary("Makes one draft of several: its manifest has what each of them was, and its price is the sum of theirs.")
            .Produces<DraftCreatedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        app.MapGet("/api/listing/lot-defaults", Defaults).RequireAuthorization().WithTags(Tag)
            .WithName("GetLotDefaults").WithSummary("The format that suits goods of a category, unit and quantityMilli, with settings and the reason.")
            .Produces<FormatChoice>().WithProblems(401);
    }

    private static async Task<IResult> Create(HttpContext http, LotRequest? body, ListingJournal journal)
    {
        var caller = http.Caller();
        var draft = Id.From("draft", caller.Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        return IsTooLarge(body) ? Problem.Of(DraftRefusals.TooLarge) : await http.Submit(journal, Draft.Stream(draft), Parse(draft, caller, body, isNew: true), _ =>
            TypedResults.Created("/api/listing/drafts/" + draft, new DraftCreatedAnswer(draft)));
    }

    private static async Task<IResult> Save(HttpContext http, string draft, LotRequest? body, ListingJournal journal) =>
        !Id.IsValid(draft) ? Problem.Of(DraftRefusals.Unknown)
        : IsTooLarge(body) ? Problem.Of(DraftRefusals.TooLarge)
        : await http.Submit(journal, Draft.Stream(draft), Parse(draft, http.Caller(), body, isNew: false), _ => TypedResults.Ok(new DraftStepAnswer(draft, "saved")));

    private static async Task<IResult> List(HttpContext http, ListingJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        return page.Answer(http, await DraftViews.Page(session, http.Caller().Enterprise, page.After, http.Request.Query["status"].ToString(), page.Limit + 1), row => row.Draft);
    }

    private static async Task<IResult> Get(HttpContext http, string draft, ListingJournal journal)
    {
        if (await Find(journal, http.Caller(), draft) is not { } found) return Problem.Of(DraftRefusals.Unknown);
        var asked = http.Request.Query["fair"].ToString();
        if (asked.Length == 0) return http.Tagged(DraftAnswer.Of(found, DraftCheck.Of(found.Content)));
        if (await FairEndpoints.Find(journal, asked) is not { } fair) return Problem.Of(FairRefusals.Unknown);
        return http.Tagged(DraftAnswer.Of(found, DraftCheck.Of(found.Content, fair, journal.Clock.GetUtcNow())));
    }

    private static async Task<IResult> Enter(HttpContext http, string draft, EnterDraftRequest body, ListingJournal journal)
    {
        if (!Id.IsValid(draft)) return Problem.Of(DraftRefusals.Unknown);
        var errors = new FieldErrors().Require(Id.IsValid(body.Fair), "fair", "id", "The id of a fair.");
        Parsed<DraftCommand> enter = errors.Any ? errors : new EnterDraft(http.Caller().Enterprise, body.Fair!, http.Caller().Root);
        return await http.Submit(journal, Draft.Stream(draft), enter, accepted =>
        {
            var numbered = accepted.First<LotNumbered>()!;
            return TypedResults.Created("/api/listing/lots/" + numbered.Lot, new LotEnteredAnswer(numbered.Lot, numbered.Number));
        });
    }

    private static async Task<IResult> Discard(HttpContext http, string draft, NoFields? _, ListingJournal journal) => !Id.IsValid(draft)
        ? Problem.Of(DraftRefusals.Unknown)
        : await http.Submit(journal, Draft.Stream(draft), (Parsed<DraftCommand>)new DiscardDraft(http.Caller().Enterprise), _ => TypedResults.Ok(new DraftStepAnswer(draft, "discarded")));

    private static async Task<IResult> Split(HttpContext http, string draft, SplitTerms? body, ListingJournal journal) => !Id.IsValid(draft)
        ? Problem.Of(DraftRefusals.Unknown)
        : await http.Submit(journal, Draft.Stream(draft), (Parsed<DraftCommand>)new SplitDraft(http.Caller().Enterprise, body ?? new()), accepted =>
            TypedResults.Ok(new DraftsAnswer([.. accepted.Parts.SelectMany(part => part.Events).OfType<DraftSaved>().Select(saved => saved.Draft)])));

    private static async Task<IResult> Bundle(HttpContext http, BundleDraftsRequest body, ListingJournal journal)
    {
        var (caller, key, named) = (http.Caller(), http.Request.Headers[Commands.IdempotencyKey].ToString(), body.Drafts?.Distinct().ToList() ?? []);
        if (body.Errors(named) is { Any: true } errors) return Problem.Of(errors.All);
        if (!Commands.IsKey(key)) return Commands.BadKey;
        var id = Id.From("bundle", caller.Subject, key);
        var sources = new List<Draft>();
        foreach (var draft in named)
            if (await Find(journal, caller, draft) is { } found) sources.Add(found);
            else return Problem.Of(DraftRefusals.Unknown.With("draft", draft));
        if (LotBundle.Of([.. sources.Select(source => source.Content)], body.Title!, out var bundle) is { } refusal) return Problem.Of(refusal);
        var versions = sources.ToDictionary(source => source.Id, source => source.Version, StringComparer.Ordinal);
        return await http.Submit(journal, Draft.Stream(id), (Parsed<DraftCommand>)new BundleDrafts(id, caller.Enterprise, bundle, versions), _ =>
            TypedResults.Created("/api/listing/drafts/" + id, new DraftCreatedAnswer(id)));
    }

    private static IResult Defaults(HttpContext http)
    {
        var query = http.Request.Query;
        _ = long.TryParse(query["quantityMilli"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var quantity);
        return http.Tagged(LotDefaults.Of(query["category"].ToString(), query["unit"].ToString() is { Length: > 0 } unit ? unit : null, quantity));
    }

    private static async ValueTask<Draft?> Find(ListingJournal journal, Caller caller, string draft) =>
        Id.IsValid(draft) && await journal.Peek<Draft>(Draft.Stream(draft)) is { Status: not DraftStatus.Unknown } found && found.Consignor == caller.Enterprise ? found : null;

    private static Parsed<DraftCommand> Parse(string draft, Caller caller, LotRequest? body, bool isNew)
    {
        var errors = new FieldErrors()
            .Require(body?.Description?.Manifest?.All(line => line is not null) is not false, "description.manifest", "lines", "Each line is an object.")
            .Require(body?.Ladder?.All(rung => rung is not null) is not false, "ladder", "rungs", "Each rung is an object.");
        return errors.Any ? errors : new SaveDraft(draft, caller.Enterprise, (body ?? new()).Content(), isNew);
    }

    private static bool IsTooLarge(LotRequest? body) => body is not null && JsonSerializer.SerializeToUtf8Bytes(body, StoredJson.Options).Length > MostBytes;
}

/// <summary>In which fair a draft becomes a lot.</summary>
/// <param name="Fair">The fair's id.</param>
public sealed record EnterDraftRequest(string? Fair);

/// <summary>Which drafts become one.</summary>
/// <param name="Drafts">Their ids, 2 to 50, in the order of the manifest.</param>
/// <param name="Title">What the bundle is called: 1 to 200 characters.</param>
public sealed record BundleDraftsRequest(IReadOnlyList<string>? Drafts, string? Title)
{
    /// <summary>What is wrong with the fields.</summary>
    /// <param name="named">The ids, none twice.</param>
    public FieldErrors Errors(IReadOnlyList<string> named) => new FieldErrors()
        .Require(named.Count is >= 2 and <= LotBundle.Most && named.All(Id.IsValid), "drafts", "ids", "2 to 50 ids of drafts.")
        .Require(Title is not null && LotDetails.IsTitle(Title), "title", "text", $"1 to {LotDetails.LongestTitle} characters, none of them control characters.");
}

/// <summary>The id of a new draft.</summary>
public sealed record DraftCreatedAnswer(string Draft);

/// <summary>The ids of new drafts.</summary>
public sealed record DraftsAnswer(IReadOnlyList<string> Drafts);

/// <summary>What a draft is now.</summary>
/// <param name="Draft">Its id.</param>
/// <param name="Status">saved or discarded.</param>
public sealed record DraftStepAnswer(string Draft, string Status);

/// <summary>A draft as its consignor sees it.</summary>
/// <param name="Draft">Its id.</param>
/// <param name="Status">saved; checked, when nothing is missing or wrong; entered; discarded.</param>
/// <param name="Version">How many times it was saved.</param>
/// <param name="Content">What it says, as it would be sent.</param>
/// <param name="Findings">What is missing or wrong, and what could be better.</param>
/// <param name="Suggested">A format that suits it; absent where it names one.</param>
/// <param name="Fair">The fair of the lot that it became.</param>
/// <param name="Lot">That lot.</param>
public sealed record DraftAnswer(
    string Draft, string Status, long Version, LotRequest Content, IReadOnlyList<DraftFinding> Findings, FormatChoice? Suggested = null, string? Fair = null, string? Lot = null)
{
    public static DraftAnswer Of(Draft draft, IReadOnlyList<DraftFinding> findings)
    {
        var status = draft.Status == DraftStatus.Saved && findings.All(finding => finding.IsAdvice) ? "checked" : JsonNamingPolicy.KebabCaseLower.ConvertName(draft.Status.ToString());
        return new(draft.Id, status, draft.Version, LotRequest.Of(draft.Content), findings, draft.Content.Format is null ? LotDefaults.Of(draft.Content) : null, draft.Fair, draft.Lot);
    }
}

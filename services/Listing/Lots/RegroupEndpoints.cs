using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Media;

namespace Exchange.Listing.Lots;

/// <summary>Lots that become other lots before their sale: split, bundled, copied.</summary>
public static class RegroupEndpoints
{
    private const string Tag = "Lots", SplitReason = "Split into lots of their own", BundleReason = "Offered together with others";

    public static void MapRegrouping(this IEndpointRouteBuilder app)
    {
        var listing = app.MapGroup("/api/listing").WithTags(Tag).RequireAuthorization(Roles.Consignor);
        listing.MapPost("/lots/{lot}/split", Split)
            .WithName("SplitLot").WithSummary("Takes a lot back before its sale and enters several in its place, in one decision. Their quantities and prices sum to its own.")
            .Produces<IReadOnlyList<LotEnteredAnswer>>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        listing.MapPost("/lots/bundles", Bundle)
            .WithName("BundleLots").WithSummary("Takes lots of a fair back before their sale and enters one in their place, in one decision. Its price is the sum of theirs.")
            .Produces<LotEnteredAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        listing.MapPost("/lots/{lot}/draft", ToDraft)
            .WithName("CopyLotToDraft").WithSummary("Begins a draft with what a lot says; the lot stays as it is.")
            .Produces<DraftCreatedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 503);
        listing.MapPost("/fairs/{fair}/lots/copies", Copy)
            .WithName("CopyLots").WithSummary("Enters the caller's lots of another fair in this one: those not sold, all, or those that are named; 1,000 at once. Sent again, it enters none twice.")
            .Produces<CopiesAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
    }

    private static async Task<IResult> Split(HttpContext http, string lot, SplitTerms? body, ListingJournal journal)
    {
        if (await FindOwn(http, journal, lot) is not { Offer: { } offer }) return Problem.Of(LotRefusals.Unknown);
        var key = http.Request.Headers[Commands.IdempotencyKey].ToString();
        if (!Commands.IsKey(key)) return Commands.BadKey;
        if (LotSplit.Of(DraftContent.Of(offer.Details, offer.Linked), body ?? new(), out var parts) is { } refusal) return Problem.Of(refusal);
        var entries = parts.Select((part, number) => part.Entry(Id.From("split", lot, key, FormattableString.Invariant($"{number}")), offer.Fair, offer.Consignor, offer.Root, offer.Files)).ToList();
        return await Regroup(http, journal, lot, Command(http, SplitReason, offer, [], entries), TypedResults.Ok);
    }

    private static async Task<IResult> Bundle(HttpContext http, BundleLotsRequest body, ListingJournal journal)
    {
        var (key, named) = (http.Request.Headers[Commands.IdempotencyKey].ToString(), body.Lots?.Distinct().ToList() ?? []);
        if (body.Errors(named) is { Any: true } errors) return Problem.Of(errors.All);
        if (!Commands.IsKey(key)) return Commands.BadKey;
        var offers = new List<Offer>();
        foreach (var lot in named)
            if (await FindOwn(http, journal, lot) is { Offer: { } offer }) offers.Add(offer);
            else return Problem.Of(LotRefusals.Unknown.With("lot", lot));
        if (offers.Any(offer => offer.Fair != offers[0].Fair || offer.Consignor != offers[0].Consignor)) return Problem.Of(DraftRefusals.BundleUnclear);
        if (LotBundle.Of([.. offers.Select(offer => DraftContent.Of(offer.Details, offer.Linked))], body.Title!, out var bundle) is { } refusal) return Problem.Of(refusal);
        var entry = bundle.Entry(Id.From("bundle", offers[0].Lot, key), offers[0].Fair, offers[0].Consignor, offers[0].Root, LotFiles.Of(offers.Select(offer => offer.Files)));
        var others = offers.Skip(1).Select(offer => new RegroupedLot(offer.Lot, offer.Details)).ToList();
        return await Regroup(http, journal, offers[0].Lot, Command(http, BundleReason, offers[0], others, [entry]), entered =>
            TypedResults.Created("/api/listing/lots/" + entered[0].Lot, entered[0]));
    }

    private static RegroupLot Command(HttpContext http, string reason, Offer offer, IReadOnlyList<RegroupedLot> others, IReadOnlyList<EnterLot> entries) =>
        new(http.Caller().Enterprise, http.Caller().Is(Roles.Operator), reason, offer.Details, others, entries);

    private static Task<IResult> Regroup(HttpContext http, ListingJournal journal, string lot, RegroupLot command, Func<IReadOnlyList<LotEnteredAnswer>, IResult> answer) =>
        http.Submit(journal, Lot.Stream(lot), (Parsed<LotCommand>)command, accepted => answer(
            [.. accepted.Parts.SelectMany(part => part.Events).OfType<LotNumbered>().Select(numbered => new LotEnteredAnswer(numbered.Lot, numbered.Number))]));

    private static async Task<IResult> ToDraft(HttpContext http, string lot, NoFields? _, ListingJournal journal)
    {
        if (await FindOwn(http, journal, lot) is not { Offer: { } offer }) return Problem.Of(LotRefusals.Unknown);
        var draft = Id.From("draft", http.Caller().Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        Parsed<DraftCommand> save = new SaveDraft(draft, http.Caller().Enterprise, DraftContent.Of(offer.Details, offer.Linked) with { RowKey = null }, IsNew: true);
        return await http.Submit(journal, Draft.Stream(draft), save, _ => TypedResults.Created("/api/listing/drafts/" + draft, new DraftCreatedAnswer(draft)));
    }

    private static async Task<IResult> Copy(HttpContext http, string fair, CopiesRequest body, ListingJournal journal)
    {
        var errors = body.Errors();
        if (errors.Any) return Problem.Of(errors.All);
        var key = http.Request.Headers[Commands.IdempotencyKey].ToString();
        if (!Commands.IsKey(key)) return Commands.BadKey;
        if (await FairEndpoints.Find(journal, fair) is not { } found || await FairEndpoints.Find(journal, body.From!) is null || body.From == fair) return Problem.Of(FairRefusals.Unknown);
        if (http.Caller().Enterprise.Length == 0) return Problem.Of(LotRefusals.NoEnterprise);
        if (!found.TakesLots(journal.Clock.GetUtcNow())) return Problem.Of(FairRefusals.EntriesClosed);
        await http.WaitForViews(journal);
        return TypedResults.Ok(await new LotCopyStreams(journal, found, http.Caller(), key).Run(body));
    }

    // Another enterprise's lot is found, so that its refusal says whose it is; the rules say no.
    private static async ValueTask<Lot?> FindOwn(HttpContext http, ListingJournal journal, string lot) =>
        Id.IsValid(lot) && await journal.Peek<Lot>(Lot.Stream(lot)) is { Offer: not null } found && (found.Offer.Consignor == http.Caller().Enterprise || http.Caller().Is(Roles.Operator))
            ? found
            : null;
}

/// <summary>Which lots become one.</summary>
/// <param name="Lots">Their ids, 2 to 50, of one fair, in the order of the manifest.</param>
/// <param name="Title">What the bundle is called: 1 to 200 characters.</param>
public sealed record BundleLotsRequest(IReadOnlyList<string>? Lots, string? Title)
{
    /// <summary>What is wrong with the fields.</summary>
    /// <param name="named">The ids, none twice.</param>
    public FieldErrors Errors(IReadOnlyList<string> named) => new FieldErrors()
        .Require(named.Count is >= 2 and <= LotBundle.Most && named.All(Id.IsValid), "lots", "ids", "2 to 50 ids of lots.")
        .Require(Title is not null && LotDetails.IsTitle(Title), "title", "text", $"1 to {LotDetails.LongestTitle} characters, none of them control characters.");
}

/// <summary>Which lots of another fair are copied.</summary>
/// <param name="From">The other fair's id.</param>
/// <param name="Which">unsold, those that passed in or of which something is left, if left out; or all.</param>
/// <param name="Lots">The ids of those that are meant, 1,000 at most, in place of which.</param>
/// <param name="After">The catalogue number in the other fair after which to go on.</param>
public sealed record CopiesRequest(string? From, string? Which, IReadOnlyList<string>? Lots, long? After)
{
    public const string Unsold = "unsold", All = "all";

    /// <summary>What is wrong with the fields.</summary>
    public FieldErrors Errors() => new FieldErrors()
        .Require(Id.IsValid(From), "from", "id", "The id of the fair whose lots are copied.")
        .Require(Which is null or Unsold or All, "which", "one-of", "unsold or all.")
        .Require(Lots is null || (Lots.Count is >= 1 and <= LotCopyStreams.Most && Lots.All(Id.IsValid) && Which is null), "lots", "ids", "1 to 1,000 ids of lots, and no which.")
        .Require(After is null or >= 0, "after", "number", "A catalogue number.");
}

/// <summary>What copying came to.</summary>
/// <param name="Entered">The new lots.</param>
/// <param name="Unchanged">How many were copied before, and are in the fair as they are.</param>
/// <param name="Findings">Those that the fair does not take as they are, and why.</param>
/// <param name="Next">After which number to go on; absent when there are no more.</param>
public sealed record CopiesAnswer(IReadOnlyList<CopiedLot> Entered, long Unchanged, IReadOnlyList<CopyFinding> Findings, long? Next = null);

/// <summary>A lot and its copy.</summary>
public sealed record CopiedLot(string From, string Lot, long Number);

/// <summary>Why a lot was not copied.</summary>
/// <param name="From">The lot.</param>
/// <param name="Number">Its catalogue number there.</param>
/// <param name="Title">What it is.</param>
/// <param name="Code">The code of the problem.</param>
/// <param name="Field">The field that is meant, if one is.</param>
/// <param name="Message">What the rule is.</param>
public sealed record CopyFinding(string From, long Number, string Title, string Code, string? Field, string Message);

using System.Globalization;
using System.Text.Json;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Notices;

public static class NoticeEndpoints
{
    private const string Tag = "Notices";

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        var notices = app.MapGroup("/api/listing/fairs/{fair}/notices").WithTags(Tag);
        notices.MapPost("", Post).RequireAuthorization(Roles.Organizer)
            .WithName("PostNotice").WithSummary("Tells everybody something about a fair, in Chinese, in English, or in both.")
            .Produces<NoticePostedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        notices.MapPost("/{notice}", Correct).RequireAuthorization(Roles.Organizer)
            .WithName("CorrectNotice").WithSummary("Tells it otherwise. What it said before can still be read.")
            .Produces<NoticePostedAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        notices.MapGet("", List).RequireAuthorization()
            .WithName("GetNotices").WithSummary("The notices of a fair, the latest first; pinned=true shows those that are pinned.")
            .Produces<IReadOnlyList<NoticeAnswer>>().WithProblems(401, 404);
        notices.MapGet("/{notice}", Get).RequireAuthorization()
            .WithName("GetNotice").WithSummary("A notice with all its versions, the first one first.")
            .Produces<IReadOnlyList<NoticeVersion>>().WithProblems(401, 404);
    }

    private static async Task<IResult> Post(HttpContext http, string fair, NoticeRequest body, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is null) return Problem.Of(FairRefusals.Unknown);
        var caller = http.Caller();
        var notice = Id.From("notice", fair, caller.Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        var errors = body.Errors();
        Parsed<NoticeCommand> post = errors.Any ? errors : new PostNotice(notice, fair, caller.Enterprise, caller.Is(Roles.Operator), body.Text(), body.Pinned);
        return await http.Submit(journal, Notice.Stream(notice), post, _ =>
            TypedResults.Created($"/api/listing/fairs/{fair}/notices/{notice}", new NoticePostedAnswer(notice, 1)));
    }

    private static async Task<IResult> Correct(HttpContext http, string fair, string notice, NoticeRequest body, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is null) return Problem.Of(FairRefusals.Unknown);
        if (!Id.IsValid(notice)) return Problem.Of(NoticeRefusals.Unknown);
        var (errors, caller, before) = (body.Errors(), http.Caller(), await journal.Peek<Notice>(Notice.Stream(notice)));
        Parsed<NoticeCommand> correct = errors.Any ? errors : new CorrectNotice(notice, fair, caller.Enterprise, caller.Is(Roles.Operator), body.Text(), body.Pinned);
        return await http.Submit(journal, Notice.Stream(notice), correct, accepted =>
            TypedResults.Ok(new NoticePostedAnswer(notice, accepted.First<NoticeCorrected>()?.Version ?? before.Versions.Count)));
    }

    private static async Task<IResult> List(HttpContext http, string fair, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is null) return Problem.Of(FairRefusals.Unknown);
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        var (at, notice) = page.After.Split('-') is [var time, var id] && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, id)
            : (long.MaxValue, "");
        await using var session = await journal.Read();
        var rows = await NoticeViews.Page(session, fair, http.Request.Query["pinned"] == "true", at, notice, page.Limit + 1);
        return page.Answer(http, [.. rows.Select(NoticeAnswer.Of)], row => string.Create(CultureInfo.InvariantCulture, $"{row.PostedAt}-{row.Notice}"));
    }

    private static async Task<IResult> Get(string fair, string notice, ListingJournal journal) =>
        Id.IsValid(notice) && await journal.Peek<Notice>(Notice.Stream(notice)) is { Versions.Count: > 0 } found && found.Fair == fair
            ? TypedResults.Ok(found.Versions)
            : Problem.Of(NoticeRefusals.Unknown);
}

/// <summary>What a notice shall say. A language that is used has title and text.</summary>
public sealed record NoticeRequest
{
    /// <summary>1 to 200 characters.</summary>
    /// <example>提货时间调整</example>
    public string? ChineseTitle { get; init; }

    /// <summary>1 to 5,000 characters; lines may be broken.</summary>
    /// <example>三号库10月15日上午停止提货。</example>
    public string? Chinese { get; init; }

    /// <summary>1 to 200 characters.</summary>
    /// <example>Removal hours changed</example>
    public string? EnglishTitle { get; init; }

    /// <summary>1 to 5,000 characters; lines may be broken.</summary>
    /// <example>No goods leave store 3 on the morning of 15 October.</example>
    public string? English { get; init; }

    /// <summary>Whether it stands above the others; not if left out, and as before in a correction.</summary>
    public bool? Pinned { get; init; }

    public NoticeText Text() => new(ChineseTitle, Chinese, EnglishTitle, English);

    public FieldErrors Errors() => new FieldErrors().Require(
        Text().IsClear, EnglishTitle is null && English is null ? "chinese" : "english", "text", "Title of 1 to 200 and text of 1 to 5,000 characters, in each language that is used.");
}

/// <summary>A notice that was posted or corrected.</summary>
public sealed record NoticePostedAnswer(string Notice, long Version);

/// <summary>A notice as it reads now.</summary>
/// <param name="Notice">Its id.</param>
/// <param name="PostedAt">Unix milliseconds.</param>
/// <param name="ChangedAt">When it was corrected last; when it was posted where it never was.</param>
/// <param name="Version">From 1, one more with every correction.</param>
/// <param name="Pinned">Whether it stands above the others.</param>
/// <param name="Text">What it says.</param>
public sealed record NoticeAnswer(string Notice, long PostedAt, long ChangedAt, long Version, bool Pinned, NoticeText Text)
{
    public static NoticeAnswer Of(NoticeRow row) => new(
        row.Notice, row.PostedAt, row.ChangedAt, row.Version, row.Pinned == 1, JsonSerializer.Deserialize<NoticeText>(row.Body, StoredJson.Options)!);
}

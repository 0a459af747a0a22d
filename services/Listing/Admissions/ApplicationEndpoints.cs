using System.Diagnostics;
using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Admissions;

/// <summary>The organizer's work list of admissions: who waits since when, what each lacks, and many answers at once.</summary>
public static class ApplicationEndpoints
{
    private const string Tag = "Admissions";

    public static void MapApplications(this IEndpointRouteBuilder app)
    {
        var fair = app.MapGroup("/api/listing/fairs/{fair}").WithTags(Tag);
        fair.MapGet("/admissions/work-list", List).RequireAuthorization(Roles.Organizer)
            .WithName("GetWorkList").WithSummary("Who asked or was invited, the oldest first. status is applied, admitted or rejected; lacking=true shows who lacks a licence.")
            .Produces<IReadOnlyList<ApplicationAnswer>>().WithProblems(401, 403, 404);
        fair.MapGet("/admissions/counts", Counts).RequireAuthorization(Roles.Organizer)
            .WithName("GetAdmissionCounts").WithSummary("How many bidders wait, are admitted or were rejected, how many of them lack a licence, and since when the oldest stands.")
            .Produces<IReadOnlyList<ApplicationCount>>().WithProblems(401, 403, 404);
        fair.MapGet("/admissions.csv", File).RequireAuthorization(Roles.Organizer)
            .WithName("GetWorkListFile").WithSummary("The whole work list as CSV.")
            .Produces(StatusCodes.Status200OK, contentType: ApplicationStreams.CsvType).WithProblems(401, 403, 404);
        fair.MapPost("/admissions/answers", AnswerMany).RequireAuthorization(Roles.Organizer)
            .WithName("AnswerApplications").WithSummary("Says yes to some bidders and no to others, each by itself: one that is refused keeps no other from its answer.")
            .Produces<IReadOnlyList<ApplicationAnswered>>().WithProblems(400, 401, 403, 404, 409, 503);
    }

    private static async Task<IResult> List(HttpContext http, string fair, ListingJournal journal)
    {
        var (found, problem) = await Own(http, fair, journal);
        if (found is null) return problem!;
        await http.WaitForViews(journal);
        var (page, query, licensed, now) = (PageRequest.Of(http), http.Request.Query, Licensed(found), journal.Clock.GetUtcNow());
        var after = page.After.Split('-') is [var at, var bidder] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? (time, bidder) : (-1, "");
        await using var session = await journal.Read();
        var rows = await ApplicationViews.Page(session, fair, query["status"].ToString(), query["lacking"] == "true" ? licensed.Count : null, after, page.Limit + 1);
        return page.Answer(http, [.. rows.Select(row => ApplicationAnswer.Of(row, licensed, now))], row => string.Create(CultureInfo.InvariantCulture, $"{row.AppliedAt}-{row.Bidder}"));
    }

    private static async Task<IResult> Counts(HttpContext http, string fair, ListingJournal journal)
    {
        var (found, problem) = await Own(http, fair, journal);
        if (found is null) return problem!;
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        return TypedResults.Ok(await ApplicationViews.Counts(session, fair, Licensed(found).Count));
    }

    private static async Task<IResult> File(HttpContext http, string fair, ListingJournal journal)
    {
        var (found, problem) = await Own(http, fair, journal);
        if (found is null) return problem!;
        await http.WaitForViews(journal);
        return TypedResults.Stream(
            async to =>
            {
                await using var session = await journal.Read();
                await ApplicationStreams.WriteCsv(session, fair, Licensed(found), to, http.RequestAborted);
            },
            ApplicationStreams.CsvType, $"admissions-{fair}.csv");
    }

    private static async Task<IResult> AnswerMany(HttpContext http, string fair, AnswersRequest body, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        if (body.Errors() is { Any: true } errors) return Problem.Of(errors.All);
        var key = http.Request.Headers[Commands.IdempotencyKey].ToString();
        if (!Commands.IsKey(key)) return Commands.BadKey;
        var caller = http.Caller();
        if (!caller.Runs(found)) return Problem.Of(FairRefusals.NotYours);

        var answers = new List<ApplicationAnswered>();
        var sent = body.Commands(fair, caller.Enterprise, caller.Is(Roles.Operator)).Select(command => (
            command.Bidder, Answer: journal.Submit(Admission.Stream(fair, command.Bidder), command, new(caller.Subject, Id.From(key, command.Bidder), Activity.Current?.Id)))).ToList();
        foreach (var (bidder, answer) in sent)
        {
            if (await answer is Answer.Accepted done) http.Response.Headers[Commands.LogPosition] = done.Position.ToString();
            answers.Add(await answer is Answer.Refused refused ? new(bidder, false, refused.Refusal.Code, refused.Refusal.Detail) : new(bidder, true));
        }

        return TypedResults.Ok(answers);
    }

    private static async Task<(Fair? Fair, IResult? Problem)> Own(HttpContext http, string fair, ListingJournal journal) =>
        await FairEndpoints.Find(journal, fair) is not { } found ? (null, Problem.Of(FairRefusals.Unknown))
        : http.Caller().Runs(found) ? (found, null)
        : (null, Problem.Of(FairRefusals.NotYours));

    internal static IReadOnlyList<string> Licensed(Fair fair) => fair.Rules!.Admission?.Licensed ?? [];
}

/// <summary>Answers to several bidders at once.</summary>
public sealed record AnswersRequest
{
    private const int Most = 500;

    /// <summary>The ids of bidders to whom the organizer says yes.</summary>
    public IReadOnlyList<string>? Admit { get; init; }

    /// <summary>The ids of bidders to whom the organizer says no; with those above 1 to 500, none twice.</summary>
    public IReadOnlyList<string>? Reject { get; init; }

    /// <summary>Why not, 1 to 200 characters; needed where there is a no.</summary>
    /// <example>No trade in metals</example>
    public string? Reason { get; init; }

    public FieldErrors Errors()
    {
        var all = (Admit ?? []).Concat(Reject ?? []).ToList();
        return new FieldErrors()
            .Require(
                all.Count is >= 1 and <= Most && all.All(Id.IsValid) && all.Distinct().Count() == all.Count, Admit is null && Reject is not null ? "reject" : "admit", "ids",
                "1 to 500 ids of bidders, none twice.")
            .Require(Reject is not { Count: > 0 } || (Reason is not null && Lots.LotDetails.IsTitle(Reason)), "reason", "text", "1 to 200 characters, none of them control characters.");
    }

    public IEnumerable<AdmissionCommand> Commands(string fair, string by, bool asOperator) =>
        (Admit ?? []).Select(AdmissionCommand (bidder) => new Admit(fair, bidder, by, asOperator)).Concat((Reject ?? []).Select(bidder => new Reject(fair, bidder, by, asOperator, Reason!)));
}

/// <summary>What became of one answer of several.</summary>
/// <param name="Bidder">The bidder.</param>
/// <param name="Done">Whether it stands.</param>
/// <param name="Code">Why it does not.</param>
/// <param name="Detail">The same as a sentence.</param>
public sealed record ApplicationAnswered(string Bidder, bool Done, string? Code = null, string? Detail = null);

/// <summary>A bidder of the work list.</summary>
/// <param name="Bidder">Its id.</param>
/// <param name="Status">applied, admitted or rejected.</param>
/// <param name="AppliedAt">Since when it stands on the list, in Unix milliseconds.</param>
/// <param name="AgeMs">How long that is.</param>
/// <param name="ChangedAt">When something changed last.</param>
/// <param name="Licences">The licences that the organizer has seen.</param>
/// <param name="Lacks">Those that the fair asks for and the organizer has not seen.</param>
/// <param name="Reason">Why it was rejected.</param>
public sealed record ApplicationAnswer(
    string Bidder, string Status, long AppliedAt, long AgeMs, long ChangedAt, IReadOnlyList<string> Licences, IReadOnlyList<string> Lacks, string? Reason)
{
    public static ApplicationAnswer Of(ApplicationRow row, IReadOnlyList<string> licensed, DateTimeOffset now) => new(
        row.Bidder, row.Status, row.AppliedAt, Math.Max(0, now.ToUnixTimeMilliseconds() - row.AppliedAt), row.ChangedAt,
        row.Licences.Split(' ', StringSplitOptions.RemoveEmptyEntries), [.. Lacking(row, licensed)], row.Reason.Length > 0 ? row.Reason : null);

    /// <summary>The codes for which the organizer has seen no licence of a bidder.</summary>
    public static IEnumerable<string> Lacking(ApplicationRow row, IReadOnlyList<string> licensed) => licensed.Except(row.Licences.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

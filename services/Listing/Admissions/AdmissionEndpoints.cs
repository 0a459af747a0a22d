using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Admissions;

public static class AdmissionEndpoints
{
    private const string Tag = "Admissions";

    public static void MapAdmissions(this IEndpointRouteBuilder app)
    {
        var fair = app.MapGroup("/api/listing/fairs/{fair}").WithTags(Tag);
        fair.MapPost("/applications", Apply).RequireAuthorization(Roles.Bidder)
            .WithName("Apply").WithSummary("Asks the organizer to admit the caller's enterprise to a fair whose bidders are approved.")
            .Produces<AdmissionAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        fair.MapGet("/admission", Mine).RequireAuthorization()
            .WithName("GetAdmission").WithSummary("Where the caller's enterprise stands in a fair: whom the fair admits, the enterprise's status, and its licences that the organizer has seen.")
            .Produces<AdmissionAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        fair.MapGet("/admissions", List).RequireAuthorization(Roles.Organizer)
            .WithName("GetAdmissions").WithSummary("Who asked or was invited, for the fair's organizer. after is a bidder's id; status is applied, admitted or rejected.")
            .Produces<IReadOnlyList<AdmissionAnswer>>().WithProblems(401, 403, 404);
        fair.MapPost("/admissions/{bidder}/admit", Admit).RequireAuthorization(Roles.Organizer)
            .WithName("Admit").WithSummary("Says yes to an application, or invites a bidder.")
            .Produces<AdmissionAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        fair.MapPost("/admissions/{bidder}/reject", Reject).RequireAuthorization(Roles.Organizer)
            .WithName("Reject").WithSummary("Says no to an application, or takes an admission back. Bids that stand still stand, and the bidder may go on in lots where it has bid.")
            .Produces<AdmissionAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        fair.MapPost("/admissions/{bidder}/licences", RecordLicence).RequireAuthorization(Roles.Organizer)
            .WithName("RecordLicence").WithSummary("Records that the organizer has seen a bidder's licence for a category.")
            .Produces<AdmissionAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
    }

    private static Task<IResult> Apply(HttpContext http, string fair, NoFields? _, ListingJournal journal) =>
        Submit(http, journal, fair, http.Caller().Enterprise, new Apply(fair, http.Caller().Enterprise));

    private static Task<IResult> Admit(HttpContext http, string fair, string bidder, NoFields? _, ListingJournal journal) =>
        Submit(http, journal, fair, bidder, new Admit(fair, bidder, http.Caller().Enterprise, http.Caller().Is(Roles.Operator)));

    private static Task<IResult> Reject(HttpContext http, string fair, string bidder, RejectRequest body, ListingJournal journal)
    {
        var errors = new FieldErrors().Require(body.Reason is { Length: > 0 }, "reason", "required", "Say why, for the bidder.");
        return Submit(
            http, journal, fair, bidder, errors.Any ? errors : new Reject(fair, bidder, http.Caller().Enterprise, http.Caller().Is(Roles.Operator), body.Reason!));
    }

    private static Task<IResult> RecordLicence(HttpContext http, string fair, string bidder, LicenceRequest body, ListingJournal journal)
    {
        var errors = new FieldErrors().Require(body.Category is not null && LotDetails.IsCategory(body.Category), "category", "code", "One of the fair's licensed codes.");
        return Submit(
            http, journal, fair, bidder, errors.Any ? errors : new RecordLicence(fair, bidder, http.Caller().Enterprise, http.Caller().Is(Roles.Operator), body.Category!));
    }

    private static async Task<IResult> Mine(HttpContext http, string fair, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        var enterprise = http.Caller().Enterprise;
        var admission = await journal.Peek<Admission>(Admission.Stream(fair, enterprise));
        return http.Tagged(AdmissionAnswer.Of(found, enterprise, admission), string.Create(CultureInfo.InvariantCulture, $"{admission.Version}"));
    }

    private static async Task<IResult> List(HttpContext http, string fair, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        if (!http.Caller().Runs(found)) return Problem.Of(FairRefusals.NotYours);
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        var rows = await AdmissionViews.Page(session, fair, page.After, http.Request.Query["status"].ToString(), page.Limit + 1);
        return page.Answer(
            http,
            [.. rows.Select(row => new AdmissionAnswer(row.Fair, row.Bidder, PolicyOf(found), row.Status, row.Licences.Split(' ', StringSplitOptions.RemoveEmptyEntries)))],
            row => row.Bidder);
    }

    private static async Task<IResult> Submit(HttpContext http, ListingJournal journal, string fair, string bidder, Parsed<AdmissionCommand> command)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        if (bidder.Length > 0 && !Id.IsValid(bidder)) return Problem.Of(AdmissionRefusals.Unknown);
        var answer = AdmissionAnswer.Of(found, bidder, await journal.Peek<Admission>(Admission.Stream(fair, bidder)));
        return await http.Submit(journal, Admission.Stream(fair, bidder), command, accepted => TypedResults.Ok(
            accepted.First<AdmissionChanged>() is { } changed ? answer with { Status = AdmissionViews.Text(changed.Status), Licences = changed.Licences } : answer));
    }

    internal static string PolicyOf(Fair fair) => fair.Rules!.Admission?.Policy ?? AdmissionRules.Open;
}

/// <summary>Why a bidder is not admitted.</summary>
public sealed record RejectRequest
{
    /// <summary>1 to 200 characters.</summary>
    /// <example>No trade in metals</example>
    public string? Reason { get; init; }
}

/// <summary>A licence that the organizer has seen.</summary>
public sealed record LicenceRequest
{
    /// <summary>One of the fair's licensed codes.</summary>
    /// <example>28</example>
    public string? Category { get; init; }
}

/// <summary>Where an enterprise stands in a fair.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Policy">Whom the fair admits: open (everybody), approved or invited.</param>
/// <param name="Status">none, applied, admitted or rejected.</param>
/// <param name="Licences">The codes of categories for which the organizer has seen a licence.</param>
public sealed record AdmissionAnswer(string Fair, string Bidder, string Policy, string Status, IReadOnlyList<string> Licences)
{
    public static AdmissionAnswer Of(Fair fair, string bidder, Admission admission) =>
        new(fair.Id, bidder, AdmissionEndpoints.PolicyOf(fair), AdmissionViews.Text(admission.Status), admission.Licences);
}

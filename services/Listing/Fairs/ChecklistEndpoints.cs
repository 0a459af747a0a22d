using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Listing.Admissions;

namespace Exchange.Listing.Fairs;

/// <summary>The checklist before opening, for the organizer.</summary>
public static class ChecklistEndpoints
{
    public static void MapChecklist(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/listing/fairs/{fair}/checklist", Get).RequireAuthorization(Roles.Organizer).WithTags("Fairs")
            .WithName("GetChecklist").WithSummary("What is missing before a fair opens, the worst first, each with where it is mended. Empty once it has opened.")
            .Produces<ChecklistAnswer>().WithProblems(401, 403, 404);

    private static async Task<IResult> Get(HttpContext http, string fair, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        if (!http.Caller().Runs(found)) return Problem.Of(FairRefusals.NotYours);
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        var (lots, now) = (await FairPlanViews.Counts(session, fair), journal.Clock.GetUtcNow());
        var counts = await ApplicationViews.Counts(session, fair, ApplicationEndpoints.Licensed(found).Count);
        var facts = new ChecklistFacts(
            lots.Lots, lots.Unannounced, lots.HighestOpeningMinor, Of("applied")?.Bidders ?? 0, Of("admitted")?.Bidders ?? 0, Of("admitted")?.Lacking ?? 0);
        var items = Checklist.Of(found, facts, now);
        return TypedResults.Ok(new ChecklistAnswer(found.Id, items.All(item => item.Severity != Checklist.Blocking), facts, items));

        ApplicationCount? Of(string status) => counts.FirstOrDefault(count => count.Status == status);
    }
}

/// <summary>What is missing before a fair opens.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Ready">Whether nothing keeps it from opening.</param>
/// <param name="Facts">What was counted.</param>
/// <param name="Items">What is missing, the worst first.</param>
public sealed record ChecklistAnswer(string Fair, bool Ready, ChecklistFacts Facts, IReadOnlyList<ChecklistItem> Items);

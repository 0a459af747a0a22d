using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Fairs;

namespace Exchange.Matching.Rings;

/// <summary>A ring in a list.</summary>
/// <param name="Ring">Its id.</param>
/// <param name="Round">The round that found it.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Lots">How many lots it has.</param>
/// <param name="Stage">proposed, agreed, traded or dissolved.</param>
/// <param name="DueAt">When its time to accept, or to have its lots kept, is over, in Unix milliseconds; 0 once it has ended.</param>
public sealed record ListedRing(string Ring, string Round, string Fair, long Lots, string Stage, long DueAt)
{
    public static ListedRing Of(RingRow row) => new(row.Ring, row.Round, row.Fair, row.Lots, row.Stage, row.DueAt);
}

/// <summary>Rings over HTTP: for their members, and for the organizer of the fair.</summary>
public static class RingEndpoints
{
    public static void MapRings(this IEndpointRouteBuilder app)
    {
        var rings = app.MapGroup("/api/matching/rings").WithTags("Rings");
        rings.MapGet("", Own).RequireAuthorization(Roles.Consignor)
            .WithName("GetOwnRings").WithSummary("The caller's rings in the order in which they were proposed. after is the key in the Link header of the page before.")
            .Produces<IReadOnlyList<ListedRing>>().WithProblems(401, 403);
        rings.MapGet("/{ring}", Get).RequireAuthorization()
            .WithName("GetRing").WithSummary("A ring: who gives what to whom, the cash differences, and who has accepted. For its members, the organizer of the fair and the operator.")
            .Produces<RingAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        rings.MapPost("/{ring}/accept", Accept).RequireAuthorization(Roles.Consignor)
            .WithName("AcceptRing").WithSummary("Accepts what you give and take. When all have, nobody leaves any more: all lots change hands, or none.")
            .Produces<RingAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        rings.MapPost("/{ring}/decline", Decline).RequireAuthorization(Roles.Consignor)
            .WithName("DeclineRing").WithSummary("Declines the ring, or leaves it before all have accepted. It is dissolved, and others are looked for without your lot.")
            .Produces<RingAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
    }

    private static async Task<IResult> Own(HttpContext http, MatchingJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        var rows = await RingViews.OfMember(session, http.Caller().Enterprise, page.After, page.Limit + 1);
        var places = rows.ToDictionary(row => row.Ring, row => row.Place, StringComparer.Ordinal);
        return page.Answer(http, [.. rows.Select(ListedRing.Of)], listed => places[listed.Ring]);
    }

    private static async Task<IResult> Get(HttpContext http, string ring, MatchingJournal journal)
    {
        if (!Id.IsValid(ring) || (await journal.PeekAt<Ring>(Ring.Stream(ring))).State is not { Terms: { } terms } found) return Problem.Of(RingRefusals.Unknown);
        var caller = http.Caller();
        // To others it is as if there were none: who barters with whom is between them.
        return found.HasMember(caller.Enterprise) || await IsOrganizer(journal, caller, terms.Fair) ? http.Tagged(RingAnswer.Of(found)) : Problem.Of(RingRefusals.Unknown);
    }

    private static Task<IResult> Accept(HttpContext http, string ring, NoFields? _, MatchingJournal journal) => Answer(http, ring, new AcceptRing(http.Caller().Enterprise), journal);

    private static Task<IResult> Decline(HttpContext http, string ring, NoFields? _, MatchingJournal journal) => Answer(http, ring, new LeaveRing(http.Caller().Enterprise), journal);

    private static async Task<IResult> Answer(HttpContext http, string ring, RingCommand command, MatchingJournal journal)
    {
        if (!Id.IsValid(ring)) return Problem.Of(RingRefusals.Unknown);
        Parsed<RingCommand> answer = command;
        var result = await http.Submit(journal, Ring.Stream(ring), answer, static _ => Results.Empty);
        return result == Results.Empty ? TypedResults.Ok(RingAnswer.Of(await journal.Peek<Ring>(Ring.Stream(ring)))) : result;
    }

    /// <summary>Whether somebody runs a fair, or the exchange.</summary>
    internal static async ValueTask<bool> IsOrganizer(MatchingJournal journal, Caller caller, string fair) =>
        caller.Is(Roles.Operator)
        || (caller.Is(Roles.Organizer) && caller.Enterprise.Length > 0 && (await journal.PeekAt<Fair>(Fair.Stream(fair))).State.Published?.Organizer == caller.Enterprise);
}

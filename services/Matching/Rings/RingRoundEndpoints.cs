using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Fairs;

namespace Exchange.Matching.Rings;

/// <summary>A round of rings in a list.</summary>
/// <param name="Round">Its id.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Stage">planned, proposed or finished.</param>
/// <param name="MaxLength">The most lots of a ring.</param>
/// <param name="StartsAt">When rings were first looked for, or are, in Unix milliseconds.</param>
/// <param name="Run">How many times rings were looked for.</param>
public sealed record ListedRingRound(string Round, string Currency, string Stage, long MaxLength, long StartsAt, long Run)
{
    public static ListedRingRound Of(RingRoundRow row) => new(row.Round, row.Currency, row.Stage, row.MaxLength, row.StartsAt, row.Run);
}

/// <summary>Rounds of rings over HTTP.</summary>
public static class RingRoundEndpoints
{
    private const long LastMoment = 253_402_300_799_999 - RingRound.LongestAcceptMs;

    public static void MapRingRounds(this IEndpointRouteBuilder app)
    {
        var fair = app.MapGroup("/api/matching/fairs/{fair}/ring-rounds").WithTags("Rings");
        fair.MapPost("", Plan).RequireAuthorization(Roles.Organizer)
            .WithName("PlanRingRound").WithSummary("Plans a round in which the fair's free lots are bartered in rings, at once or later.")
            .Produces<RingRoundPlannedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        fair.MapGet("", OfFair).RequireAuthorization()
            .WithName("GetRingRoundsOfFair").WithSummary("A fair's rounds of rings in the order in which they were planned. after is the key in the Link header of the page before.")
            .Produces<IReadOnlyList<ListedRingRound>>().WithProblems(401);

        var round = app.MapGroup("/api/matching/ring-rounds/{round}").WithTags("Rings");
        round.MapGet("", Get).RequireAuthorization()
            .WithName("GetRingRound").WithSummary("A round of rings: what was looked at, what was proposed, and what was traded.")
            .Produces<RingRoundAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        round.MapGet("/rings", Rings).RequireAuthorization(Roles.Organizer)
            .WithName("GetRingsOfRound").WithSummary("The rings of a round, for the organizer of its fair. after is the key in the Link header of the page before.")
            .Produces<IReadOnlyList<ListedRing>>().WithProblems(401, 403, 404);
    }

    private static async Task<IResult> Plan(HttpContext http, string fair, RingRoundRequest? asked, MatchingJournal journal)
    {
        var body = asked ?? new RingRoundRequest(); // all of it has a default
        if (!Id.IsValid(fair)) return Problem.Of(RingRoundRefusals.UnknownFair);
        // Another node may write the fair's partition; what was published never changes, so that it may be read here.
        var (caller, published) = (http.Caller(), (await journal.PeekAt<Fair>(Fair.Stream(fair))).State.Published);
        // The id comes from the key, so that a repeat addresses the same round.
        var round = RingRound.IdOf(fair, caller.Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        var errors = ErrorsOf(body);
        Parsed<RingRoundCommand> plan = errors.Any ? errors
            : new PlanRingRound(published, caller.Enterprise, caller.Is(Roles.Operator), new(
                round, fair, published?.Currency ?? "", (int)(body.MaxLength ?? 3), body.StartsAt ?? 0, body.AcceptMs ?? 86_400_000));
        return await http.Submit(journal, RingRound.Stream(round), plan, _ => TypedResults.Created("/api/matching/ring-rounds/" + round, new RingRoundPlannedAnswer(round)));
    }

    private static async Task<IResult> OfFair(HttpContext http, string fair, MatchingJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        _ = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        await using var session = await journal.Read();
        var rows = await RingRoundViews.OfFair(session, fair, after, page.Limit + 1);
        var numbers = rows.ToDictionary(row => row.Round, row => row.RoundNo, StringComparer.Ordinal);
        return page.Answer(http, [.. rows.Select(ListedRingRound.Of)], listed => numbers[listed.Round].ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> Get(HttpContext http, string round, MatchingJournal journal) =>
        await Find(journal, round) is { } found ? http.Tagged(RingRoundAnswer.Of(found)) : Problem.Of(RingRoundRefusals.Unknown);

    private static async Task<IResult> Rings(HttpContext http, string round, MatchingJournal journal)
    {
        if (await Find(journal, round) is not { } found) return Problem.Of(RingRoundRefusals.Unknown);
        if (!await RingEndpoints.IsOrganizer(journal, http.Caller(), found.Planned.Fair)) return Problem.Of(RingRoundRefusals.NotYours);
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        var rows = await RingViews.OfRound(session, round, page.After, page.Limit + 1);
        var places = rows.ToDictionary(row => row.Ring, row => row.Place, StringComparer.Ordinal);
        return page.Answer(http, [.. rows.Select(ListedRing.Of)], listed => places[listed.Ring]);
    }

    private static FieldErrors ErrorsOf(RingRoundRequest body) => new FieldErrors()
        .Require(body.MaxLength is null or (>= 2 and <= Ring.MostLots), "maxLength", "range", "2 to 5, or nothing for 3.")
        .Require(
            body.AcceptMs is null or (>= RingRound.ShortestAcceptMs and <= RingRound.LongestAcceptMs), "acceptMs", "range", "A minute to thirty days in milliseconds, or nothing for a day.")
        .Require(body.StartsAt is null or (> 0 and < LastMoment), "startsAt", "time", "Unix milliseconds, or nothing for at once.");

    private static async ValueTask<RingRound?> Find(MatchingJournal journal, string round) =>
        Id.IsValid(round) && (await journal.PeekAt<RingRound>(RingRound.Stream(round))).State is { Terms: not null } found ? found : null;
}

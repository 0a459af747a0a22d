using System.Globalization;
using System.Text;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Netting;

/// <summary>A round of set-off, or a series of them.</summary>
/// <param name="Fair">The fair whose deals take part, beside all debts outside it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ComputeAt">When it is computed, in Unix milliseconds.</param>
/// <param name="CutOffMs">How long after the notices a party may withdraw: a minute to thirty days.</param>
/// <param name="ThresholdMinor">Obligations under it stay out; 1 where left out.</param>
/// <param name="Rounds">How many rounds; 1 where left out, 60 at most.</param>
/// <param name="EveryDays">For a series: how many business days lie between two of them.</param>
/// <param name="TimeZone">For a series: the time zone of the calendar, Asia/Shanghai.</param>
/// <param name="Holidays">For a series: the holidays as in the fair's rules.</param>
/// <param name="WorkingDays">For a series: the weekends that are worked.</param>
public sealed record RoundRequest(
    string? Fair, string? Currency, long? ComputeAt, long? CutOffMs, long? ThresholdMinor = null, long? Rounds = null, long? EveryDays = null, string? TimeZone = null, string? Holidays = null,
    string? WorkingDays = null)
{
    private const long LastMoment = 253_402_300_799_999 - (3_652L * 86_400_000);

    /// <summary>The rounds, whose ids come from a name.</summary>
    public Parsed<PlanRound> Parse(Func<long, string> idOf)
    {
        var isSeries = Rounds is > 1;
        var errors = new FieldErrors()
            .Require(Id.IsValid(Fair), "fair", "id", "The id of the fair whose deals take part.")
            .Require(DebtTerms.IsCurrency(Currency), "currency", "iso-4217", "Three capital letters.")
            .Require(ComputeAt is > 0 and < LastMoment, "computeAt", "time", "When it is computed, in Unix milliseconds.")
            .Require(CutOffMs is >= Round.ShortestCutOffMs and <= Round.LongestCutOffMs, "cutOffMs", "range", "How long a party may withdraw: a minute to thirty days, in milliseconds.")
            .Require(ThresholdMinor is null or > 0, "thresholdMinor", "positive", "At least 1, or leave it out.")
            .Require(Rounds is null or (>= 1 and <= Round.MostRounds), "rounds", "range", "1 to 60, or leave it out.")
            .Require(!isSeries || EveryDays is >= 1 and <= 250, "everyDays", "range", "A series needs the number of business days between two rounds: 1 to 250.")
            .Require(!isSeries || BusinessCalendar.IsSound(TimeZone, Holidays, WorkingDays), "timeZone", "calendar", "A series needs the fair's calendar: time zone, holidays, working days.");
        if (errors.Any) return errors;
        var plans = Times().Select((at, n) => new RoundPlan(idOf(n), Fair!, Currency!, ThresholdMinor ?? 1, at, CutOffMs!.Value)).ToList();
        return new PlanRound(plans[0], plans[1..]);
    }

    // Each at the same time of the day, on the n-th business day after the one before.
    private IEnumerable<long> Times()
    {
        var at = ComputeAt!.Value;
        yield return at;
        if (Rounds is not > 1) yield break;
        var calendar = BusinessCalendar.Of(TimeZone!, Holidays, WorkingDays);
        var timeOfDay = at - calendar.StartOf(calendar.DayOf(at));
        for (var n = 1; n < Rounds; n++)
        {
            at = calendar.StartOf(calendar.DayOf(calendar.DueAt(at, EveryDays!.Value) - 1)) + timeOfDay;
            yield return at;
        }
    }
}

/// <summary>What was planned, or called off.</summary>
/// <param name="Round">The id of the first round.</param>
/// <param name="Rounds">The ids of all of them.</param>
public sealed record RoundAnswer(string Round, IReadOnlyList<string> Rounds);

/// <summary>Enterprises that belong together.</summary>
/// <param name="Name">What the group is called, 1 to 100 characters; the last declaration of a name holds.</param>
/// <param name="Enterprises">Their ids, one at least; one alone ends the group.</param>
public sealed record AffiliationRequest(string? Name, IReadOnlyList<string>? Enterprises)
{
    public Parsed<DeclareAffiliation> Parse(string by)
    {
        var errors = new FieldErrors()
            .Require(Name is { Length: > 0 and <= Affiliation.LongestName } && Name.Trim().Length > 0 && !Name.Any(char.IsControl), "name", "text", "1 to 100 characters, without control characters.")
            .Require(Enterprises is { Count: > 0 } && Enterprises.All(Id.IsValid), "enterprises", "ids", "The ids of enterprises, one at least; one alone ends the group.");
        return errors.Any ? errors : new DeclareAffiliation(Name!, Enterprises!, by);
    }
}

/// <summary>A group of affiliated enterprises.</summary>
/// <param name="Affiliation">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Enterprises">Who belongs to it.</param>
public sealed record AffiliationShown(string Affiliation, string Name, IReadOnlyList<string> Enterprises);

/// <summary>That a group is declared.</summary>
/// <param name="Affiliation">Its id.</param>
public sealed record AffiliationAnswer(string Affiliation);

/// <summary>Rounds of set-off over HTTP.</summary>
public static class RoundEndpoints
{
    private const string Csv = "text/csv";

    public static RouteGroupBuilder MapRounds(this RouteGroupBuilder settlement)
    {
        var rounds = settlement.MapGroup("/rounds").WithTags("Set-off").RequireAuthorization();
        rounds.MapPost("", Plan).RequireAuthorization(Roles.Organizer).WithSummary("Plans a round of set-off, or a series of them.")
            .WithDescription(
                "When it is due the exchange computes the largest set-off of all confirmed debts and of the fair's deals that are to be paid, and books it; until the cut-off a party may withdraw.")
            .Produces<RoundAnswer>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        rounds.MapGet("/", List).WithSummary("The rounds of set-off, in the order in which they were planned.").Produces<RoundShown[]>().ProducesProblem(401);
        rounds.MapGet("/{round}", Get).WithSummary("A round: what was owed, the net internal debt, what was cleared and what remains, by enterprise.")
            .WithDescription("An enterprise sees the totals and its own line; organizers and the operator see all. liquidity=MINOR says what a loan of that size would leave, at the best places.")
            .Produces<RoundReport>().Produces(StatusCodes.Status304NotModified).ProducesProblem(400).ProducesProblem(401).ProducesProblem(404);
        rounds.MapGet("/{round}/obligations", Legs).WithSummary("The notices of a round, and with a reason the obligations that stayed out.")
            .WithDescription("An enterprise sees its own; organizers and the operator see all.").Produces<RoundLegShown[]>().ProducesProblem(401).ProducesProblem(404);
        rounds.MapGet("/{round}/notices", Notices).WithSummary("The notices of a round to the caller's enterprise, as a CSV file; all of them for organizers and the operator.")
            .Produces(200, contentType: Csv).Produces(StatusCodes.Status304NotModified).ProducesProblem(401).ProducesProblem(404).ProducesProblem(409);
        rounds.MapGet("/{round}/proof", Proof).RequireAuthorization(Roles.Organizer).WithSummary("The proof file of a round, which anyone checks with exchange setoff verify.")
            .Produces(200, contentType: Csv).Produces(StatusCodes.Status304NotModified).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        rounds.MapPost("/{round}/cancel", Cancel).RequireAuthorization(Roles.Organizer).WithSummary("Calls off a round that is not computed.")
            .Produces<RoundAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        rounds.MapPost("/{round}/obligations/{leg}/withdraw", Withdraw).WithSummary("A party takes a debt or a deal out of a round that is not final.")
            .WithDescription("The round is unwound whole, and computed again without it.")
            .Produces<DebtAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        var affiliations = settlement.MapGroup("/affiliations").WithTags("Set-off").RequireAuthorization(Roles.Organizer);
        affiliations.MapPost("", Declare).WithSummary("Declares enterprises that belong together: what they owe each other is not set off.")
            .Produces<AffiliationAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(422);
        affiliations.MapGet("/", ListAffiliations).WithSummary("The groups of affiliated enterprises.").Produces<AffiliationShown[]>().ProducesProblem(401).ProducesProblem(403);
        return settlement;
    }

    private static Task<IResult> Plan(HttpContext http, SettlementJournal journal, RoundRequest round)
    {
        var (subject, key) = (http.Caller().Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        var plan = round.Parse(n => Id.From("round", subject, key, n.ToString(CultureInfo.InvariantCulture)));
        return http.Submit(journal, Round.Stream(plan.Command?.Plan.Round ?? ""), plan, _ => TypedResults.Created(
            $"/api/settlement/rounds/{plan.Command!.Plan.Round}", new RoundAnswer(plan.Command.Plan.Round, [plan.Command.Plan.Round, .. plan.Command.Further.Select(next => next.Round)])));
    }

    private static async Task<IResult> List(HttpContext http, SettlementJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        var after = long.TryParse(page.After, out var place) ? place : 0;
        await using var session = await journal.Read();
        var rows = await RoundViews.Page(session, after, page.Limit + 1);
        var places = rows.ToDictionary(row => row.Round, row => row.Place, StringComparer.Ordinal);
        return page.Answer(http, [.. rows.Select(RoundShown.Of)], round => $"{places[round.Round]}");
    }

    private static async Task<IResult> Get(HttpContext http, SettlementJournal journal, string round)
    {
        var asked = http.Request.Query["liquidity"].ToString();
        if (asked.Length > 0 && (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) || amount > Deals.DealTerms.MostMinor))
            return Problem.Of([new("liquidity", "amount", "How many minor units are lent at most.")]);
        if (await Find(http, journal, round) is not var (row, legs)) return Problem.Of(RoundRefusals.NotFound);
        return http.Tagged(RoundReport.Of(
            row, [.. legs.Where(leg => leg.Reason.Length == 0).Select(leg => leg.Of())], SeesAll(http.Caller()) ? null : http.Caller().Enterprise,
            asked.Length > 0 ? long.Parse(asked, CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> Legs(HttpContext http, SettlementJournal journal, string round)
    {
        if (await Find(http, journal, round) is not var (_, legs)) return Problem.Of(RoundRefusals.NotFound);
        return TypedResults.Ok(Own(http.Caller(), legs).Select(RoundLegShown.Of).ToArray());
    }

    private static async Task<IResult> Notices(HttpContext http, SettlementJournal journal, string round)
    {
        if (await Find(http, journal, round) is not var (row, legs)) return Problem.Of(RoundRefusals.NotFound);
        return row.IsComputed() ? File(http, row, Own(http.Caller(), legs), $"notices-{round}.csv") : Problem.Of(RoundRefusals.NotComputed);
    }

    private static async Task<IResult> Proof(HttpContext http, SettlementJournal journal, string round)
    {
        if (await Find(http, journal, round) is not var (row, legs)) return Problem.Of(RoundRefusals.NotFound);
        return row.IsComputed() ? File(http, row, legs, $"set-off-{round}.csv") : Problem.Of(RoundRefusals.NotComputed);
    }

    private static Task<IResult> Cancel(HttpContext http, SettlementJournal journal, string round, NoFields? _)
    {
        if (!Id.IsValid(round)) return Task.FromResult(Problem.Of(RoundRefusals.NotFound));
        Parsed<CancelRound> cancel = new CancelRound(http.Caller().Subject);
        return http.Submit(journal, Round.Stream(round), cancel, _ => TypedResults.Ok(new RoundAnswer(round, [round])));
    }

    private static Task<IResult> Withdraw(HttpContext http, SettlementJournal journal, string round, string leg, NoFields? _)
    {
        if (!Id.IsValid(round)) return Task.FromResult(Problem.Of(RoundRefusals.NotFound));
        Parsed<UnwindRound> unwind = new UnwindRound(leg, http.Caller().Enterprise);
        return http.Submit(journal, Round.Stream(round), unwind, _ => TypedResults.Ok(new DebtAnswer(leg)));
    }

    private static Task<IResult> Declare(HttpContext http, SettlementJournal journal, AffiliationRequest affiliation)
    {
        var id = Id.From("affiliation", affiliation.Name ?? "");
        return http.Submit(journal, Affiliation.Stream(id), affiliation.Parse(http.Caller().Subject), _ => TypedResults.Ok(new AffiliationAnswer(id)));
    }

    private static async Task<IResult> ListAffiliations(HttpContext http, SettlementJournal journal)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        return TypedResults.Ok((await RoundViews.Affiliates(session)).GroupBy(row => row.Affiliation, StringComparer.Ordinal)
            .Select(group => new AffiliationShown(group.Key, group.First().Name, [.. group.Select(row => row.Enterprise)])).ToArray());
    }

    private static async Task<(RoundRow Row, IReadOnlyList<RoundLegRow> Legs)?> Find(HttpContext http, SettlementJournal journal, string round)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        return Id.IsValid(round) && await RoundViews.Find(session, round) is { } row ? (row, await RoundViews.Legs(session, round)) : null;
    }

    private static bool SeesAll(Caller caller) => caller.Is(Roles.Operator) || caller.Is(Roles.Organizer);

    private static IEnumerable<RoundLegRow> Own(Caller caller, IEnumerable<RoundLegRow> legs) =>
        SeesAll(caller) ? legs : legs.Where(leg => caller.Enterprise.Length > 0 && (leg.Debtor == caller.Enterprise || leg.Creditor == caller.Enterprise));

    private static IResult File(HttpContext http, RoundRow row, IEnumerable<RoundLegRow> legs, string name) => http.IsKnown($"{row.Version}")
        ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
        : TypedResults.File(Encoding.UTF8.GetBytes(RoundFile.Of(legs.Where(leg => leg.Reason.Length == 0).Select(leg => leg.Of()))), Csv, name);
}

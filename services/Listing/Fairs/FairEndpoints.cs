using System.Globalization;
using System.Text.Json;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Admissions;

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
        fairs.MapPost("/{fair}/key-enterprises", NameKeyEnterprises).RequireAuthorization(Roles.Organizer)
            .WithName("NameKeyEnterprises").WithSummary("Says which enterprises may take lots in their priority windows, all of them; until the fair is published it may be said anew.")
            .Produces<FairAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
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
        return await http.Submit(journal, Fair.Stream(fair), body.Parse(fair, http.Caller().Enterprise), _ =>
            TypedResults.Created("/api/listing/fairs/" + fair, new FairCreatedAnswer(fair)));
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
        var named = body.Enterprises?.Distinct().Order(StringComparer.Ordinal).ToList() ?? [];
        var errors = new FieldErrors().Require(
            named.Count is >= 1 and <= PriorityRules.MostEnterprises && named.All(id => id is not null && Id.IsValid(id)), "enterprises", "ids", "1 to 500 ids of enterprises.");
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

/// <summary>The rules of a fair that is to be created.</summary>
public sealed record FairRequest
{
    /// <summary>1 to 100 characters.</summary>
    /// <example>Jilin spring fair</example>
    public string? Name { get; init; }

    /// <summary>The organizer's region, 1 to 40 characters.</summary>
    /// <example>Jilin</example>
    public string? Region { get; init; }

    /// <summary>ISO 4217.</summary>
    /// <example>CNY</example>
    public string? Currency { get; init; }

    /// <summary>IANA.</summary>
    /// <example>Asia/Shanghai</example>
    public string? TimeZone { get; init; }

    /// <summary>Unix milliseconds, in the future.</summary>
    public long? OpensAt { get; init; }

    /// <summary>Unix milliseconds, after opensAt.</summary>
    public long? ClosesAt { get; init; }

    /// <summary>The minute of the local day after which lots close; 0 if left out.</summary>
    /// <example>600</example>
    public long? ClosingFromMinute { get; init; }

    /// <summary>The minute of the local day up to which lots close; 1440 if left out.</summary>
    /// <example>1020</example>
    public long? ClosingToMinute { get; init; }

    /// <summary>How long after a late bid a lot stays open; two minutes if left out, 0 for no soft close.</summary>
    public long? SoftCloseMs { get; init; }

    /// <summary>The least step of a lot that names none, in minor units.</summary>
    /// <example>10000</example>
    public long? IncrementMinor { get; init; }

    /// <summary>The consignor's commission in 1/10,000 of the hammer value; 0 if left out.</summary>
    public long? CommissionBasisPoints { get; init; }

    /// <summary>How long after the award the buyer may pay; three days if left out.</summary>
    public long? PaymentDueMs { get; init; }

    /// <summary>How long after the payment the buyer may remove; ten days if left out.</summary>
    public long? RemovalDueMs { get; init; }

    /// <summary>How lots that are sold by ascending bids take them, if it shall say more than the increment and the soft close.</summary>
    public BiddingRules? Bidding { get; init; }

    /// <summary>How far apart lots close, in the order of their numbers; spread evenly over the closing windows if left out.</summary>
    /// <example>60000</example>
    public long? ClosingGapMs { get; init; }

    /// <summary>Who may bid; everybody if left out.</summary>
    public AdmissionRules? Admission { get; init; }

    /// <summary>What a bidder must have held before its first bid on a lot; nothing if left out.</summary>
    public DepositRules? Deposit { get; init; }

    /// <summary>How long a lot stays open at least once the exchange is back from a downtime in its last minutes; no longer if left out.</summary>
    /// <example>300000</example>
    public long? DowntimeGraceMs { get; init; }

    /// <summary>How long the next best bidder may think it over when a winner defaults, thirty days at most; a day if left out, 0 to ask nobody.</summary>
    public long? SecondChanceMs { get; init; }

    /// <summary>What happens to lots that are not sold: further attempts, each by its own format and from a lower opening; they pass in if left out.</summary>
    public LadderRules? Ladder { get; init; }

    /// <summary>Which lots key enterprises may take before the market opens, and for how long; none if left out.</summary>
    public PriorityRules? Priority { get; init; }

    /// <summary>How its sales are settled, beyond the commission and the times to pay and to remove; no further if left out.</summary>
    public SettlementRules? Settlement { get; init; }

    /// <summary>The calendar as the text of a CSV file with the columns date, kind (rest or work) and through, in place of settlement.holidays and settlement.workingDays.</summary>
    public string? CalendarFile { get; init; }

    /// <summary>The command to create the fair, or all that is wrong with the shape of the request.</summary>
    public Parsed<FairCommand> Parse(string fair, string organizer)
    {
        const long minute = 60_000, day = 24 * 60 * minute;
        var errors = new FieldErrors()
            .Require(Name is { Length: >= 1 and <= 100 } && !Lots.LotDetails.HasControls(Name), "name", "text", "1 to 100 characters, none of them control characters.")
            .Require(Region is { Length: >= 1 and <= 40 } && !Lots.LotDetails.HasControls(Region), "region", "text", "1 to 40 characters, none of them control characters.")
            .Require(Currency is { Length: 3 } && Currency.All(char.IsAsciiLetterUpper), "currency", "currency", "An ISO 4217 code of three capital letters, such as CNY.")
            .Require(TimeZone is { Length: >= 1 and <= 60 }, "timeZone", "time-zone", "An IANA time zone, such as Asia/Shanghai.")
            .Require(OpensAt is > 0 and < MostAt, "opensAt", "time", "Unix milliseconds.")
            .Require(ClosesAt is > 0 and < MostAt, "closesAt", "time", "Unix milliseconds.")
            .Require(IncrementMinor is not null, "incrementMinor", "required", "A whole number of minor units, at least 1.");
        var settlement = WithCalendar(errors);
        return errors.Any ? errors : new CreateFair(fair, organizer, new(
            Name!, Region!, Currency!, TimeZone!, OpensAt!.Value, ClosesAt!.Value, ClosingFromMinute ?? 0, ClosingToMinute ?? FairRules.MinutesOfDay,
            SoftCloseMs ?? 2 * minute, IncrementMinor!.Value, CommissionBasisPoints ?? 0, PaymentDueMs ?? 3 * day, RemovalDueMs ?? 10 * day, Bidding,
            ClosingGapMs, Admission, Deposit, DowntimeGraceMs, SecondChanceMs, Ladder, Priority, settlement));
    }

    /// <summary>The rules of settlement with the calendar that the file has, if there is one.</summary>
    private SettlementRules? WithCalendar(FieldErrors errors)
    {
        if (CalendarFile is null) return Settlement;
        var calendar = Fairs.CalendarFile.Read(CalendarFile);
        foreach (var (line, rule, message) in calendar.Wrong) errors.Require(false, line > 0 ? string.Create(CultureInfo.InvariantCulture, $"calendarFile.line{line}") : "calendarFile", rule, message);
        errors.Require(Settlement is { Holidays: null, WorkingDays: null }, "calendarFile", "beside", "A file comes beside settlement, and in place of its holidays and workingDays.");
        return Settlement is null ? null : Settlement with { Holidays = calendar.Holidays, WorkingDays = calendar.WorkingDays };
    }

    // The year 2200: the calendar's arithmetic stays far from its end.
    private const long MostAt = 7_258_118_400_000;
}

/// <summary>Who has priority in a fair.</summary>
/// <param name="Enterprises">The ids of the enterprises, 1 to 500.</param>
public sealed record KeyEnterprisesRequest(IReadOnlyList<string>? Enterprises);

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
public sealed record FairAnswer(
    string Fair, string Status, string Organizer, long Lots, FairRules Rules, IReadOnlyList<ClosingWindow> Windows, IReadOnlyList<string>? KeyEnterprises = null)
{
    public static FairAnswer Of(Fair fair) => new(
        fair.Id, JsonNamingPolicy.KebabCaseLower.ConvertName(fair.Status.ToString()), fair.Organizer, fair.Lots, fair.Rules!, fair.Windows,
        fair.KeyEnterprises.Count > 0 ? fair.KeyEnterprises : null);
}

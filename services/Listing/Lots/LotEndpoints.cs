using System.Globalization;
using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Media;

namespace Exchange.Listing.Lots;

public static class LotEndpoints
{
    private const string Tag = "Lots";

    public static void MapLots(this IEndpointRouteBuilder app)
    {
        var lots = app.MapGroup("/api/listing").WithTags(Tag);
        lots.MapPost("/fairs/{fair}/lots", Enter).RequireAuthorization(Roles.Consignor)
            .WithName("EnterLot").WithSummary("Enters a lot in a fair that has not opened. It gets the next catalogue number and its close.")
            .WithMetadata(new BodyExamples(LotExamples.All.ToDictionary(example => example.Key, example => (object)example.Value)))
            .Produces<LotEnteredAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        lots.MapGet("/fairs/{fair}/lots", List).RequireAuthorization()
            .WithName("GetCatalogue").WithSummary("A fair's lots by catalogue number. after is a number; category is a code; q stands somewhere in the title.")
            .Produces<IReadOnlyList<LotAnswer>>().WithProblems(401, 404);
        lots.MapGet("/lots/{lot}", Get).RequireAuthorization()
            .WithName("GetCatalogueLot").WithSummary("A lot as its consignor entered it. Its reserve is shown to its consignor and to the organizer of its fair.")
            .Produces<LotAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        lots.MapPost("/lots/{lot}/withdraw", Withdraw).RequireAuthorization(Roles.Consignor)
            .WithName("WithdrawLot").WithSummary("Takes a lot back before its sale begins.")
            .Produces<LotAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
    }

    private static async Task<IResult> Enter(HttpContext http, string fair, LotRequest body, ListingJournal journal)
    {
        if (!Id.IsValid(fair)) return Problem.Of(FairRefusals.Unknown);
        var caller = http.Caller();
        var lot = Fair.LotOf(Id.From("lot", fair, caller.Subject, http.Request.Headers[Commands.IdempotencyKey].ToString()), fair, body.Group);
        return await http.Submit(journal, Fair.Stream(fair), body.Parse(lot, caller), accepted =>
            TypedResults.Created("/api/listing/lots/" + lot, new LotEnteredAnswer(lot, accepted.First<LotNumbered>()!.Number)));
    }

    private static async Task<IResult> List(HttpContext http, string fair, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        await http.WaitForViews(journal);
        var (page, query, caller) = (PageRequest.Of(http), http.Request.Query, http.Caller());
        _ = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        await using var session = await journal.Read();
        var rows = await LotViews.Page(session, fair, after, query["category"].ToString(), query["q"].ToString(), page.Limit + 1);
        var runs = caller.Runs(found);
        return page.Answer(
            http, [.. rows.Select(row => LotAnswer.Of(row, runs || row.Consignor == caller.Enterprise))], row => row.Number.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> Get(HttpContext http, string lot, ListingJournal journal)
    {
        if (await Find(journal, lot) is not { Offer: { } offer } found) return Problem.Of(LotRefusals.Unknown);
        var secrets = await MaySeeReserve(journal, http.Caller(), offer);
        return http.Tagged(LotAnswer.Of(found, secrets), string.Create(
            CultureInfo.InvariantCulture, $"{found.Status}-{found.HammerMinor}-{(secrets ? 1 : 0)}-{found.Attempt?.Attempt}-{found.Version}-{found.Asked?.Version}"));
    }

    private static async Task<IResult> Withdraw(HttpContext http, string lot, WithdrawRequest body, ListingJournal journal)
    {
        if (await Find(journal, lot) is not { } found) return Problem.Of(LotRefusals.Unknown);
        var errors = new FieldErrors().Require(body.Reason is { Length: > 0 }, "reason", "required", "Say why, for those who watched the lot.");
        Parsed<LotCommand> withdraw = errors.Any ? errors : new WithdrawLot(http.Caller().Enterprise, http.Caller().Is(Roles.Operator), body.Reason!);
        return await http.Submit(journal, Lot.Stream(lot), withdraw, _ => TypedResults.Ok(LotAnswer.Of(found with { Status = LotStatus.Withdrawn }, true)));
    }

    /// <summary>The lot, or null when there is none.</summary>
    internal static async ValueTask<Lot?> Find(ListingJournal journal, string lot) =>
        Id.IsValid(lot) && await journal.Peek<Lot>(Lot.Stream(lot)) is { Offer: not null } found ? found : null;

    private static async ValueTask<bool> MaySeeReserve(ListingJournal journal, Caller caller, Offer offer) =>
        caller.Enterprise == offer.Consignor || (await FairEndpoints.Find(journal, offer.Fair) is { } fair && caller.Runs(fair));
}

/// <summary>A lot that is to be entered.</summary>
public sealed record LotRequest
{
    /// <summary>1 to 200 characters.</summary>
    /// <example>Deep groove ball bearing 6204</example>
    public string? Title { get; init; }

    /// <summary>The code of its category.</summary>
    /// <example>3110</example>
    public string? Category { get; init; }

    /// <summary>Where it lies; the fair's region if left out.</summary>
    /// <example>Changchun</example>
    public string? Region { get; init; }

    /// <summary>Thousandths of the unit.</summary>
    /// <example>1200000</example>
    public long? QuantityMilli { get; init; }

    /// <summary>UN/CEFACT Recommendation 20 code; C62 (piece) if left out.</summary>
    /// <example>C62</example>
    public string? Unit { get; init; }

    /// <summary>english, fixed-price, dutch, best-offer; sealed sealed-first-price, vickrey or dutch-sealed; for many units pay-as-bid, uniform-lowest-winning,
    /// uniform-highest-losing or vcg; to buy, reverse-sealed or reverse-open; english if left out.</summary>
    /// <example>english</example>
    public string? Format { get; init; }

    /// <summary>English: the first acceptable bid. Fixed price: the price of a unit. Dutch and dutch-sealed: where it begins. Sealed: the least bid. Best offer: the asking
    /// price. Many units: the least price of a unit. Tenders: the most that may be asked.</summary>
    /// <example>500000</example>
    public long? OpeningMinor { get; init; }

    /// <summary>English and sealed: the secret least price for the whole lot; none if left out. Many units: of one unit.</summary>
    public long? ReserveMinor { get; init; }

    /// <summary>English and reverse-open: the least step; the fair's if left out. Many units: the step of prices above the opening; none if left out.</summary>
    public long? IncrementMinor { get; init; }

    /// <summary>English, reverse-open and many units: the name of the lots of the fair that close and extend together; the lot closes by itself if left out.</summary>
    public string? Group { get; init; }

    /// <summary>The article's number, if any.</summary>
    public string? ItemNumber { get; init; }

    /// <summary>What the format asks for beyond the prices; nothing if left out.</summary>
    public FormatTerms? Terms { get; init; }

    /// <summary>The ids of enterprises that are linked with the consignor and may not buy the lot, 50 at most; none if left out.</summary>
    public IReadOnlyList<string>? Linked { get; init; }

    /// <summary>A ladder of its own, ten rungs at most, or an empty list for none, where the fair lets lots choose; the fair's if left out.</summary>
    public IReadOnlyList<LadderRung>? Ladder { get; init; }

    /// <summary>The key of its row in the consignor's own stock, by which files about it find it; none if left out.</summary>
    /// <example>WH2-004711</example>
    public string? RowKey { get; init; }

    /// <summary>What else a bidder should know of it; nothing if left out.</summary>
    public LotDescription? Description { get; init; }

    /// <summary>What a draft says, as it would be sent.</summary>
    public static LotRequest Of(DraftContent content) => new()
    {
        Title = content.Title,
        Category = content.Category,
        Region = content.Region,
        QuantityMilli = content.QuantityMilli,
        Unit = content.Unit,
        Format = content.Format,
        OpeningMinor = content.OpeningMinor,
        ReserveMinor = content.ReserveMinor,
        IncrementMinor = content.IncrementMinor,
        Group = content.Group,
        ItemNumber = content.ItemNumber,
        Terms = content.Terms,
        Linked = content.Linked,
        Ladder = content.Ladder?.Rungs,
        RowKey = content.RowKey,
        Description = content.Description,
    };

    /// <summary>This as a draft, in which nothing has to be there or right yet.</summary>
    public DraftContent Content() => new(
        Title, Category, Region, QuantityMilli, Unit, Format, OpeningMinor, ReserveMinor, IncrementMinor, ItemNumber, Terms, Group,
        Ladder is null ? null : new(Ladder), RowKey, Description, Linked);

    /// <summary>The lot as the fair is asked to take it, or all that is wrong with the fields.</summary>
    public Parsed<FairCommand> Parse(string lot, Caller consignor)
    {
        var errors = new FieldErrors()
            .Require(Title is not null && LotDetails.IsTitle(Title), "title", "text", $"1 to {LotDetails.LongestTitle} characters, none of them control characters.")
            .Require(Category is not null && LotDetails.IsCategory(Category), "category", "code", $"1 to {LotDetails.LongestCategory} letters, digits, dots and dashes.")
            .Require(Region is null || LotDetails.IsRegion(Region), "region", "text", $"At most {LotDetails.LongestRegion} characters.")
            .Require(LotDetails.IsItemNumber(ItemNumber), "itemNumber", "text", $"1 to {LotDetails.LongestItemNumber} characters.")
            .Require(QuantityMilli is >= 1 and <= LotDetails.MaxMilli, "quantityMilli", "range", $"1 to {LotDetails.MaxMilli}.")
            .Require(OpeningMinor is >= 1 and <= LotDetails.MaxMinor, "openingMinor", "range", $"1 to {LotDetails.MaxMinor}.")
            .Require(ReserveMinor is null or (>= 0 and <= LotDetails.MaxMinor), "reserveMinor", "range", $"0 to {LotDetails.MaxMinor}.")
            .Require(IncrementMinor is null or (>= 1 and <= LotDetails.MaxMinor), "incrementMinor", "range", $"1 to {LotDetails.MaxMinor}.")
            .Require(LotDetails.IsGroup(Group), "group", "text", $"1 to {LotDetails.LongestGroup} characters, none of them control characters.")
            .Require(LotDetails.IsRowKey(RowKey), "rowKey", "text", $"1 to {LotDetails.LongestRowKey} characters, none of them control characters.")
            .Require(Offer.AreLinked(Linked ?? []), "linked", "ids", Offer.LinkedRule);
        return errors.Any ? errors : new EnterLot(lot, consignor.Enterprise, new(
            Title!, Category!, Region ?? "", QuantityMilli!.Value, Unit ?? Imports.Units.Piece, Format ?? LotDetails.English,
            OpeningMinor!.Value, ReserveMinor ?? 0, IncrementMinor ?? 0, ItemNumber, Terms?.OrNothing(), Group, Ladder is null ? null : new(Ladder), RowKey,
            Description?.OrNothing()), Offer.LinkedOf(Linked), consignor.Root);
    }
}

/// <summary>Why a lot is withdrawn.</summary>
public sealed record WithdrawRequest
{
    /// <summary>1 to 200 characters.</summary>
    /// <example>Sold before the fair</example>
    public string? Reason { get; init; }
}

/// <summary>A new lot's id and catalogue number.</summary>
public sealed record LotEnteredAnswer(string Lot, long Number);

/// <summary>A lot of the catalogue, as it was entered; its format, opening price and times are those of the attempt that runs, if it went down its ladder.
/// <paramref name="ReserveMinor"/> is left out for those who may not see it; 0 says that there is none.
/// So are the secrets of <paramref name="Terms"/>, <paramref name="Linked"/> and <paramref name="Ladder"/>, the further attempts to come; these, the number
/// of a later <paramref name="Attempt"/> and <paramref name="PriorityFromAt"/>, from which time until <paramref name="OpensAt"/> key enterprises may take the lot,
/// stand on the lot alone and not in lists, as do <paramref name="Description"/>, its <paramref name="Condition"/> (that of its worst line) and, for those who may see
/// the reserve, its <paramref name="RowKey"/>, its <paramref name="Files"/>, the <paramref name="Version"/> of what is said and, for the same, the <paramref name="AskedVersion"/> for which
/// Matching is asked. So does whether it is <paramref name="Essential"/>, an essential
/// commodity of the fair. The terms are those of the first attempt.</summary>
public sealed record LotAnswer(
    string Lot, string Fair, long Number, string Consignor, string Title, string Category, string Region, string? ItemNumber, long QuantityMilli, string Unit,
    string Currency, string Format, long OpeningMinor, long? ReserveMinor, long IncrementMinor, long OpensAt, long ClosesAt, string Status, long SoldMilli, long HammerMinor,
    IReadOnlyList<string>? Linked = null, FormatTerms? Terms = null, IReadOnlyList<LadderRung>? Ladder = null, long? Attempt = null, long? PriorityFromAt = null,
    bool? Essential = null,
    string? Condition = null, LotDescription? Description = null, string? RowKey = null,
    IReadOnlyList<LotFile>? Files = null, long? Version = null, long? AskedVersion = null)
{
    public static LotAnswer Of(LotRow row, bool secrets) => new(
        row.Lot, row.Fair, row.Number, row.Consignor, row.Title, row.Category, row.Region, row.ItemNumber.Length == 0 ? null : row.ItemNumber,
        row.QuantityMilli, row.Unit, row.Currency, LotFormat.OfStored(row.Format), row.OpeningMinor, secrets ? row.ReserveMinor : null, row.IncrementMinor,
        row.OpensAt, row.ClosesAt, row.Status, row.SoldMilli, row.HammerMinor);

    public static LotAnswer Of(Lot lot, bool secrets)
    {
        var (offer, details) = (lot.Offer!, lot.Offer!.Details);
        var attempt = lot.Attempt ?? new(1, details.Format, details.OpeningMinor, offer.OpensAt, offer.ClosesAt);
        return new(
            offer.Lot, offer.Fair, offer.Number, offer.Consignor, details.Title, details.Category, details.Region, details.ItemNumber,
            details.QuantityMilli, details.Unit, offer.Currency, attempt.Format, attempt.OpeningMinor, secrets ? details.ReserveMinor : null, details.IncrementMinor,
            attempt.OpensAt, attempt.ClosesAt, JsonNamingPolicy.KebabCaseLower.ConvertName(lot.Status.ToString()), lot.SoldMilli, lot.HammerMinor,
            secrets ? offer.Linked : null, secrets ? details.Terms : details.Terms?.WithoutSecrets().OrNothing(),
            secrets ? offer.Ladder : null, lot.Attempt?.Attempt, lot.Attempt is null ? offer.PriorityFromAt : null, offer.Essential,
            details.Description?.Grade, details.Description, secrets ? details.RowKey : null,
            offer.Files, lot.Version, secrets ? lot.Asked?.Version : null);
    }
}

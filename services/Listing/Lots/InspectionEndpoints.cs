using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;

namespace Exchange.Listing.Lots;

/// <summary>Inspections of a lot over HTTP.</summary>
public static class InspectionEndpoints
{
    private const string Tag = "Inspections";

    public static void MapInspections(this IEndpointRouteBuilder app)
    {
        var slots = app.MapGroup("/api/listing/lots/{lot}/inspections").WithTags(Tag);
        Step(slots.MapPost("", (HttpContext http, string lot, InspectionRequest body, ListingJournal journal) =>
                Take(http, journal, lot, body.Parse(lot, http.Caller().Enterprise))).RequireAuthorization(Roles.Consignor))
            .WithName("OfferInspection").WithSummary("The consignor offers a time at which the lot can be seen, and how many can come.");
        Step(slots.MapPost("/{slot:long}/withdraw", (HttpContext http, string lot, long slot, NoFields? _, ListingJournal journal) =>
                Take(http, journal, lot, new WithdrawInspection(lot, http.Caller().Enterprise, slot))).RequireAuthorization(Roles.Consignor))
            .WithName("WithdrawInspection").WithSummary("The consignor takes it back; who has booked it has nothing booked any more.");
        Step(slots.MapPost("/{slot:long}/book", (HttpContext http, string lot, long slot, NoFields? _, ListingJournal journal) =>
                Take(http, journal, lot, new BookInspection(lot, http.Caller().Enterprise, slot))).RequireAuthorization(Roles.Bidder))
            .WithName("BookInspection").WithSummary("A bidder will come. Who has booked another slot of the lot leaves that one.");
        Step(slots.MapPost("/{slot:long}/cancel", (HttpContext http, string lot, long slot, NoFields? _, ListingJournal journal) =>
                Take(http, journal, lot, new CancelInspection(lot, http.Caller().Enterprise, slot))).RequireAuthorization(Roles.Bidder))
            .WithName("CancelInspection").WithSummary("A bidder will not come after all.");
        slots.MapGet("", Get).RequireAuthorization()
            .WithName("GetInspections").WithSummary("The times at which a lot can be seen, with the places that are free. Who comes is shown to the consignor.")
            .Produces<IReadOnlyList<InspectionAnswer>>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
    }

    private static RouteHandlerBuilder Step(RouteHandlerBuilder step) => step.Produces<InspectionStepAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);

    private static async Task<IResult> Take(HttpContext http, ListingJournal journal, string lot, Parsed<InspectionCommand> command)
    {
        if (await LotEndpoints.Find(journal, lot) is null) return Problem.Of(LotRefusals.Unknown);
        return await http.Submit(journal, Inspections.Stream(lot), command, accepted =>
            TypedResults.Ok(new InspectionStepAnswer(lot, accepted.First<InspectionOffered>()?.Slot ?? (command.Command as SlotCommand)?.Slot ?? 0)));
    }

    private static async Task<IResult> Get(HttpContext http, string lot, ListingJournal journal)
    {
        if (await LotEndpoints.Find(journal, lot) is not { Offer: { } offer }) return Problem.Of(LotRefusals.Unknown);
        var (inspections, caller) = (await journal.Peek<Inspections>(Inspections.Stream(lot)), http.Caller());
        var sees = caller.Is(Roles.Operator) || (caller.Enterprise == offer.Consignor && caller.Enterprise.Length > 0);
        return http.Tagged<IReadOnlyList<InspectionAnswer>>([.. inspections.Slots.Where(slot => !slot.IsWithdrawn).Select(slot => new InspectionAnswer(
            slot.Slot, slot.FromAt, slot.ThroughAt, slot.Places, slot.Places - slot.Bookings.Count, slot.Note, slot.Bookings.Contains(caller.Enterprise), sees ? slot.Bookings : null))]);
    }
}

/// <summary>A time at which a lot can be seen.</summary>
/// <param name="FromAt">When it begins, in Unix milliseconds; to come.</param>
/// <param name="ThroughAt">The first moment after it: a day later at most, and before the lot's close.</param>
/// <param name="Places">How many enterprises can come, 1 to 100.</param>
/// <param name="Note">Where to come and whom to ask for, 200 characters at most; may be left out.</param>
public sealed record InspectionRequest(long? FromAt, long? ThroughAt, long? Places, string? Note)
{
    // The year 2200, as for fairs.
    private const long MostAt = 7_258_118_400_000;

    /// <summary>The command, or what is wrong with the fields.</summary>
    public Parsed<InspectionCommand> Parse(string lot, string by)
    {
        var errors = new FieldErrors()
            .Require(FromAt is > 0 and < MostAt, "fromAt", "time", "Say when the slot begins, in Unix milliseconds.")
            .Require(ThroughAt is > 0 and < MostAt, "throughAt", "time", "Say when the slot is over, in Unix milliseconds.")
            .Require(Places is >= 1 and <= Inspections.MostPlaces, "places", "range", "1 to 100 places.")
            .Require(LotDescription.IsText(Note, Inspections.LongestNote), "note", "text", "1 to 200 characters, or leave it out.");
        return errors.Any ? errors : new OfferInspection(lot, by, FromAt!.Value, ThroughAt!.Value, Places!.Value, Note);
    }
}

/// <summary>The slot that was offered, taken back, booked or cancelled.</summary>
public sealed record InspectionStepAnswer(string Lot, long Slot);

/// <summary>A time at which a lot can be seen.</summary>
/// <param name="Slot">Its number.</param>
/// <param name="FromAt">When it begins, in Unix milliseconds.</param>
/// <param name="ThroughAt">The first moment after it.</param>
/// <param name="Places">How many can come.</param>
/// <param name="Free">How many more can.</param>
/// <param name="Note">Where to come.</param>
/// <param name="IsMine">Whether the caller's enterprise has booked it.</param>
/// <param name="Bookings">Who comes; shown to the consignor.</param>
public sealed record InspectionAnswer(long Slot, long FromAt, long ThroughAt, long Places, long Free, string? Note, bool IsMine, IReadOnlyList<string>? Bookings);

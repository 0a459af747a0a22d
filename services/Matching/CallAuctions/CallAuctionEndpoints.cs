using System.Globalization;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Fairs;

namespace Exchange.Matching.CallAuctions;

public static class CallAuctionEndpoints
{
    private const string Tag = "Call auctions";

    public static void MapCallAuctions(this IEndpointRouteBuilder app)
    {
        var fair = app.MapGroup("/api/matching/fairs/{fair}/call-auctions").WithTags(Tag);
        fair.MapPost("", Open).RequireAuthorization(Roles.Organizer)
            .WithName("OpenCallAuction").WithSummary("Opens a call auction for one standard grade in a published fair. Its terms stand from then on.")
            .Produces<CallAuctionOpenedAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        fair.MapGet("", OfFair).RequireAuthorization()
            .WithName("GetCallAuctionsOfFair").WithSummary("A fair's call auctions in the order in which they were opened. after is the key in the Link header of the page before.")
            .Produces<IReadOnlyList<ListedCallAuction>>().WithProblems(401);

        var auction = app.MapGroup("/api/matching/call-auctions/{auction}").WithTags(Tag);
        auction.MapGet("", Get).RequireAuthorization()
            .WithName("GetCallAuction").WithSummary("A call auction as it is now, with the price and volume that a call would have; never lags behind an answered order.")
            .Produces<CallAuctionAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        auction.MapGet("/stream", Stream).RequireAuthorization()
            .WithName("StreamCallAuction").WithSummary("Server-sent events named call-auction: the call auction at once and after each change. Each is whole, so that nothing need be replayed.")
            .Produces<CallAuctionAnswer>(contentType: "text/event-stream").WithProblems(401, 404);
        auction.MapGet("/orders", Own).RequireAuthorization()
            .WithName("GetOwnOrders").WithSummary("The caller's orders that wait; after the call those that waited, with what each got.")
            .Produces<IReadOnlyList<OrderAnswer>>().WithProblems(401, 404);
        auction.MapPost("/buy-orders", Buy).RequireAuthorization(Roles.Bidder)
            .WithName("PlaceBuyOrder").WithSummary("Orders to buy up to a quantity at a price or less. Answered when the order is durable.")
            .Produces<OrderAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        auction.MapPost("/sell-orders", Sell).RequireAuthorization(Roles.Consignor)
            .WithName("PlaceSellOrder").WithSummary("Orders to sell up to a quantity at a price or more. Answered when the order is durable.")
            .Produces<OrderAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        auction.MapPost("/orders/{order:long}/amend", Amend).RequireAuthorization()
            .WithName("AmendOrder").WithSummary("Gives an own order another price or quantity. Only less at the same price keeps its time.")
            .Produces<OrderAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        auction.MapPost("/orders/{order:long}/cancel", Cancel).RequireAuthorization()
            .WithName("CancelOrder").WithSummary("Takes an own order back.")
            .Produces<OrderAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
    }

    private static async Task<IResult> Open(HttpContext http, string fair, CallAuctionRequest body, MatchingJournal journal)
    {
        if (!Id.IsValid(fair)) return Problem.Of(CallAuctionRefusals.UnknownFair);
        // Another node may write the fair's partition; what was published never changes, so that it may be read here.
        var (caller, published) = (http.Caller(), (await journal.PeekAt<Fair>(Fair.Stream(fair))).State.Published);
        // The id comes from the key, so that a repeat addresses the same auction.
        var auction = Id.From("call-auction", fair, caller.Subject, http.Request.Headers[Commands.IdempotencyKey].ToString());
        var errors = ErrorsOf(body);
        Parsed<CallAuctionCommand> open = errors.Any ? errors
            : new OpenCallAuction(published, caller.Enterprise, caller.Is(Roles.Operator), Terms(body, new(
                auction, fair, body.Title!, body.Category!, body.Region ?? published?.Region ?? "", body.Unit!, body.Currency ?? published?.Currency ?? ""), published));
        return await http.Submit(journal, CallAuction.Stream(auction), open, _ =>
            TypedResults.Created("/api/matching/call-auctions/" + auction, new CallAuctionOpenedAnswer(auction)));
    }

    private static async Task<IResult> OfFair(HttpContext http, string fair, MatchingJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        _ = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        await using var session = await journal.Read();
        var (rows, now) = (await CallAuctionViews.OfFair(session, fair, after, page.Limit + 1), Now(journal));
        var numbers = rows.ToDictionary(row => row.Auction, row => row.CallNo, StringComparer.Ordinal);
        return page.Answer(http, [.. rows.Select(row => Listed(row, now))], listed => numbers[listed.Auction].ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> Get(HttpContext http, string auction, MatchingJournal journal) =>
        await Find(journal, auction) is { } found ? http.Tagged(CallAuctionAnswer.Of(found, Now(journal))) : Problem.Of(CallAuctionRefusals.Unknown);

    private static async Task<IResult> Stream(HttpContext http, string auction, MatchingJournal journal, AuctionStreams streams)
    {
        if (await Find(journal, auction) is null) return Problem.Of(CallAuctionRefusals.Unknown);
        var stream = CallAuction.Stream(auction);
        await streams.Show(http, stream, "call-auction", async () => CallAuctionAnswer.Of(await journal.Peek<CallAuction>(stream), Now(journal)));
        return TypedResults.Empty;
    }

    private static async Task<IResult> Own(HttpContext http, string auction, MatchingJournal journal)
    {
        if (await Find(journal, auction) is not { } found) return Problem.Of(CallAuctionRefusals.Unknown);
        var enterprise = http.Caller().Enterprise;
        return TypedResults.Ok(found.Book.Where(order => order.Enterprise == enterprise).OrderBy(order => order.Number)
            .Select(order => OrderAnswer.Of(auction, order, found.Result)).ToList());
    }

    private static Task<IResult> Buy(HttpContext http, string auction, OrderRequest body, MatchingJournal journal) => Place(http, auction, Side.Buy, body, journal);

    private static Task<IResult> Sell(HttpContext http, string auction, OrderRequest body, MatchingJournal journal) => Place(http, auction, Side.Sell, body, journal);

    private static async Task<IResult> Place(HttpContext http, string auction, Side side, OrderRequest body, MatchingJournal journal)
    {
        if (!Id.IsValid(auction)) return Problem.Of(CallAuctionRefusals.Unknown);
        var errors = ErrorsOf(body.PriceMinor, body.QuantityMilli);
        Parsed<CallAuctionCommand> place = errors.Any ? errors
            : new PlaceOrder(http.Caller().Enterprise, side, body.PriceMinor!.Value, body.QuantityMilli!.Value, body.Currency) { Root = http.Caller().Root };
        return await http.Submit(journal, CallAuction.Stream(auction), place, accepted => TypedResults.Created(
            $"/api/matching/call-auctions/{auction}/orders", OrderAnswer.Of(auction, accepted.First<OrderPlaced>()!.Order)), WithPass);
    }

    // The admission is looked up only where the call auction has asked for it, as for lots.
    private static async Task<CallAuctionCommand?> WithPass(Journal journal, string stream, CallAuctionCommand command, Refusal refusal)
    {
        if (command is not PlaceOrder place || refusal.Code is not ("call-auction.not-admitted" or "call-auction.licence-needed")) return null;
        var auction = await journal.Peek<CallAuction>(stream);
        await using var session = await journal.Read();
        return await AdmissionViews.Find(session, auction.Opened.Grade.Fair, place.Enterprise) is { } pass ? place with { Pass = pass } : null;
    }

    private static async Task<IResult> Amend(HttpContext http, string auction, long order, AmendRequest body, MatchingJournal journal)
    {
        if (await Find(journal, auction) is not { } found) return Problem.Of(CallAuctionRefusals.Unknown);
        var errors = ErrorsOf(body.PriceMinor, body.QuantityMilli);
        Parsed<CallAuctionCommand> amend = errors.Any ? errors : new AmendOrder(http.Caller().Enterprise, order, body.PriceMinor!.Value, body.QuantityMilli!.Value);
        return await http.Submit(journal, CallAuction.Stream(auction), amend, accepted => TypedResults.Ok(
            OrderAnswer.Of(auction, accepted.First<OrderAmended>()?.Order ?? found.Book.Find(other => other.Number == order)!)));
    }

    private static async Task<IResult> Cancel(HttpContext http, string auction, long order, NoFields? _, MatchingJournal journal)
    {
        if (!Id.IsValid(auction)) return Problem.Of(CallAuctionRefusals.Unknown);
        Parsed<CallAuctionCommand> cancel = new CancelOrder(http.Caller().Enterprise, order);
        return await http.Submit(journal, CallAuction.Stream(auction), cancel, accepted => TypedResults.Ok(
            OrderAnswer.Of(auction, accepted.First<OrderCancelled>()!.Order with { QuantityMilli = 0 })));
    }

    private static ListedCallAuction Listed(CallAuctionRow row, long now) => new(
        row.Auction, row.Title, row.Category, row.Region, row.Unit, row.Currency, CallAuctionStatus.At(now, row.OpensAt, row.CallsAt, row.Outcome.Length > 0),
        row.OpensAt, row.CallsAt, row.Orders, row.PriceMinor > 0 ? row.PriceMinor : null, row.VolumeMilli);

    private static CallTerms Terms(CallAuctionRequest body, Grade grade, FairPublished? fair) => new(
        grade, body.TickMinor!.Value, body.LotMilli!.Value, body.ReferenceMinor, body.OpensAt ?? fair?.OpensAt ?? 0, body.CallsAt!.Value, body.LockedMs ?? 0,
        fair?.Settlement is { } terms ? terms with { TaxBasisPoints = Taxes.For(fair.TaxRates, terms.TaxBasisPoints, grade.Category) } : new(0, 0, 0), body.Groups ?? [])
    { Admission = fair?.Admission, Licence = Licences.For(fair?.Licensed, grade.Category) };

    private static FieldErrors ErrorsOf(CallAuctionRequest body) => new FieldErrors()
        .Require(IsText(body.Title, 200), "title", "text", "1 to 200 characters, none of them control characters.")
        .Require(IsText(body.Category, 20), "category", "code", "1 to 20 characters, none of them control characters.")
        .Require(body.Region is null || IsText(body.Region, 40), "region", "text", "1 to 40 characters, none of them control characters.")
        .Require(IsText(body.Unit, 3), "unit", "unit", "A UN/CEFACT Recommendation 20 code such as TNE.")
        .Require((body.Groups ?? []).All(group => group is not null && group.All(Id.IsValid)), "groups", "ids", "Groups of ids of enterprises, each 32 lower-case hexadecimal digits.")
        .Require(body.TickMinor is not null, "tickMinor", "required", "A whole number of minor units, at least 1.")
        .Require(body.LotMilli is not null, "lotMilli", "required", "A whole number of thousandths of the unit, at least 1.")
        .Require(body.CallsAt is not null, "callsAt", "required", "Unix milliseconds.");

    private static FieldErrors ErrorsOf(long? priceMinor, long? quantityMilli) => new FieldErrors()
        .Require(priceMinor is not null, "priceMinor", "required", "A whole number of minor units: the worst price of a unit.")
        .Require(quantityMilli is not null, "quantityMilli", "required", "A whole number of thousandths of the unit.");

    private static bool IsText(string? text, int longest) => text is not null && text.Length > 0 && text.Length <= longest && !text.Any(char.IsControl);

    private static async ValueTask<CallAuction?> Find(MatchingJournal journal, string auction) =>
        Id.IsValid(auction) && await journal.Peek<CallAuction>(CallAuction.Stream(auction)) is { Terms: not null } found ? found : null;

    private static long Now(MatchingJournal journal) => journal.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}

using System.Globalization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Matching.Auctions;

public static class AuctionEndpoints
{
    internal const string AttemptRule = "The number of an attempt, from 1, or nothing.";

    private const string Tag = "Auctions";

    public static void MapAuctions(this IEndpointRouteBuilder app)
    {
        var lot = app.MapGroup("/api/matching/lots/{lot}").WithTags(Tag);
        lot.MapPost("/bids", PlaceBid).RequireAuthorization(Roles.Bidder)
            .WithName("PlaceBid").WithSummary("Bids an amount for a lot, or a price of a unit and a quantity where many units are sold. Answered when the bid is durable.")
            .Produces<BidAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        lot.MapPost("/bids/{bid}/part/accept", (HttpContext http, string lot, string bid, NoFields? _, MatchingJournal journal) => AnswerPart(http, lot, bid, journal, true))
            .RequireAuthorization(Roles.Bidder)
            .WithName("AcceptPart").WithSummary("Takes the part that one's own bid wins, where the terms let a bidder choose after the close. Who says nothing takes it.")
            .Produces<PartAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        lot.MapPost("/bids/{bid}/part/decline", (HttpContext http, string lot, string bid, NoFields? _, MatchingJournal journal) => AnswerPart(http, lot, bid, journal, false))
            .RequireAuthorization(Roles.Bidder)
            .WithName("DeclinePart").WithSummary("Declines the part that one's own bid wins: the bid falls, and the part passes to the next in order.")
            .Produces<PartAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        lot.MapPost("/purchases", Purchase).RequireAuthorization(Roles.Bidder)
            .WithName("Purchase").WithSummary("Purchases a quantity of a lot at its price, fixed or of a falling clock. Answered when the purchase is durable.")
            .Produces<PurchaseAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        lot.MapPost("/deposit/release", FreeDeposit).RequireAuthorization(Roles.Bidder)
            .WithName("FreeDeposit").WithSummary("Gives the caller's deposit for the lot back at once, where it is outbid. To bid again it has it held again.")
            .Produces<FreedAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        lot.MapGet("", Lot).RequireAuthorization()
            .WithName("GetLot").WithSummary("A lot's sale as it is now; never lags behind an answered bid. A clock falls by itself: nextFallAt says when to look again.")
            .Produces<LotAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        lot.MapGet("/bids", Bids).RequireAuthorization()
            .WithName("GetBids").WithSummary("A lot's accepted bids, the last one first. after is a bid's number: older bids follow.")
            .Produces<IReadOnlyList<BidInHistory>>().WithProblems(401, 404);
        lot.MapGet("/stream", Stream).RequireAuthorization()
            .WithName("StreamLot").WithSummary("Server-sent events named lot: the lot at once, after each change, when it opens, and when its clock falls. Each is whole.")
            .Produces<LotAnswer>(contentType: "text/event-stream").WithProblems(401, 404);
        app.MapGet("/api/matching/fairs/{fair}/lots", LotsOfFair).RequireAuthorization().WithTags(Tag)
            .WithName("GetLotsOfFair").WithSummary("A fair's lots by catalogue number. after is a number; status is scheduled, priority, open, closing, sold, passed-in, withdrawn or second-chance.")
            .Produces<IReadOnlyList<ListedLot>>().WithProblems(400, 401);
    }

    private static async Task<IResult> PlaceBid(HttpContext http, string lot, BidRequest body, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        if (body.Currency is { } currency && await OtherCurrency(journal, lot, currency) is { } refusal) return Problem.Of(refusal);
        return await http.Submit(journal, Auction.Stream(lot), Parse(body, http.Caller()), accepted =>
            TypedResults.Created(LotAddress(lot), accepted.First<BidPlaced>() is { } bid ? BidAnswer.Of(lot, bid) : BidAnswer.Of(lot, accepted.First<DemandPlaced>()!)), WithPass);
    }

    private static async Task<IResult> AnswerPart(HttpContext http, string lot, string bid, MatchingJournal journal, bool accepts)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        // What is no number is the number of no bid.
        _ = long.TryParse(bid, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        Parsed<AnswerPart> answer = new AnswerPart(http.Caller().Enterprise, number, accepts);
        return await http.Submit(journal, Auction.Stream(lot), answer, accepted => TypedResults.Ok(PartAnswer.Of(lot, accepted.First<PartAnswered>()!)));
    }

    private static async Task<IResult> Purchase(HttpContext http, string lot, PurchaseRequest body, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        if (body.Currency is { } currency && await OtherCurrency(journal, lot, currency) is { } refusal) return Problem.Of(refusal);
        return await http.Submit(journal, Auction.Stream(lot), Parse(body, http.Caller()), accepted =>
            TypedResults.Created(LotAddress(lot), PurchaseAnswer.Of(lot, accepted.First<QuantityAwarded>()!)), WithPass);
    }

    private static async Task<IResult> FreeDeposit(HttpContext http, string lot, NoFields? _, MatchingJournal journal) => Id.IsValid(lot)
        ? await http.Submit(journal, Auction.Stream(lot), (Parsed<FreeDeposit>)new FreeDeposit(http.Caller().Enterprise), _ => TypedResults.Ok(new FreedAnswer(lot)))
        : Problem.Of(AuctionRefusals.UnknownLot);

    /// <summary>A lot's currency never changes, so that a request which names another is refused before it is a command.</summary>
    internal static async ValueTask<Refusal?> OtherCurrency(MatchingJournal journal, string lot, string currency) =>
        await Find(journal, lot) is { } auction && auction.Offered.Lot.Currency != currency ? AuctionRefusals.OtherCurrency(auction.Offered.Lot.Currency) : null;

    private static async Task<IResult> Lot(HttpContext http, string lot, MatchingJournal journal)
    {
        if (await Find(journal, lot) is not { } auction) return Problem.Of(AuctionRefusals.UnknownLot);
        var answer = await LotAnswer.Of(auction, http.Caller().Enterprise, Now(journal)).ForCaller(http.Caller().Enterprise, journal);
        return http.Tagged(answer, answer.Tag);
    }

    private static async Task<IResult> Bids(HttpContext http, string lot, MatchingJournal journal)
    {
        if (await Find(journal, lot) is not { } auction) return Problem.Of(AuctionRefusals.UnknownLot);
        await http.WaitForViews(journal);
        var (page, you) = (PageRequest.Of(http), auction.Bidders[http.Caller().Enterprise].Number);
        var last = (long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? Math.Min(after, auction.Bids + 1) : auction.Bids + 1) - 1;
        await using var session = await journal.Read();
        var rows = await AuctionViews.BidsOf(session, lot, last - page.Limit, last);
        return page.Answer(
            http,
            [.. rows.Select(row => Told(row, you, auction.Attempts))],
            row => row.Bid.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> LotsOfFair(HttpContext http, string fair, MatchingJournal journal)
    {
        var (page, status) = (PageRequest.Of(http), http.Request.Query["status"].ToString());
        if (status.Length > 0 && !AuctionStatus.All.Contains(status))
            return Problem.Of([new("status", "one-of", "One of " + string.Join(", ", AuctionStatus.All) + ".")]);
        await http.WaitForViews(journal);
        _ = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        var now = Now(journal);
        await using var session = await journal.Read();
        var rows = await AuctionViews.OfFair(session, fair, after, status, now, page.Limit + 1);
        var lots = new List<ListedLot>(rows.Count);
        foreach (var row in rows) lots.Add(Listed(row, await PriceOf(journal, row, now), now));
        return page.Answer(http, lots, row => row.Number.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> Stream(HttpContext http, string lot, MatchingJournal journal, AuctionStreams streams)
    {
        if (await Find(journal, lot) is null) return Problem.Of(AuctionRefusals.UnknownLot);
        var (enterprise, stream) = (http.Caller().Enterprise, Auction.Stream(lot));
        await streams.Show(http, stream, "lot", async () => LotAnswer.Of(await journal.Peek<Auction>(stream), enterprise, Now(journal)), lot => lot.ChangesAt);
        return TypedResults.Empty;
    }

    // Most fairs are open, and who has bid in a lot is let in; so the admission is looked up only where the lot has asked for it.
    internal static async Task<TCommand?> WithPass<TCommand>(Journal journal, string stream, TCommand command, Refusal refusal)
        where TCommand : BuyerCommand
    {
        if (refusal.Code is not ("auction.not-admitted" or "auction.licence-needed" or "auction.fair-deposit-needed")) return null;
        var auction = await journal.Peek<Auction>(stream);
        await using var session = await journal.Read();
        BuyerCommand asked = command;
        return await BidLimitViews.Pass(session, auction.Offered.Lot.Fair, asked.Bidder) is { } pass ? (TCommand)(asked with { Pass = pass }) : null;
    }

    private static Parsed<BuyerCommand> Parse(BidRequest body, Caller bidder)
    {
        var errors = new FieldErrors()
            .Require(body.AmountMinor is >= 1 and <= Format.MostMinor, "amountMinor", "range", "A whole number of minor units, from 1 to 10^15.")
            .Require(body.QuantityMilli is null or (>= 1 and <= MultiUnit.MostMilli), "quantityMilli", "range", "A whole number of thousandths of the unit, from 1 to 5*10^14, or nothing.")
            .Require(body.Attempt is null or >= 1, "attempt", "range", AttemptRule)
            .Require(body.Raises is null || (body.Raises >= 1 && body.QuantityMilli is not null), "raises", "range", "The number of a bid, together with a quantity, or nothing.");
        return errors.Any ? errors
            : body.QuantityMilli is { } quantity ? new PlaceDemand(bidder.Enterprise, body.AmountMinor!.Value, quantity, body.Raises) { Root = bidder.Root, Attempt = body.Attempt ?? 0 }
            : new PlaceBid(bidder.Enterprise, body.AmountMinor!.Value, body.Confirmed is true ? true : null) { Root = bidder.Root, Attempt = body.Attempt ?? 0 };
    }

    private static Parsed<TakeQuantity> Parse(PurchaseRequest body, Caller bidder)
    {
        var errors = new FieldErrors()
            .Require(body.QuantityMilli is >= 1, "quantityMilli", "range", "A whole number of thousandths of the lot's unit, at least 1.")
            .Require(body.Attempt is null or >= 1, "attempt", "range", AttemptRule)
            .Require(body.PriceMinor is null or (>= 1 and <= Format.MostMinor), "priceMinor", "range", "A whole number of minor units, from 1 to 10^15, or nothing.");
        return errors.Any ? errors : new TakeQuantity(bidder.Enterprise, body.QuantityMilli!.Value, body.PriceMinor) { Root = bidder.Root, Attempt = body.Attempt ?? 0 };
    }

    // No event tells that a clock has fallen, so that only the state knows its price.
    private static async ValueTask<long> PriceOf(MatchingJournal journal, AuctionRow row, long now) =>
        Format.Of(row.Format) is Dutch or DutchSealed ? Format.Of(row.Format)!.PriceMinor(await journal.Peek<Auction>(Auction.Stream(row.Lot)), now) : row.PriceMinor;

    private static BidInHistory Told(BidRow row, long you, Attempts? attempts) => new(
        row.Bid, Bidder.Shown(row.BidderNumber), row.BidderNumber == you, row.AmountMinor, row.PriceMinor, row.ReceivedAt,
        row.QuantityMilli > 0 ? row.QuantityMilli : null, row.Raises > 0 ? row.Raises : null,
        row.Receipt.Length > 0 ? row.Receipt : null, row.Salt.Length > 0 ? row.Salt : null, row.Ended.Length > 0 ? row.Ended : null,
        row.VoidReason.Length > 0 ? row.VoidReason : null, attempts?.NumberOf(row.Bid));

    private static ListedLot Listed(AuctionRow row, long priceMinor, long now) => new(
        row.Lot, row.Number, row.Title, row.Category, row.Region, AuctionStatus.At(
            now, row.OpensAt, row.ClosesAt, row.Outcome.Length > 0 ? row.Outcome : null, row.PriorityFromAt),
        row.Format, priceMinor, row.NextBidMinor, row.Bids, row.LeaderNumber == 0 ? null : Bidder.Shown(row.LeaderNumber), row.OpensAt, row.ClosesAt,
        row.Outcome.Length > 0 ? 0 : row.QuantityMilli - row.AwardedMilli, row.QuantityMilli, row.Unit, row.Currency);

    private static async ValueTask<Auction?> Find(MatchingJournal journal, string lot) =>
        Id.IsValid(lot) && await journal.Peek<Auction>(Auction.Stream(lot)) is { Offering: not null } auction ? auction : null;

    private static string LotAddress(string lot) => "/api/matching/lots/" + lot;

    private static long Now(MatchingJournal journal) => journal.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}

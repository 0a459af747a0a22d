using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>What follows the default of a winner, over HTTP.</summary>
public static class SecondChanceEndpoints
{
    private const string Tag = "Second chances";

    public static void MapSecondChances(this IEndpointRouteBuilder app)
    {
        var lot = app.MapGroup("/api/matching/lots/{lot}").WithTags(Tag);
        lot.MapPost("/second-chance/accept", Accept).RequireAuthorization(Roles.Bidder)
            .WithName("AcceptSecondChance").WithSummary("Takes a lot whose winner defaulted, at the price that the caller's enterprise is asked. An award at once.")
            .Produces<PurchaseAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 503);
        lot.MapPost("/second-chance/decline", Decline).RequireAuthorization(Roles.Bidder)
            .WithName("DeclineSecondChance").WithSummary("Declines a lot whose winner defaulted; the next bidder is asked.")
            .Produces<DeclinedAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        lot.MapGet("/cascade", Cascade).RequireAuthorization()
            .WithName("GetCascade").WithSummary("Who bought a lot, and who would be asked after a default, in order and at which price. For its consignor, organizers and the operator.")
            .Produces<IReadOnlyList<CascadePlace>>().WithProblems(401, 403, 404);
        app.MapGet("/api/matching/second-chances", Mine).RequireAuthorization(Roles.Bidder).WithTags(Tag)
            .WithName("GetSecondChances").WithSummary("The lots of which the caller's enterprise is asked now, because a winner defaulted, by lot. after is a lot's id.")
            .Produces<IReadOnlyList<ListedSecondChance>>().WithProblems(401, 403);
    }

    private static async Task<IResult> Accept(HttpContext http, string lot, NoFields? _, MatchingJournal journal) => Id.IsValid(lot)
        ? await http.Submit(journal, Auction.Stream(lot), Answer(http, accepts: true), accepted =>
            TypedResults.Created("/api/matching/lots/" + lot, PurchaseAnswer.Of(lot, accepted.First<QuantityAwarded>()!)))
        : Problem.Of(AuctionRefusals.UnknownLot);

    private static async Task<IResult> Decline(HttpContext http, string lot, NoFields? _, MatchingJournal journal) => Id.IsValid(lot)
        ? await http.Submit(journal, Auction.Stream(lot), Answer(http, accepts: false), _ => TypedResults.Ok(new DeclinedAnswer(lot)))
        : Problem.Of(AuctionRefusals.UnknownLot);

    private static Parsed<AnswerSecondChance> Answer(HttpContext http, bool accepts) => new AnswerSecondChance(http.Caller().Enterprise, accepts);

    private static async Task<IResult> Cascade(HttpContext http, string lot, MatchingJournal journal)
    {
        if (!Id.IsValid(lot) || await journal.Peek<Auction>(Auction.Stream(lot)) is not { Offering: { } offering } auction) return Problem.Of(AuctionRefusals.UnknownLot);
        var (caller, page) = (http.Caller(), PageRequest.Of(http));
        if (caller.Enterprise != offering.Lot.Consignor && !caller.Is(Roles.Organizer) && !caller.Is(Roles.Operator)) return Problem.Of(AuctionRefusals.CascadeNotYours);
        _ = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        return page.Answer(
            http, [.. CascadePlace.Of(auction).SkipWhile(place => place.Place <= after).Take(page.Limit + 1)], place => place.Place.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<IResult> Mine(HttpContext http, MatchingJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        var rows = await SecondChanceViews.OfBidder(session, http.Caller().Enterprise, page.After, page.Limit + 1);
        return page.Answer(
            http,
            [.. rows.Select(row => new ListedSecondChance(row.Lot, row.Fair, row.Number, row.Title, row.QuantityMilli, row.Unit, row.HammerMinor, row.Currency, row.Until))],
            row => row.Lot);
    }
}

using System.Globalization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Matching.Auctions;

public static class OfferEndpoints
{
    public static void MapOffers(this IEndpointRouteBuilder app)
    {
        var offers = app.MapGroup("/api/matching/lots/{lot}/offers").WithTags("Offers");
        offers.MapPost("", Make).RequireAuthorization(Roles.Bidder)
            .WithName("MakeOffer").WithSummary("Offers a price for a lot that is sold by offers. One at the asking price, or at the consignor's secret one, is taken at once.")
            .Produces<OfferAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        offers.MapGet("", Offers).RequireAuthorization()
            .WithName("GetOffers").WithSummary("The last offer of each bidder to the lot's consignor, and to anybody else their own alone; never lags behind an answer.")
            .Produces<IReadOnlyList<OfferShown>>().WithProblems(401, 404);
        offers.MapPost("/{offer}/accept", (HttpContext http, string lot, string offer, NoFields? _, MatchingJournal journal) =>
                Answer(http, lot, offer, journal, number => new AcceptOffer(http.Caller().Enterprise, number))).RequireAuthorization(Roles.Consignor)
            .WithName("AcceptOffer").WithSummary("Takes an open offer, for the lot's consignor: it is awarded at once.")
            .Produces<OfferAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        offers.MapPost("/{offer}/decline", (HttpContext http, string lot, string offer, NoFields? _, MatchingJournal journal) =>
                Answer(http, lot, offer, journal, number => new DeclineOffer(http.Caller().Enterprise, number))).RequireAuthorization(Roles.Consignor)
            .WithName("DeclineOffer").WithSummary("Declines an open offer, for the lot's consignor.")
            .Produces<OfferAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        offers.MapPost("/{offer}/counter", Counter).RequireAuthorization(Roles.Consignor)
            .WithName("CounterOffer").WithSummary("Asks for another price or quantity than an open offer says, for the lot's consignor. The bidder may take it until it expires.")
            .Produces<OfferAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        offers.MapPost("/{offer}/counter/accept", (HttpContext http, string lot, string offer, NoFields? _, MatchingJournal journal) =>
                Answer(http, lot, offer, journal, number => new AnswerCounter(http.Caller().Enterprise, number, true))).RequireAuthorization(Roles.Bidder)
            .WithName("AcceptCounter").WithSummary("Takes the consignor's counter to one's own offer: it is awarded at once, to the first who takes.")
            .Produces<OfferAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
        offers.MapPost("/{offer}/counter/decline", (HttpContext http, string lot, string offer, NoFields? _, MatchingJournal journal) =>
                Answer(http, lot, offer, journal, number => new AnswerCounter(http.Caller().Enterprise, number, false))).RequireAuthorization(Roles.Bidder)
            .WithName("DeclineCounter").WithSummary("Declines the consignor's counter to one's own offer.")
            .Produces<OfferAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
    }

    private static async Task<IResult> Make(HttpContext http, string lot, OfferRequest body, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        if (body.Currency is { } currency && await AuctionEndpoints.OtherCurrency(journal, lot, currency) is { } refusal) return Problem.Of(refusal);
        var errors = Shape(body.PriceMinor, body.QuantityMilli).Require(body.Attempt is null or >= 1, "attempt", "range", AuctionEndpoints.AttemptRule);
        var caller = http.Caller();
        Parsed<MakeOffer> offer = errors.Any ? errors : new MakeOffer(caller.Enterprise, body.PriceMinor!.Value, body.QuantityMilli) { Root = caller.Root, Attempt = body.Attempt ?? 0 };
        return await http.Submit(
            journal, Auction.Stream(lot), offer, accepted => TypedResults.Created($"/api/matching/lots/{lot}/offers", Of(lot, accepted)), AuctionEndpoints.WithPass);
    }

    private static async Task<IResult> Counter(HttpContext http, string lot, string offer, CounterRequest body, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        if (body.Currency is { } currency && await AuctionEndpoints.OtherCurrency(journal, lot, currency) is { } refusal) return Problem.Of(refusal);
        var errors = Shape(body.PriceMinor, body.QuantityMilli);
        Parsed<CounterOffer> counter = errors.Any ? errors : new CounterOffer(http.Caller().Enterprise, NumberOf(offer), body.PriceMinor!.Value, body.QuantityMilli);
        return await http.Submit(journal, Auction.Stream(lot), counter, accepted => TypedResults.Ok(Of(lot, accepted)));
    }

    private static async Task<IResult> Offers(HttpContext http, string lot, MatchingJournal journal)
    {
        if (!Id.IsValid(lot) || await journal.Peek<Auction>(Auction.Stream(lot)) is not { Offering: { } offering } auction) return Problem.Of(AuctionRefusals.UnknownLot);
        var (enterprise, at) = (http.Caller().Enterprise, journal.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return TypedResults.Ok(auction.StandingOffers.Last
            .Where(offer => enterprise.Length > 0 && (offer.Bidder == enterprise || offering.Lot.Consignor == enterprise))
            .Select(offer => OfferShown.Of(auction, offer, enterprise, at)).ToList());
    }

    private static async Task<IResult> Answer<TCommand>(HttpContext http, string lot, string offer, MatchingJournal journal, Func<long, TCommand> command)
        where TCommand : AuctionCommand => Id.IsValid(lot)
        ? await http.Submit<TCommand>(journal, Auction.Stream(lot), command(NumberOf(offer)), accepted => TypedResults.Ok(Of(lot, accepted)), WithPass)
        : Problem.Of(AuctionRefusals.UnknownLot);

    // Only a bidder has a pass; what a consignor is refused stays refused.
    private static async Task<TCommand?> WithPass<TCommand>(Journal journal, string stream, TCommand command, Refusal refusal)
        where TCommand : AuctionCommand =>
        command is AnswerCounter answer && await AuctionEndpoints.WithPass(journal, stream, answer, refusal) is TCommand completed ? completed : null;

    // What is no number is the number of no offer.
    private static long NumberOf(string offer) => long.TryParse(offer, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static OfferAnswer Of(string lot, Answer.Accepted accepted) => OfferAnswer.Of(
        lot, accepted.First<OfferMade>(), accepted.First<OfferCountered>(), accepted.First<OfferEnded>(), accepted.First<QuantityAwarded>());

    private static FieldErrors Shape(long? priceMinor, long? quantityMilli) => new FieldErrors()
        .Require(priceMinor is >= 1 and <= Format.MostMinor, "priceMinor", "range", "A whole number of minor units, from 1 to 10^15.")
        .Require(quantityMilli is null or >= 1, "quantityMilli", "range", "A whole number of thousandths of the unit, at least 1, or nothing.");
}

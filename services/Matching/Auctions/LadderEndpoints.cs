using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>A lot's ladder over HTTP.</summary>
public static class LadderEndpoints
{
    public static void MapLadders(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/matching/lots/{lot}/ladder", Ladder).RequireAuthorization().WithTags("Ladders")
            .WithName("GetLadder").WithSummary("A lot's attempts, those to come with their times and prices too. For its consignor, organizers and the operator. after is a rung.")
            .Produces<IReadOnlyList<LadderStep>>().WithProblems(401, 403, 404);

    private static async Task<IResult> Ladder(HttpContext http, string lot, MatchingJournal journal)
    {
        if (!Id.IsValid(lot) || await journal.Peek<Auction>(Auction.Stream(lot)) is not { Offering: { } offering } auction) return Problem.Of(AuctionRefusals.UnknownLot);
        var (caller, page) = (http.Caller(), PageRequest.Of(http));
        if (caller.Enterprise != offering.Lot.Consignor && !caller.Is(Roles.Organizer) && !caller.Is(Roles.Operator)) return Problem.Of(AuctionRefusals.CascadeNotYours);
        var after = int.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var rung) ? rung : -1;
        var steps = LadderStep.Of(auction, journal.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return page.Answer(http, [.. steps.SkipWhile(step => step.Rung <= after).Take(page.Limit + 1)], step => step.Rung.ToString(CultureInfo.InvariantCulture));
    }
}

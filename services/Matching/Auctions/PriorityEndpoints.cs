using System.Globalization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>What key enterprises take before the market opens, over HTTP.</summary>
public static class PriorityEndpoints
{
    public static void MapPriority(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/matching/lots/{lot}/priority-purchases", Take).RequireAuthorization(Roles.Bidder).WithTags("Priority")
            .WithName("TakeByPriority").WithSummary("Takes the whole lot at its opening price, for a key enterprise of the fair in the lot's priority window. An award at once, and public.")
            .Produces<PurchaseAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 503);
        app.MapGet("/api/matching/fairs/{fair}/priority-purchases", OfFair).RequireAuthorization().WithTags("Priority")
            .WithName("GetPriorityPurchases").WithSummary("Every use of priority in a fair, for everyone: who took which lot at what price, the earliest first. after is a purchase.")
            .Produces<IReadOnlyList<ListedPriorityPurchase>>().WithProblems(401);
    }

    private static async Task<IResult> Take(HttpContext http, string lot, NoFields? _, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        Parsed<TakeByPriority> take = new TakeByPriority(http.Caller().Enterprise) { Root = http.Caller().Root };
        return await http.Submit(journal, Auction.Stream(lot), take, accepted =>
            TypedResults.Created("/api/matching/lots/" + lot, PurchaseAnswer.Of(lot, accepted.First<QuantityAwarded>()!)), WithKeyEnterprises);
    }

    /// <summary>A lot's answer that says also whether the caller may take it by priority; only before the lot opens is that looked up.</summary>
    internal static async ValueTask<LotAnswer> ForCaller(this LotAnswer lot, string enterprise, Journal journal)
    {
        if (lot is not { Priority: { } priority, Status: AuctionStatus.Scheduled or AuctionStatus.Priority } || enterprise.Length == 0) return lot;
        await using var session = await journal.Read();
        return (await PriorityViews.KeyEnterprises(session, lot.Fair)).Contains(enterprise) ? lot with { Priority = priority with { YouMay = true } } : lot;
    }

    private static async Task<IResult> OfFair(HttpContext http, string fair, MatchingJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        _ = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        await using var session = await journal.Read();
        var rows = await PriorityViews.Page(session, fair, after, page.Limit + 1);
        return page.Answer(http, [.. rows.Select(Listed)], row => row.Purchase);
    }

    private static ListedPriorityPurchase Listed(PriorityPurchaseRow row) => new(
        row.PurchaseNo.ToString(CultureInfo.InvariantCulture), row.Lot, row.Number, row.Title, row.Category, row.Award, row.Enterprise, row.QuantityMilli, row.Unit,
        row.PriceMinor, row.HammerMinor, row.Currency, row.TakenAt, row.FellAt > 0 ? row.FellAt : null);

    // As with admissions: no lot knows who has priority, so it is looked up when one asks for it, and the admission with it.
    private static async Task<TakeByPriority?> WithKeyEnterprises(Journal journal, string stream, TakeByPriority command, Refusal refusal)
    {
        if (refusal.Code != PriorityRefusals.NotAKeyEnterprise.Code) return null;
        var fair = (await journal.Peek<Auction>(stream)).Offered.Lot.Fair;
        await using var session = await journal.Read();
        var known = await PriorityViews.KeyEnterprises(session, fair);
        return known.Contains(command.Bidder) ? command with { KeyEnterprises = known, Pass = await BidLimitViews.Pass(session, fair, command.Bidder) } : null;
    }
}

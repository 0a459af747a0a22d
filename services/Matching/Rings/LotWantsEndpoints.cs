using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Matching.Rings;

/// <summary>What a consignor would take for a lot, as it is asked for.</summary>
/// <param name="Lots">Ids of lots of the same fair of which any one is enough: up to 50.</param>
/// <param name="Classes">Codes of categories, up to 20: a lot whose category begins with one of them is enough too.</param>
/// <param name="ValueMinor">What the lot counts for, with tax as a hammer price has it.</param>
/// <param name="MostPaidMinor">The most that you would pay in cash where what you take counts for more; nothing if left out.</param>
/// <param name="MostReceivedMinor">The most that you would receive in cash where what you take counts for less; any amount if left out.</param>
public sealed record WantsRequest(IReadOnlyList<string>? Lots, IReadOnlyList<string>? Classes, long? ValueMinor, long? MostPaidMinor = null, long? MostReceivedMinor = null)
{
    /// <summary>The wants, or what is wrong with them.</summary>
    public Parsed<WantTerms> Parse()
    {
        var errors = new FieldErrors()
            .Require((Lots ?? []).Count <= LotWants.MostLots && (Lots ?? []).All(Id.IsValid), "lots", "ids", "Up to 50 ids of lots, each 32 lower-case hexadecimal digits.")
            .Require(
                (Classes ?? []).Count <= LotWants.MostClasses && (Classes ?? []).All(code => code is { Length: > 0 and <= 20 } && !code.Any(char.IsControl)), "classes", "codes",
                "Up to 20 codes of categories, each of 1 to 20 characters.")
            .Require((Lots ?? []).Count + (Classes ?? []).Count > 0, "lots", "required", "At least one lot or class.")
            .Require(ValueMinor is >= 1 and <= Format.MostMinor, "valueMinor", "range", "A whole number of minor units, from 1 to 10^15.")
            .Require(MostPaidMinor is null or (>= 0 and <= Format.MostMinor), "mostPaidMinor", "range", "A whole number of minor units, from 0 to 10^15, or nothing.")
            .Require(MostReceivedMinor is null or (>= 0 and <= Format.MostMinor), "mostReceivedMinor", "range", "A whole number of minor units, from 0 to 10^15, or nothing.");
        return errors.Any ? errors : new WantTerms(Lots ?? [], Classes ?? [], ValueMinor!.Value, MostPaidMinor ?? 0, MostReceivedMinor ?? Format.MostMinor);
    }
}

/// <summary>What a consignor would take for a lot.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Lots">Ids of lots of which any one is enough.</param>
/// <param name="Classes">Codes of categories: a lot whose category begins with one of them is enough too.</param>
/// <param name="ValueMinor">What the lot counts for.</param>
/// <param name="MostPaidMinor">The most that is paid in cash as a difference.</param>
/// <param name="MostReceivedMinor">The most that is received in cash as a difference.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record WantsAnswer(
    string Lot, IReadOnlyList<string> Lots, IReadOnlyList<string> Classes, long ValueMinor, long MostPaidMinor, long MostReceivedMinor, string Currency)
{
    public static WantsAnswer Of(Lot lot, WantTerms terms) => new(lot.Id, terms.Lots, terms.Classes, terms.ValueMinor, terms.MostPaidMinor, terms.MostReceivedMinor, lot.Currency);
}

/// <summary>That a lot is not bartered any more.</summary>
/// <param name="Lot">The lot's id.</param>
public sealed record WantsWithdrawnAnswer(string Lot);

/// <summary>What consignors would take for their lots, over HTTP.</summary>
public static class LotWantsEndpoints
{
    public static void MapLotWants(this IEndpointRouteBuilder app)
    {
        var wants = app.MapGroup("/api/matching/lots/{lot}/wants").WithTags("Rings");
        wants.MapPost("", State).RequireAuthorization(Roles.Consignor)
            .WithName("StateWants").WithSummary("Says what you would take for your lot, in place of what you said before. The lot stays for sale, and nothing binds you until you accept a ring.")
            .Produces<WantsAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        wants.MapGet("", Get).RequireAuthorization()
            .WithName("GetWants").WithSummary("What you would take for your lot. Nobody else sees it but the operator.")
            .Produces<WantsAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 403, 404);
        wants.MapPost("/withdraw", Withdraw).RequireAuthorization(Roles.Consignor)
            .WithName("WithdrawWants").WithSummary("Takes your lot out of barter. You leave a ring with it that is proposed, and no more one that all have accepted.")
            .Produces<WantsWithdrawnAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
    }

    private static async Task<IResult> State(HttpContext http, string lot, WantsRequest body, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        var terms = body.Parse();
        if (!terms.IsValid) return Problem.Of(terms.Errors);
        // Another node may write the lots' partitions; what is read of them never changes, so that it may be read here.
        var given = await Offered(journal, lot);
        var unknown = new List<string>();
        foreach (var wanted in terms.Command.Lots)
            if ((await Offered(journal, wanted))?.Lot.Fair != given?.Lot.Fair) unknown.Add(wanted);
        Parsed<LotWantsCommand> state = new StateWants(http.Caller().Enterprise, given, terms.Command, unknown);
        return await http.Submit(journal, LotWants.Stream(lot), state, _ => TypedResults.Ok(WantsAnswer.Of(given!.Lot, terms.Command)));
    }

    private static async Task<IResult> Get(HttpContext http, string lot, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(LotWantsRefusals.None);
        if ((await journal.PeekAt<LotWants>(LotWants.Stream(lot))).State is not { Lot: { } known, Terms: { } terms }) return Problem.Of(LotWantsRefusals.None);
        return known.Lot.Consignor == http.Caller().Enterprise || http.Caller().Is(Roles.Operator) ? http.Tagged(WantsAnswer.Of(known.Lot, terms)) : Problem.Of(AuctionRefusals.NotYourLot);
    }

    private static async Task<IResult> Withdraw(HttpContext http, string lot, NoFields? _, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(LotWantsRefusals.None);
        Parsed<LotWantsCommand> withdraw = new WithdrawWants(http.Caller().Enterprise);
        return await http.Submit(journal, LotWants.Stream(lot), withdraw, _ => TypedResults.Ok(new WantsWithdrawnAnswer(lot)));
    }

    private static async ValueTask<BarterLot?> Offered(MatchingJournal journal, string lot) =>
        (await journal.PeekAt<Auction>(Auction.Stream(lot))).State is { Offering: { } offering } auction
            ? new(offering.Lot, offering.Linked, offering.Root, RingHold.IsForBarter(auction))
            : null;
}

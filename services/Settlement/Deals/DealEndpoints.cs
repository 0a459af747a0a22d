using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Netting;

namespace Exchange.Settlement.Deals;

/// <summary>What happens next in a deal, and by when.</summary>
/// <param name="Step"><c>contract</c>, <c>first-part</c>, <c>payment</c>, <c>removal</c>, <c>delivery</c>, <c>acceptance</c> or <c>decision</c>.</param>
/// <param name="Who">Who has to take it: <c>buyer</c>, <c>consignor</c>, <c>both</c> or <c>organizer</c>.</param>
/// <param name="By">The first moment that is too late, in Unix milliseconds.</param>
/// <param name="Otherwise">What follows when it is not taken: the reason for which the deal defaults or is cancelled, or <c>concluded</c>, <c>accepted</c>, <c>released</c>.</param>
public sealed record NextStep(string Step, string Who, long By, string Otherwise)
{
    /// <summary>The next step of a deal; null when it has ended.</summary>
    public static NextStep? Of(DealSeen deal) => deal.Row.Stage switch
    {
        DealStages.AwaitingContract => Contract(deal),
        DealStages.AwaitingPayment when deal.Row.PaidMinor < deal.Progress.FirstPartMinor && deal.Row.DueAt < deal.Progress.PaymentDueAt =>
            new("first-part", DealProgress.Buyer, deal.Row.DueAt, Deal.NotPaid),
        DealStages.AwaitingPayment => new("payment", DealProgress.Buyer, deal.Row.DueAt, Deal.NotPaid),
        DealStages.AwaitingRemoval => new("removal", DealProgress.Buyer, deal.Row.DueAt, Deal.NotRemoved),
        DealStages.AwaitingDelivery => new("delivery", DealProgress.Consignor, deal.Row.DueAt, Deal.NotDelivered),
        DealStages.AwaitingAcceptance => new("acceptance", DealProgress.Buyer, deal.Row.DueAt, "accepted"),
        DealStages.Disputed => new("decision", "organizer", deal.Row.DueAt, "released"),
        _ => null,
    };

    private static NextStep Contract(DealSeen deal)
    {
        var (progress, dueAt) = (deal.Progress, deal.Row.DueAt);
        var who = progress.Confirmed switch { DealProgress.Buyer => DealProgress.Consignor, DealProgress.Consignor => DealProgress.Buyer, _ => DealProgress.Both };
        return new("contract", who, dueAt, progress.Silence.Length > 0 ? progress.Silence : who == DealProgress.Consignor ? Deal.ConsignorSilent : Deal.NotConfirmed);
    }
}

/// <summary>A deal as its parties see it. Amounts in minor units, quantities in thousandths of the unit, times in Unix milliseconds; what has not happened or is not so is left out.</summary>
public sealed record DealShown(
    string Deal, string Lot, string Fair, long Number, string Title, string Category, string Consignor, string Buyer, long QuantityMilli, string Unit,
    string Currency, long HammerMinor, long CommissionBasisPoints, string Stage, long PaidMinor, long OutstandingMinor, long CreditMinor,
    long AwardedAt, long? PaidAt, long? EndedAt, long? ReleasedMinor, long? CommissionMinor, long? ReturnedMinor, string? Reason, NextStep? Next,
    long TotalMinor, long? PremiumMinor, long? TaxMinor, long? FirstPartMinor, long? DepositMinor, string? Confirmed, long? ConcludedAt, RemovalSlot? Slot,
    long? HandedOverMilli, long? HandedOverAt, string? CancellationBy, long? DisputedAt, string? Outcome, long? ReductionMinor, long? ForfeitedMinor,
    long? UnpaidMinor, long? ShortfallMinor, long? CompensationMinor, long? ClaimMinor, long? SetOffMinor, string? PendingRound, long? PendingSetOffMinor, long? OwedBackMinor,
    string? Ring, long? BarterMinor)
{
    /// <summary>A deal as it is shown, with what of it was set off.</summary>
    public static DealShown Of(DealSeen seen, DealSetOffRow? setOff)
    {
        var (row, progress) = (seen.Row, seen.Progress);
        return new(
            row.Deal, row.Lot, row.Fair, row.Number, row.Title, row.Category, row.Consignor, row.Buyer, row.QuantityMilli, row.Unit,
            row.Currency, row.HammerMinor, row.CommissionBasisPoints, row.Stage, row.PaidMinor, row.EndedAt > 0 ? 0 : Math.Max(0, progress.TotalMinor - row.PaidMinor),
            row.CreditMinor, row.AwardedAt, Known(row.PaidAt), Known(row.EndedAt),
            row.Stage == DealStages.Settled ? row.ReleasedMinor : null,
            row.Stage == DealStages.Settled ? row.CommissionMinor : null,
            row.Stage is DealStages.Defaulted or DealStages.Cancelled || row.ReturnedMinor > 0 ? row.ReturnedMinor : null,
            Known(row.Reason), NextStep.Of(seen),
            progress.TotalMinor, Known(progress.PremiumMinor), Known(progress.TaxMinor), Known(progress.FirstPartMinor), Known(progress.DepositMinor),
            Known(progress.Confirmed), Known(progress.ConcludedAt), progress.SlotThroughAt > 0 ? new(progress.SlotFromAt, progress.SlotThroughAt) : null,
            Known(progress.HandedOverMilli), Known(progress.HandedOverAt), Known(progress.CancellationBy), Known(progress.DisputedAt), Known(progress.Outcome),
            Known(progress.ReductionMinor), Known(progress.ForfeitedMinor), Known(progress.UnpaidMinor), progress.ShortfallAt > 0 ? progress.ShortfallMinor : null,
            Known(progress.CompensationMinor), progress.ShortfallAt > 0 ? progress.ClaimMinor : null,
            Known(setOff?.SetOffMinor ?? 0), Known(setOff?.Round ?? ""), Known(setOff?.PendingMinor ?? 0), Known(setOff?.OwedBackMinor ?? 0),
            Known(setOff?.Ring ?? ""), Known(setOff?.BarterMinor ?? 0));
    }

    private static long? Known(long value) => value > 0 ? value : null;

    private static string? Known(string value) => value.Length > 0 ? value : null;
}

/// <summary>One step in the history of a deal; what it has nothing of is left out. Amounts in minor units, quantities in thousandths of the unit, times in Unix milliseconds.</summary>
/// <param name="Place">Where it stands in the log; later is greater.</param>
/// <param name="Step">What happened: <c>opened</c>, <c>contract-confirmed</c>, <c>receipt-booked</c> …</param>
/// <param name="Who">The enterprise or person that took it; left out for the exchange itself.</param>
/// <param name="Text">Its reason, bank reference or words.</param>
/// <param name="Sha256">The hash of the document that it shows.</param>
/// <param name="AmountMinor">The money that it moves or settles.</param>
/// <param name="QuantityMilli">The quantity that it tells.</param>
/// <param name="DueAt">The deadline that it sets.</param>
/// <param name="At">When.</param>
public sealed record StepShown(long Place, string Step, string? Who, string? Text, string? Sha256, long? AmountMinor, long? QuantityMilli, long? DueAt, long At)
{
    public static StepShown Of(DealStep step) => new(
        step.Place, step.Step, Known(step.Who), Known(step.Text), Known(step.Sha256), Known(step.AmountMinor), Known(step.QuantityMilli), Known(step.DueAt), step.HappenedAt);

    private static long? Known(long value) => value > 0 ? value : null;

    private static string? Known(string value) => value.Length > 0 ? value : null;
}

/// <summary>A bank receipt.</summary>
/// <param name="AmountMinor">What came in, above zero.</param>
/// <param name="Reference">The bank's reference, 1 to 100 characters, unique in the deal. The same receipt sent again is booked once.</param>
/// <param name="Currency">ISO 4217; may be left out when it is the deal's.</param>
/// <param name="Corrects">Where the receipt was recorded wrongly and reversed: the reversed entry.</param>
public sealed record ReceiptRequest(long? AmountMinor, string? Reference, string? Currency, string? Corrects = null)
{
    public Parsed<RecordReceipt> Parse()
    {
        var errors = new FieldErrors()
            .Require(AmountMinor is > 0, "amountMinor", "positive", "Say how many minor units came in; at least 1.")
            .Require(BankReference.IsSound(Reference), "reference", "text", BankReference.Rule)
            .Require(Currency is null || (Currency.Length == 3 && Currency.All(char.IsAsciiLetterUpper)), "currency", "iso-4217", "Three capital letters, or leave it out.")
            .Require(Corrects is null || Id.IsValid(Corrects), "corrects", "id", "The transfer id of the reversed entry, or nothing.");
        return errors.Any ? errors : new RecordReceipt(AmountMinor ?? 0, Reference ?? "", Currency, Corrects);
    }
}

/// <summary>What became of a receipt.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Transfer">The ledger entry that books it.</param>
/// <param name="Stage">Where the deal stands after it; left out when the receipt was booked before under another key.</param>
/// <param name="EscrowMinor">What of it went into escrow.</param>
/// <param name="CreditMinor">What was over the total and is the buyer's.</param>
/// <param name="PaidMinor">What is in escrow after it.</param>
public sealed record ReceiptAnswer(string Deal, string Transfer, string? Stage, long? EscrowMinor, long? CreditMinor, long? PaidMinor);

/// <summary>What accepted removal released.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Transfer">The ledger entry that books it.</param>
/// <param name="Stage"><c>settled</c>.</param>
/// <param name="ReleasedMinor">What the consignor got; left out when removal was accepted before under another key.</param>
/// <param name="CommissionMinor">What the organizer got.</param>
public sealed record RemovalAnswer(string Deal, string Transfer, string Stage, long? ReleasedMinor, long? CommissionMinor);

/// <summary>Deals over HTTP.</summary>
public static class DealEndpoints
{
    public static RouteGroupBuilder MapDeals(this RouteGroupBuilder settlement)
    {
        var deals = settlement.MapGroup("/deals").WithTags("Deals").RequireAuthorization();
        deals.MapGet("/", List).WithSummary("The deals in which the caller's enterprise buys or sells; all of them for organizers and the operator.")
            .WithDescription("In the order in which they were opened. Paged by key; the next page's address is in the Link header.")
            .Produces<DealShown[]>().ProducesProblem(401);
        deals.MapGet("/{deal}", Get).WithSummary("A deal, with what happens next and by when.")
            .WithDescription("Seen by its buyer, its consignor, organizers and the operator. Carries an ETag.")
            .Produces<DealShown>().Produces(StatusCodes.Status304NotModified).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        deals.MapGet("/{deal}/steps", Steps).WithSummary("The history of a deal, with the words and documents of a dispute.")
            .WithDescription("In the order in which the steps were taken. Paged by key; the next page's address is in the Link header. Seen by those who see the deal.")
            .Produces<StepShown[]>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        deals.MapPost("/{deal}/payments", Pay).RequireAuthorization(Roles.Operator).WithSummary("Records a bank receipt for a deal.")
            .WithDescription("Parts add up until the total is whole in escrow. What is over the total is booked as the buyer's credit.")
            .Produces<ReceiptAnswer>(201).Produces<ReceiptAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404)
            .ProducesProblem(409).ProducesProblem(422);
        deals.MapPost("/{deal}/removal", Remove).WithSummary("The buyer accepts the goods.")
            .WithDescription("Releases escrow to the consignor, less the organizer's commission, and settles the deal. In a tender the buyer is who asked for offers, whatever its role.")
            .Produces<RemovalAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        deals.MapSteps();
        return settlement;
    }

    /// <summary>Whether a caller may see a deal.</summary>
    public static bool MaySee(Caller caller, DealRow row) =>
        caller.Is(Roles.Operator) || caller.Is(Roles.Organizer) || (caller.Enterprise.Length > 0 && (caller.Enterprise == row.Buyer || caller.Enterprise == row.Consignor));

    private static async Task<IResult> List(HttpContext http, SettlementJournal journal, string? fair = null)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        var after = long.TryParse(page.After, out var place) ? place : 0;
        var caller = http.Caller();
        await using var session = await journal.Read();
        var rows = caller.Is(Roles.Operator) || caller.Is(Roles.Organizer)
            ? await DealViews.Page(session, fair ?? "", after, page.Limit + 1)
            : await DealViews.PageOfParty(session, caller.Enterprise, fair ?? "", after, page.Limit + 1);
        var deals = await DealProgressViews.Find(session, rows);
        // The key is a place in the log, which the shown deal does not carry.
        var places = rows.ToDictionary(row => row.Deal, row => row.Place);
        var setOffs = await DebtViews.OfDeals(session, rows.Select(row => row.Deal));
        return page.Answer(http, [.. deals.Select(seen => DealShown.Of(seen, setOffs.GetValueOrDefault(seen.Row.Deal)))], deal => $"{places[deal.Deal]}");
    }

    private static async Task<IResult> Get(HttpContext http, SettlementJournal journal, string deal)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        if (!Id.IsValid(deal) || await DealViews.FindSeen(session, deal) is not { } seen) return Problem.Of(DealRefusals.NotFound);
        if (!MaySee(http.Caller(), seen.Row)) return Problem.Of(DealRefusals.NotYours);
        return http.Tagged(DealShown.Of(seen, await DebtViews.OfDeal(session, deal)), $"{seen.Row.Version}");
    }

    private static async Task<IResult> Steps(HttpContext http, SettlementJournal journal, string deal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        var after = long.TryParse(page.After, out var place) ? place : 0;
        await using var session = await journal.Read();
        if (!Id.IsValid(deal) || await DealViews.Find(session, deal) is not { } row) return Problem.Of(DealRefusals.NotFound);
        if (!MaySee(http.Caller(), row)) return Problem.Of(DealRefusals.NotYours);
        var steps = await DealStepViews.Steps(session, deal, after, page.Limit + 1);
        return page.Answer(http, [.. steps.Select(StepShown.Of)], step => $"{step.Place}");
    }

    private static async Task<IResult> Pay(HttpContext http, SettlementJournal journal, string deal, ReceiptRequest receipt)
    {
        if (!Id.IsValid(deal)) return Problem.Of(DealRefusals.NotFound);
        var transfer = DealPostings.TransferOfReceipt(deal, receipt.Reference ?? "", receipt.Corrects);
        return await http.Submit(journal, Deal.Stream(deal), receipt.Parse(), accepted => accepted.First<ReceiptBooked>() is { } booked
            ? TypedResults.Created(
                $"/api/settlement/deals/{deal}",
                new ReceiptAnswer(deal, transfer, StageAfter(accepted, booked), booked.EscrowMinor, booked.CreditMinor, booked.PaidMinor))
            : TypedResults.Ok(new ReceiptAnswer(deal, transfer, null, null, null, null)));
    }

    private static async Task<IResult> Remove(HttpContext http, SettlementJournal journal, string deal, NoFields? _)
    {
        if (!Id.IsValid(deal)) return Problem.Of(DealRefusals.NotFound);
        Parsed<AcceptRemoval> accept = new AcceptRemoval(http.Caller().Enterprise);
        return await http.Submit(journal, Deal.Stream(deal), accept, accepted =>
        {
            var settled = accepted.First<DealSettled>();
            return TypedResults.Ok(new RemovalAnswer(
                deal, DealPostings.TransferOf(deal, DealPostings.Release), DealStages.Settled, settled?.ReleasedMinor, settled?.CommissionMinor));
        });
    }

    // A receipt that leaves escrow as it was came to a deal that is paid already.
    private static string StageAfter(Answer.Accepted accepted, ReceiptBooked booked) =>
        accepted.First<DealPaid>() is not null || booked.EscrowMinor == 0 ? DealStages.AwaitingRemoval : DealStages.AwaitingPayment;
}

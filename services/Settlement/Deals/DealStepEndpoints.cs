using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Deals;

/// <summary>When the buyer fetches the goods.</summary>
/// <param name="FromAt">When the slot begins, in Unix milliseconds; to come.</param>
/// <param name="ThroughAt">The first moment after it: a day later at most, and before the deadline of removal.</param>
public sealed record SlotRequest(long? FromAt, long? ThroughAt)
{
    public Parsed<BookRemoval> Parse(string by)
    {
        var errors = new FieldErrors()
            .Require(FromAt is > 0, "fromAt", "time", "Say when the slot begins, in Unix milliseconds.")
            .Require(ThroughAt is > 0, "throughAt", "time", "Say when the slot is over, in Unix milliseconds.");
        return errors.Any ? errors : new BookRemoval(by, FromAt ?? 0, ThroughAt ?? 0);
    }
}

/// <summary>What was handed over.</summary>
/// <param name="QuantityMilli">What was weighed or counted, in thousandths of the unit; left out for what was awarded. What differs by more than the fair tolerates is refused.</param>
/// <param name="Note">The number of the delivery note or weighbridge ticket, 100 characters at most; may be left out.</param>
public sealed record HandoverRequest(long? QuantityMilli, string? Note)
{
    public Parsed<HandOver> Parse(string by)
    {
        var errors = new FieldErrors()
            .Require(QuantityMilli is null or > 0, "quantityMilli", "positive", "Say how many thousandths of the unit were handed over, at least 1, or leave it out.")
            .Require(Note is null || (Note.Length <= Deal.LongestNote && !Note.Any(char.IsControl)), "note", "text", "At most 100 characters, without control characters.");
        return errors.Any ? errors : new HandOver(by, QuantityMilli, Note ?? "");
    }
}

/// <summary>Why.</summary>
/// <param name="Reason">For the other party, 1 to 1,000 characters.</param>
public sealed record ReasonRequest(string? Reason)
{
    /// <summary>A command with the reason, or what is wrong with it.</summary>
    public Parsed<DealCommand> Parse(Func<string, DealCommand> command)
    {
        var errors = new FieldErrors().Require(Texts.IsSound(Reason), "reason", "text", Texts.Rule);
        return errors.Any ? errors : command(Reason!);
    }
}

/// <summary>A party's word or document in a dispute.</summary>
/// <param name="Text">What it says, or where the document can be seen, 1 to 1,000 characters.</param>
/// <param name="Sha256">The SHA-256 of the document, 64 lower-case hexadecimal digits; left out where there is none.</param>
public sealed record EvidenceRequest(string? Text, string? Sha256)
{
    public Parsed<AddEvidence> Parse(string by)
    {
        var errors = new FieldErrors()
            .Require(Texts.IsSound(Text), "text", "text", Texts.Rule)
            .Require(Sha256 is null || (Sha256.Length == 64 && Sha256.All(char.IsAsciiHexDigitLower)), "sha256", "sha-256", "64 lower-case hexadecimal digits, or leave it out.");
        return errors.Any ? errors : new AddEvidence(by, Text!, Sha256);
    }
}

/// <summary>How a dispute is decided.</summary>
/// <param name="Outcome"><c>full</c>: the consignor gets all; <c>partial</c>: the price of the goods falls by the reduction; <c>refund</c>: the buyer gets all back.</param>
/// <param name="ReductionMinor">By how much the price falls, in minor units: where the outcome is partial, and only there.</param>
/// <param name="Reason">For both parties, 1 to 1,000 characters.</param>
public sealed record DecisionRequest(string? Outcome, long? ReductionMinor, string? Reason)
{
    public Parsed<DecideDispute> Parse(string by)
    {
        var errors = new FieldErrors()
            .Require(Outcome is Deal.Full or Deal.Partial or Deal.Refund, "outcome", "outcome", "full, partial or refund.")
            .Require(ReductionMinor is null or > 0, "reductionMinor", "positive", "At least 1 minor unit, or leave it out.")
            .Require(Texts.IsSound(Reason), "reason", "text", Texts.Rule);
        return errors.Any ? errors : new DecideDispute(by, Outcome ?? "", ReductionMinor ?? 0, Reason!);
    }
}

/// <summary>What a step of a deal did.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Steps">What happened, as the history of the deal names it; nothing where it was so already.</param>
public sealed record StepAnswer(string Deal, IReadOnlyList<string> Steps);

/// <summary>The texts of deals.</summary>
internal static class Texts
{
    public const string Rule = "1 to 1,000 characters, without control characters other than line ends.";

    public static bool IsSound(string? text) => text is { Length: > 0 and <= Deal.LongestText } && text.Trim().Length > 0 && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r'));
}

/// <summary>The steps that buyer, consignor and organizer take in a deal, over HTTP. Who may take which is the deal's own rule.</summary>
public static class DealStepEndpoints
{
    public static RouteGroupBuilder MapSteps(this RouteGroupBuilder deals)
    {
        Step(deals.MapPost("/{deal}/contract", (HttpContext http, SettlementJournal journal, string deal, NoFields? _) =>
                Take<DealCommand>(http, journal, deal, new ConfirmContract(http.Caller().Enterprise))))
            .WithSummary("A party confirms the contract.")
            .WithDescription("When both have, the contract stands and is invoiced. What follows when one does not is the fair's rule, and shown in the deal's next step.");
        Step(deals.MapPost("/{deal}/slot", (HttpContext http, SettlementJournal journal, string deal, SlotRequest slot) =>
                Take(http, journal, deal, slot.Parse(http.Caller().Enterprise))))
            .WithSummary("The buyer books when it fetches the goods.")
            .WithDescription("On business days, where the fair has a calendar. A later booking replaces an earlier one.").ProducesProblem(422);
        Step(deals.MapPost("/{deal}/missed-delivery", (HttpContext http, SettlementJournal journal, string deal, NoFields? _) =>
                Take<DealCommand>(http, journal, deal, new ReportMissedDelivery(http.Caller().Enterprise))))
            .WithSummary("The buyer came in its slot, and nothing was handed over.")
            .WithDescription("The consignor then has the fair's time to hand over; else the deal is cancelled and the buyer has its money back.");
        Step(deals.MapPost("/{deal}/handover", (HttpContext http, SettlementJournal journal, string deal, HandoverRequest handover) =>
                Take(http, journal, deal, handover.Parse(http.Caller().Enterprise))))
            .WithSummary("The consignor hands the goods over.")
            .WithDescription("The price follows the weighed quantity. From then on the buyer may accept or dispute; its silence accepts.").ProducesProblem(422);
        Step(deals.MapPost("/{deal}/dispute", (HttpContext http, SettlementJournal journal, string deal, ReasonRequest dispute) =>
                Take(http, journal, deal, dispute.Parse(reason => new OpenDispute(http.Caller().Enterprise, reason)))))
            .WithSummary("The buyer disputes what was handed over.")
            .WithDescription("Escrow stays until the organizer has decided, or the time for it has passed: then the consignor gets all.").ProducesProblem(422);
        Step(deals.MapPost("/{deal}/evidence", (HttpContext http, SettlementJournal journal, string deal, EvidenceRequest evidence) =>
                Take(http, journal, deal, evidence.Parse(http.Caller().Enterprise))))
            .WithSummary("A party says or shows something in a dispute.").ProducesProblem(422);
        Step(deals.MapPost("/{deal}/decision", (HttpContext http, SettlementJournal journal, string deal, DecisionRequest decision) =>
                Take(http, journal, deal, decision.Parse(http.Caller().Subject))).RequireAuthorization(Roles.Organizer))
            .WithSummary("The organizer decides a dispute.").ProducesProblem(422);
        Step(deals.MapPost("/{deal}/cancellation", (HttpContext http, SettlementJournal journal, string deal, ReasonRequest cancellation) =>
                Take(http, journal, deal, cancellation.Parse(reason => new AskCancellation(http.Caller().Enterprise, reason)))))
            .WithSummary("A party wants to cancel the deal.")
            .WithDescription("When the other party has asked too, the deal is cancelled and the buyer has its money back.").ProducesProblem(422);
        Step(deals.MapPost("/{deal}/cancellation/take-back", (HttpContext http, SettlementJournal journal, string deal, NoFields? _) =>
                Take<DealCommand>(http, journal, deal, new TakeBackCancellation(http.Caller().Enterprise))))
            .WithSummary("A party no longer wants to cancel.");
        return deals;
    }

    private static RouteHandlerBuilder Step(RouteHandlerBuilder step) => step
        .Produces<StepAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> Take<TCommand>(HttpContext http, SettlementJournal journal, string deal, Parsed<TCommand> command)
        where TCommand : DealCommand => Id.IsValid(deal)
            ? await http.Submit(journal, Deal.Stream(deal), command, accepted => TypedResults.Ok(new StepAnswer(deal,
                [.. accepted.Parts.SelectMany(part => part.Events).OfType<DealEvent>().Select(@event => DealStep.Of(deal, 0, @event).Step)])))
            : Problem.Of(DealRefusals.NotFound);
}

using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Ledger;

/// <summary>Why an entry was wrong.</summary>
/// <param name="Reason">For the auditor: 1 to 200 characters.</param>
public sealed record ReversalRequest(string? Reason);

/// <summary>A proposal to undo an entry, and what became of it.</summary>
/// <param name="Transfer">The entry.</param>
/// <param name="Step">What kind of business event it books.</param>
/// <param name="Subject">What it belongs to.</param>
/// <param name="Memo">The bank's reference.</param>
/// <param name="Proposal">The proposal's number for this entry.</param>
/// <param name="Reason">Why it was wrong.</param>
/// <param name="Status"><c>proposed</c> or <c>reversed</c>.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="ProposedAt">Unix milliseconds.</param>
/// <param name="ConfirmedBy">Who confirmed it; left out while it waits, as are the next two.</param>
/// <param name="ReversedAt">Unix milliseconds.</param>
/// <param name="Reversal">The entry that undoes it.</param>
public sealed record ReversalShown(
    string Transfer, string Step, string Subject, string Memo, long Proposal, string Reason, string Status, string ProposedBy, long ProposedAt,
    string? ConfirmedBy, long? ReversedAt, string? Reversal)
{
    public static ReversalShown Of(ReversalRow row) => new(
        row.Transfer, row.Step, row.Subject, row.Memo, row.Proposal, row.Reason, row.Reversal.Length > 0 ? "reversed" : "proposed", row.ProposedBy, row.ProposedAt,
        row.Reversal.Length > 0 ? row.ConfirmedBy : null, row.Reversal.Length > 0 ? row.ReversedAt : null, row.Reversal.Length > 0 ? row.Reversal : null);
}

/// <summary>That the undoing of an entry is proposed.</summary>
/// <param name="Transfer">The entry.</param>
/// <param name="Proposal">The proposal's number, with which another person confirms it.</param>
public sealed record ReversalAnswer(string Transfer, long Proposal);

/// <summary>That an entry is undone.</summary>
/// <param name="Transfer">The entry.</param>
/// <param name="Reversal">The entry that undoes it.</param>
public sealed record ReversedAnswer(string Transfer, string Reversal);

/// <summary>The undoing of entries over HTTP.</summary>
public static class ReversalEndpoints
{
    public static RouteGroupBuilder MapReversals(this RouteGroupBuilder settlement)
    {
        var ledger = settlement.MapGroup("/ledger").WithTags("Ledger");
        ledger.MapPost("/entries/{transfer}/reversals", Propose).RequireAuthorization(Roles.Operator)
            .WithSummary("Proposes to undo an entry that was recorded wrongly. Nothing is booked until another person confirms.")
            .WithDescription("What was recorded by hand from the bank's book can be undone: receipts for deposits and for deals, and payouts. A step of a process stays.")
            .Produces<ReversalAnswer>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        ledger.MapPost("/entries/{transfer}/reversals/{proposal}/confirm", Confirm).RequireAuthorization(Roles.Operator)
            .WithSummary("Confirms what another person has proposed: the opposite postings are booked at once, if no account is overdrawn by them.")
            .WithDescription("The bank's reference can then be recorded again; what is recorded names the reversed entry in corrects.")
            .Produces<ReversedAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        ledger.MapGet("/reversals", List).RequireAuthorization(Roles.Organizer).WithSummary("What was proposed to be undone and what was, in the order of the last step of each.")
            .Produces<ReversalShown[]>().ProducesProblem(401).ProducesProblem(403);
        return settlement;
    }

    private static async Task<IResult> Propose(HttpContext http, SettlementJournal journal, string transfer, ReversalRequest request)
    {
        if (!Id.IsValid(transfer)) return Problem.Of(LedgerRefusals.NoEntry);
        var errors = new FieldErrors().Require(
            request.Reason is { Length: > 0 and <= ReversalProposal.LongestReason } && !request.Reason.Any(char.IsControl), "reason", "text",
            "Say why the entry is wrong: 1 to 200 characters, without control characters.");
        if (errors.Any) return Problem.Of(errors.All);
        if (!Commands.IsKey(http.Request.Headers[Commands.IdempotencyKey].ToString())) return Commands.BadKey;
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        if (await LedgerViews.FindEntry(session, transfer) is not { } entry) return Problem.Of(LedgerRefusals.NoEntry);
        Parsed<ProposeReversal> propose = new ProposeReversal(transfer, entry.Step, entry.Subject, entry.Memo, request.Reason!, http.Caller().Subject);
        return await http.Submit(journal, Reversal.Stream(transfer), propose, accepted =>
            TypedResults.Created("/api/settlement/ledger/reversals", new ReversalAnswer(transfer, accepted.First<ReversalProposed>()!.Proposal.Number)));
    }

    private static async Task<IResult> Confirm(HttpContext http, SettlementJournal journal, string transfer, string proposal, NoFields? _)
    {
        if (!Id.IsValid(transfer)) return Problem.Of(ReversalRefusals.NoProposal);
        var number = long.TryParse(proposal, NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : 0;
        Parsed<ConfirmReversal> confirm = new ConfirmReversal(transfer, number, http.Caller().Subject);
        return await http.Submit(journal, Reversal.Stream(transfer), confirm, _ => TypedResults.Ok(new ReversedAnswer(transfer, LedgerEntry.TransferOfReversal(transfer))));
    }

    private static async Task<IResult> List(HttpContext http, SettlementJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        var after = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 0;
        await using var session = await journal.Read();
        var rows = await ReversalViews.Page(session, after, page.Limit + 1);
        // The key is a place in the log, which is not shown.
        var places = rows.ToDictionary(row => row.Transfer, row => row.Place);
        return page.Answer(http, [.. rows.Select(ReversalShown.Of)], shown => $"{places[shown.Transfer]}");
    }
}

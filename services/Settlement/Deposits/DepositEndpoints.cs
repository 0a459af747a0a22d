using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement.Banking;

namespace Exchange.Settlement.Deposits;

/// <summary>A bidder's deposit for a lot.</summary>
/// <param name="Lot">The lot's id; the fair's where one deposit is for all its lots.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="AmountMinor">What is or was held.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Status">held, released (available again), applied (a part of the price) or captured (lost by a default).</param>
/// <param name="HeldAt">Unix milliseconds.</param>
/// <param name="EndedAt">Unix milliseconds; left out while it is held.</param>
public sealed record DepositShown(string Lot, string Bidder, string Fair, long AmountMinor, string Currency, string Status, long HeldAt, long? EndedAt);

/// <summary>That a deposit is held.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="AmountMinor">What is held.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Status">held; ended where the deposit was released or captured before.</param>
public sealed record DepositAnswer(string Lot, long AmountMinor, string Currency, string Status);

/// <summary>That a deposit is held for all lots of a fair.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="AmountMinor">What is held.</param>
/// <param name="LimitMinor">How much the bidder may bid with it, less what it has won and not settled.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Status">held; ended where the deposit was released or captured before.</param>
public sealed record FairDepositAnswer(string Fair, long AmountMinor, long LimitMinor, string Currency, string Status);

/// <summary>A bank receipt of a bidder's money for deposits.</summary>
/// <param name="AmountMinor">What came in, above zero.</param>
/// <param name="Reference">The bank's reference, 1 to 100 characters. The same receipt sent again is booked once.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Corrects">Where the receipt was recorded wrongly and reversed: the reversed entry.</param>
public sealed record DepositReceiptRequest(long? AmountMinor, string? Reference, string? Currency, string? Corrects = null)
{
    public Parsed<BookReceipt> Parse(string enterprise)
    {
        var errors = new FieldErrors()
            .Require(AmountMinor is > 0, "amountMinor", "positive", "Say how many minor units came in; at least 1.")
            .Require(BankReference.IsSound(Reference), "reference", "text", BankReference.Rule)
            .Require(Currency is { Length: 3 } && Currency.All(char.IsAsciiLetterUpper), "currency", "iso-4217", "Three capital letters.")
            .Require(Corrects is null || Id.IsValid(Corrects), "corrects", "id", "The transfer id of the reversed entry, or nothing.");
        return errors.Any ? errors : new BookReceipt(enterprise, Reference!, AmountMinor!.Value, Currency!, Corrects);
    }
}

/// <summary>That a receipt is booked.</summary>
/// <param name="Enterprise">The bidder.</param>
/// <param name="Transfer">The ledger entry that books it.</param>
/// <param name="Account">The account that it went to.</param>
public sealed record DepositReceiptAnswer(string Enterprise, string Transfer, string Account);

/// <summary>Deposits over HTTP.</summary>
public static class DepositEndpoints
{
    public static RouteGroupBuilder MapDeposits(this RouteGroupBuilder settlement)
    {
        var deposits = settlement.MapGroup("").WithTags("Deposits").RequireAuthorization();
        deposits.MapPost("/bidders/{enterprise}/receipts", Receive).RequireAuthorization(Roles.Operator).WithSummary("Records a bank receipt of a bidder's money for deposits.")
            .Produces<DepositReceiptAnswer>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        deposits.MapPost("/lots/{lot}/deposit", Hold).RequireAuthorization(Roles.Bidder).WithSummary("Holds the caller's deposit for a lot, so that it may bid.")
            .WithDescription("Taken from what the enterprise has available; the lot takes its bids moments later. Released when the lot ends without an award to it; a winner's with its deal.")
            .Produces<DepositAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        deposits.MapPost("/fairs/{fair}/deposit", HoldForFair).RequireAuthorization(Roles.Bidder).WithSummary("Holds the caller's deposit for all lots of a fair, so that it may bid on them.")
            .WithDescription(
                "Taken from what the enterprise has available; the lots take its bids moments later, none for more than the limit less what it has won and not settled. "
                + "Released when the fair is over and the last deal of the enterprise in it has ended; captured with the first default.")
            .Produces<FairDepositAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        deposits.MapGet("/deposits", List).WithSummary("The deposits of the caller's enterprise, by the lots' ids.")
            .WithDescription("What is available and what is held in all stands in the ledger: bidder:ENTERPRISE:available and bidder:ENTERPRISE:held.")
            .Produces<DepositShown[]>().ProducesProblem(401);
        return settlement;
    }

    private static async Task<IResult> Receive(HttpContext http, SettlementJournal journal, string enterprise, DepositReceiptRequest receipt)
    {
        if (!Id.IsValid(enterprise)) return Problem.Of(DepositRefusals.NoEnterprise);
        var reference = receipt.Reference ?? "";
        return await http.Submit(journal, DepositReceipt.Stream(enterprise, reference), receipt.Parse(enterprise), _ => TypedResults.Created(
            "/api/settlement/ledger/accounts/" + Ledger.AccountCode.Available(enterprise),
            new DepositReceiptAnswer(enterprise, DepositPostings.TransferOfReceipt(enterprise, reference, receipt.Corrects), Ledger.AccountCode.Available(enterprise))));
    }

    private static async Task<IResult> Hold(HttpContext http, SettlementJournal journal, string lot, NoFields? _)
    {
        var enterprise = http.Caller().Enterprise;
        if (!Commands.IsKey(http.Request.Headers[Commands.IdempotencyKey].ToString())) return Commands.BadKey;
        if (!Id.IsValid(lot) || await journal.Peek<LotDeposits>(LotDeposits.Stream(lot)) is not { Terms: { } terms } deposits) return Problem.Of(DepositRefusals.NotAsked);
        Parsed<HoldDeposit> hold = new HoldDeposit(enterprise);
        return await http.Submit(journal, LotDeposits.Stream(lot), hold, _ => TypedResults.Ok(new DepositAnswer(
            lot, terms.AmountMinor, terms.Currency, deposits.Deposits.GetValueOrDefault(enterprise)?.IsHeld is false ? "ended" : DepositRow.Held)));
    }

    private static async Task<IResult> HoldForFair(HttpContext http, SettlementJournal journal, string fair, NoFields? _)
    {
        var enterprise = http.Caller().Enterprise;
        if (!Commands.IsKey(http.Request.Headers[Commands.IdempotencyKey].ToString())) return Commands.BadKey;
        if (!Id.IsValid(fair) || await journal.Peek<FairDeposits>(FairDeposits.Stream(fair)) is not { Terms: { } terms } deposits) return Problem.Of(DepositRefusals.NotAsked);
        Parsed<HoldFairDeposit> hold = new HoldFairDeposit(enterprise);
        return await http.Submit(journal, FairDeposits.Stream(fair), hold, _ => TypedResults.Ok(new FairDepositAnswer(
            fair, terms.AmountMinor, terms.LimitMinor, terms.Currency, deposits.Deposits.GetValueOrDefault(enterprise)?.IsHeld is false ? "ended" : DepositRow.Held)));
    }

    private static async Task<IResult> List(HttpContext http, SettlementJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        var rows = await DepositViews.Page(session, http.Caller().Enterprise, page.After, page.Limit + 1);
        return page.Answer(
            http,
            [.. rows.Select(row => new DepositShown(row.Lot, row.Bidder, row.Fair, row.AmountMinor, row.Currency, row.Status, row.HeldAt, row.EndedAt > 0 ? row.EndedAt : null))],
            row => row.Lot);
    }
}

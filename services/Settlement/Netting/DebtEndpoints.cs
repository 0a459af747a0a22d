using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Netting;

/// <summary>A debt as its sides see it. Amounts in minor units; what is not so is left out.</summary>
/// <param name="Debt">Its id.</param>
/// <param name="Invoice">The number of its invoice.</param>
/// <param name="Debtor">Who owes.</param>
/// <param name="Creditor">Who is owed.</param>
/// <param name="InvoicedOn">The date of the invoice.</param>
/// <param name="DueOn">When it was to be paid.</param>
/// <param name="AmountMinor">What is owed by it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="RegisteredBy">The side that registered it.</param>
/// <param name="Deal">The deal of the fair that left it behind.</param>
/// <param name="Stage"><c>unconfirmed</c>, <c>confirmed</c>, <c>disputed</c> or <c>withdrawn</c>.</param>
/// <param name="SetOffMinor">What rounds have set off.</param>
/// <param name="OpenMinor">What is owed still.</param>
/// <param name="Round">The round that has set it off and is not final.</param>
/// <param name="PendingMinor">What that round has set off.</param>
/// <param name="Excluded">What keeps it out of rounds: <c>unconfirmed</c>, <c>disputed</c>, <c>secured</c>, <c>withdrawn</c> or <c>in-another-round</c>.</param>
/// <param name="Reason">Why it is disputed.</param>
public sealed record DebtShown(
    string Debt, string Invoice, string Debtor, string Creditor, string InvoicedOn, string DueOn, long AmountMinor, string Currency, string? RegisteredBy, string? Deal, string Stage,
    long SetOffMinor, long OpenMinor, string? Round, long? PendingMinor, string? Excluded, string? Reason)
{
    public static DebtShown Of(DebtRow row) => new(
        row.Debt, row.Invoice, row.Debtor, row.Creditor, row.InvoicedOn, row.DueOn, row.AmountMinor, row.Currency, Known(row.RegisteredBy), Known(row.Deal), row.Stage, row.SetOffMinor,
        row.OpenMinor, Known(row.Round), row.PendingMinor > 0 ? row.PendingMinor : null, Known(row.Hindrance), Known(row.Reason));

    private static string? Known(string value) => value.Length > 0 ? value : null;
}

/// <summary>What an enterprise owes or is owed outside the fair.</summary>
/// <param name="Invoice">The number of the invoice, 1 to 60 characters.</param>
/// <param name="Debtor">The id of the enterprise that owes: the caller's, or the creditor is.</param>
/// <param name="Creditor">The id of the enterprise that is owed.</param>
/// <param name="InvoicedOn">The date of the invoice, <c>1989-10-12</c>.</param>
/// <param name="DueOn">When it was to be paid; on that date or later.</param>
/// <param name="AmountMinor">What is owed by it, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record DebtRequest(string? Invoice, string? Debtor, string? Creditor, string? InvoicedOn, string? DueOn, long? AmountMinor, string? Currency)
{
    public Parsed<RegisterDebt> Parse(string by)
    {
        var errors = new FieldErrors()
            .Require(DebtTerms.IsInvoice(Invoice), "invoice", "text", "The number of the invoice: 1 to 60 characters, without control characters.")
            .Require(Id.IsValid(Debtor), "debtor", "id", "The id of the enterprise that owes.")
            .Require(Id.IsValid(Creditor), "creditor", "id", "The id of the enterprise that is owed.")
            .Require(DebtTerms.IsDay(InvoicedOn), "invoicedOn", "date", "A date like 1989-10-12.")
            .Require(DebtTerms.IsDay(DueOn), "dueOn", "date", "A date like 1989-10-12.")
            .Require(AmountMinor is not null, "amountMinor", "required", "Say how many minor units are owed.")
            .Require(DebtTerms.IsCurrency(Currency), "currency", "iso-4217", "Three capital letters.");
        return errors.Any
            ? errors
            : new RegisterDebt(new(DebtTerms.IdOf(Debtor!, Creditor!, Invoice!), Invoice!, Debtor!, Creditor!, InvoicedOn!, DueOn!, AmountMinor!.Value, Currency!), by);
    }
}

/// <summary>Why a debt is disputed.</summary>
/// <param name="Reason">For the other side, 1 to 200 characters.</param>
public sealed record DebtDisputeRequest(string? Reason)
{
    public Parsed<DebtCommand> Parse(string by)
    {
        var errors = new FieldErrors().Require(
            Reason is { Length: > 0 and <= Debt.LongestReason } && Reason.Trim().Length > 0 && !Reason.Any(char.IsControl), "reason", "text", "1 to 200 characters, without control characters.");
        return errors.Any ? errors : new DisputeDebt(by, Reason!);
    }
}

/// <summary>Whether there is a security for a debt.</summary>
/// <param name="Secured">True where there is: it stays out of rounds.</param>
public sealed record DebtSecurityRequest(bool? Secured)
{
    public Parsed<DebtCommand> Parse(string by)
    {
        var errors = new FieldErrors().Require(Secured is not null, "secured", "required", "Say true or false.");
        return errors.Any ? errors : new SecureDebt(by, Secured!.Value);
    }
}

/// <summary>Whose debts are confirmed.</summary>
/// <param name="Counterparty">The enterprise that has registered them.</param>
public sealed record DebtConfirmationRequest(string? Counterparty);

/// <summary>What was done with a debt.</summary>
/// <param name="Debt">Its id.</param>
public sealed record DebtAnswer(string Debt);

/// <summary>How many debts were confirmed.</summary>
/// <param name="Confirmed">How many with this request.</param>
public sealed record DebtConfirmationAnswer(long Confirmed);

/// <summary>Debts outside the fair over HTTP.</summary>
public static class DebtEndpoints
{
    public static RouteGroupBuilder MapDebts(this RouteGroupBuilder settlement)
    {
        var debts = settlement.MapGroup("/debts").WithTags("Debts").RequireAuthorization();
        debts.MapGet("/", List).WithSummary("The debts outside the fair in which the caller's enterprise is debtor or creditor; all of them for organizers and the operator.")
            .WithDescription("In the order in which they were registered. Paged by key; the next page's address is in the Link header.").Produces<DebtShown[]>().ProducesProblem(401);
        debts.MapGet("/{debt}", Get).WithSummary("A debt, with what was set off of it and what keeps it out of rounds.")
            .Produces<DebtShown>().Produces(StatusCodes.Status304NotModified).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        debts.MapPost("", Register).WithSummary("Registers what the caller's enterprise owes or is owed outside the fair, by an invoice.")
            .WithDescription("The other side confirms it or disputes it; what is confirmed takes part in rounds of set-off. The same debt registered again is registered once.")
            .Produces<DebtAnswer>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        debts.MapPost("/import", DebtFileStreams.Import).Accepts<string>("text/csv", "text/plain", "application/csv").WithSummary("Registers the debts of a CSV file.")
            .WithDescription(
                "Columns invoice, debtor, creditor, invoiced_on, due_on, amount (in major units) and currency. Good rows are registered, each bad one is reported with its line, column and rule; "
                + "the same file sent again changes nothing.")
            .Produces<DebtFileReport>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        debts.MapPost("/confirmations", ConfirmAll).WithSummary("Confirms all debts that another enterprise has registered with the caller's.")
            .Produces<DebtConfirmationAnswer>().ProducesProblem(400).ProducesProblem(401);
        Step(debts.MapPost("/{debt}/confirm", (HttpContext http, SettlementJournal journal, string debt, NoFields? _) => Take(http, journal, debt, new ConfirmDebt(http.Caller().Enterprise))))
            .WithSummary("The side that did not register a debt confirms it.");
        Step(debts.MapPost("/{debt}/dispute", (HttpContext http, SettlementJournal journal, string debt, DebtDisputeRequest dispute) =>
                Take(http, journal, debt, dispute.Parse(http.Caller().Enterprise))))
            .WithSummary("The side that did not register a debt says that it is not owed.").ProducesProblem(422);
        Step(debts.MapPost("/{debt}/security", (HttpContext http, SettlementJournal journal, string debt, DebtSecurityRequest security) =>
                Take(http, journal, debt, security.Parse(http.Caller().Enterprise))))
            .WithSummary("A side says whether there is a security for a debt, which then stays out of rounds.");
        Step(debts.MapPost("/{debt}/withdraw", (HttpContext http, SettlementJournal journal, string debt, NoFields? _) => Take(http, journal, debt, new WithdrawDebt(http.Caller().Enterprise))))
            .WithSummary("A side takes a debt out.").WithDescription("A round that has cleared it and is not final is unwound whole, and computed again without it.");
        return settlement;
    }

    private static RouteHandlerBuilder Step(RouteHandlerBuilder step) => step
        .Produces<DebtAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    private static Task<IResult> Register(HttpContext http, SettlementJournal journal, DebtRequest debt)
    {
        var id = DebtTerms.IdOf(debt.Debtor ?? "", debt.Creditor ?? "", debt.Invoice ?? "");
        return http.Submit(journal, Debt.Stream(id), debt.Parse(http.Caller().Enterprise), _ => TypedResults.Created($"/api/settlement/debts/{id}", new DebtAnswer(id)));
    }

    private static async Task<IResult> Take(HttpContext http, SettlementJournal journal, string debt, Parsed<DebtCommand> command) => Id.IsValid(debt)
        ? await http.Submit(journal, Debt.Stream(debt), command, _ => TypedResults.Ok(new DebtAnswer(debt)))
        : Problem.Of(DebtRefusals.NotFound);

    private static Task<IResult> Take(HttpContext http, SettlementJournal journal, string debt, DebtCommand command) => Take(http, journal, debt, (Parsed<DebtCommand>)command);

    private static async Task<IResult> ConfirmAll(HttpContext http, SettlementJournal journal, DebtConfirmationRequest confirmation)
    {
        var key = http.Request.Headers[Commands.IdempotencyKey].ToString();
        if (confirmation.Counterparty is not { } counterparty || !Id.IsValid(counterparty)) return Problem.Of([new("counterparty", "id", "The id of the enterprise that has registered the debts.")]);
        if (!Commands.IsKey(key)) return Commands.BadKey;
        await journal.WaitForViews(journal.Head()); // All that was registered before this request.
        var (caller, confirmed) = (http.Caller(), 0L);
        IReadOnlyList<DebtRow> rows;
        await using (var session = await journal.Read()) rows = await DebtViews.Unconfirmed(session, caller.Enterprise, counterparty);
        foreach (var row in rows)
        {
            var answer = await journal.Submit(Debt.Stream(row.Debt), new ConfirmDebt(caller.Enterprise), new(caller.Subject, Id.From(key, row.Debt)));
            if (answer is not Answer.Accepted done) continue; // It was withdrawn or disputed meanwhile.
            confirmed += done.Parts.Count > 0 ? 1 : 0;
            http.Response.Headers[Commands.LogPosition] = done.Position.ToString();
        }

        return TypedResults.Ok(new DebtConfirmationAnswer(confirmed));
    }

    private static async Task<IResult> List(HttpContext http, SettlementJournal journal)
    {
        await http.WaitForViews(journal);
        var (page, caller) = (PageRequest.Of(http), http.Caller());
        var after = long.TryParse(page.After, out var place) ? place : 0;
        await using var session = await journal.Read();
        var rows = caller.Is(Roles.Operator) || caller.Is(Roles.Organizer)
            ? await DebtViews.Page(session, after, page.Limit + 1)
            : await DebtViews.PageOfParty(session, caller.Enterprise, after, page.Limit + 1);
        var places = rows.ToDictionary(row => row.Debt, row => row.Place, StringComparer.Ordinal);
        return page.Answer(http, [.. rows.Select(DebtShown.Of)], debt => $"{places[debt.Debt]}");
    }

    private static async Task<IResult> Get(HttpContext http, SettlementJournal journal, string debt)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        if (!Id.IsValid(debt) || await DebtViews.Find(session, debt) is not { } row) return Problem.Of(DebtRefusals.NotFound);
        var caller = http.Caller();
        if (!caller.Is(Roles.Operator) && !caller.Is(Roles.Organizer) && caller.Enterprise != row.Debtor && caller.Enterprise != row.Creditor) return Problem.Of(DebtRefusals.NotYours);
        return http.Tagged(DebtShown.Of(row), $"{row.Version}");
    }
}

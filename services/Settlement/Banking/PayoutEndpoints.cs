using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Banking;

/// <summary>A payment that left at the bank.</summary>
/// <param name="Account">The account that it left: <c>consignor:ENTERPRISE:payable</c>, <c>buyer:ENTERPRISE:payable</c>, <c>bidder:ENTERPRISE:available</c>,
/// <c>organizer:FAIR:commission</c> or <c>organizer:FAIR:forfeited</c>.</param>
/// <param name="AmountMinor">What was paid, above zero.</param>
/// <param name="Reference">The bank's reference, 1 to 100 characters. The same payment sent again is booked once.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Corrects">Where the payment was recorded wrongly and reversed: the reversed entry.</param>
public sealed record PayoutRequest(string? Account, long? AmountMinor, string? Reference, string? Currency, string? Corrects = null)
{
    public Parsed<RecordPayout> Parse()
    {
        var errors = new FieldErrors()
            .Require(AccountCode.IsValid(Account), "account", "account", "Name the account that the money left, as docs/ledger.md does.")
            .Require(AmountMinor is > 0, "amountMinor", "positive", "Say how many minor units were paid; at least 1.")
            .Require(BankReference.IsSound(Reference), "reference", "text", BankReference.Rule)
            .Require(Currency is { Length: 3 } && Currency.All(char.IsAsciiLetterUpper), "currency", "iso-4217", "Three capital letters.")
            .Require(Corrects is null || Id.IsValid(Corrects), "corrects", "id", "The transfer id of the reversed entry, or nothing.");
        return errors.Any ? errors : new RecordPayout(Account!, Reference!, AmountMinor!.Value, Currency!, Corrects);
    }
}

/// <summary>That a payment is booked.</summary>
/// <param name="Account">The account that it left.</param>
/// <param name="Transfer">The ledger entry that books it.</param>
public sealed record PayoutAnswer(string Account, string Transfer);

/// <summary>Payments to the outside over HTTP.</summary>
public static class PayoutEndpoints
{
    public static RouteGroupBuilder MapPayouts(this RouteGroupBuilder settlement)
    {
        settlement.MapPost("/payouts", Record).WithTags("Banking").RequireAuthorization(Roles.Operator)
            .WithSummary("Records that the bank has paid out what the exchange owed.")
            .WithDescription("Nothing leaves that the account does not hold. What was paid stands in the account's statement with the step payout and the bank's reference.")
            .Produces<PayoutAnswer>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        return settlement;
    }

    private static Task<IResult> Record(HttpContext http, SettlementJournal journal, PayoutRequest payout)
    {
        var (account, reference) = (payout.Account ?? "", payout.Reference ?? "");
        var transfer = Payout.TransferOf(account, reference, payout.Corrects);
        return http.Submit(journal, Payout.Stream(account, reference), payout.Parse(), _ => TypedResults.Created("/api/settlement/ledger/entries/" + transfer, new PayoutAnswer(account, transfer)));
    }
}

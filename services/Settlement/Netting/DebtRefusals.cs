using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Netting;

/// <summary>The codes with which a debt outside the fair says no.</summary>
public static class DebtRefusals
{
    public static Refusal NotFound { get; } = new("debt.not-found", "There is no such debt.", RefusalKind.NotFound);

    public static Refusal NotAParty { get; } = new("debt.not-a-party", "Only the debtor and the creditor do this.", RefusalKind.Forbidden);

    public static Refusal NotYours { get; } = new("debt.not-yours", "Only the debtor, the creditor, an organizer and the operator see a debt.", RefusalKind.Forbidden);

    public static Refusal NotTheOtherSide { get; } = new("debt.not-the-other-side", "The side that did not register the debt confirms or disputes it.", RefusalKind.Forbidden);

    public static Refusal ToOneself { get; } = new("debt.to-oneself", "Nobody owes itself.", RefusalKind.Unacceptable);

    public static Refusal AmountOutOfRange { get; } =
        new Refusal("debt.amount-out-of-range", "A debt is of at least one minor unit, and not of more than any bank moves.", RefusalKind.Unacceptable).With("mostMinor", DebtTerms.MostMinor);

    public static Refusal DueBeforeInvoice { get; } = new("debt.due-before-invoice", "An invoice is due on its date or later.", RefusalKind.Unacceptable);

    public static Refusal UnknownEnterprise { get; } = new("debt.unknown-enterprise", "Debtor and creditor are enterprises of the exchange.", RefusalKind.Unacceptable);

    public static Refusal Duplicate { get; } = new("debt.duplicate", "Another debt between the two has this invoice number.");

    public static Refusal Withdrawn { get; } = new("debt.withdrawn", "The debt was withdrawn.");

    public static Refusal Cleared { get; } = new("debt.cleared", "The debt was set off whole.");

    public static Refusal Confirmed { get; } = new("debt.confirmed", "The debt was confirmed; who thinks otherwise withdraws it.");

    public static Refusal InRound { get; } = new("debt.in-round", "A round has set the debt off and is not final yet.");

    public static Refusal ReasonUnclear { get; } =
        new Refusal("debt.reason-unclear", "A debt is disputed for a reason of a few words.", RefusalKind.Unacceptable).With("mostCharacters", Debt.LongestReason);
}

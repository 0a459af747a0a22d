using Exchange.Kernel.Deciders;
using Exchange.Settlement.Banking;

namespace Exchange.Settlement.Deals;

/// <summary>The codes with which a deal says no.</summary>
public static class DealRefusals
{
    public static Refusal NotFound { get; } = new("deal.not-found", "There is no such deal.", RefusalKind.NotFound);

    public static Refusal NotYours { get; } = new("deal.not-yours", "Only the buyer, the consignor, an organizer and the operator see a deal.", RefusalKind.Forbidden);

    public static Refusal AlreadyOpened { get; } = new("deal.already-opened", "The award has a deal on other terms.");

    public static Refusal UnsoundTerms { get; } = new("deal.unsound-terms", "The award cannot be settled by its terms.", RefusalKind.Unacceptable);

    public static Refusal AmountOutOfRange { get; } =
        new Refusal("deal.amount-out-of-range", "A receipt is of at least one minor unit, and not of more than any bank moves.", RefusalKind.Unacceptable)
            .With("mostMinor", DealTerms.MostMinor);

    public static Refusal NoReference { get; } =
        new Refusal("deal.no-reference", "A receipt carries the bank's reference.", RefusalKind.Unacceptable).With("mostCharacters", BankReference.Longest);

    public static Refusal TooManyReceipts { get; } = new Refusal("deal.too-many-receipts", "The deal was paid in too many parts.").With("most", Deal.MostReceipts);

    public static Refusal NotTheBuyer { get; } = new("deal.not-the-buyer", "Only the buyer accepts removal.", RefusalKind.Forbidden);

    public static Refusal WrongCurrency(string currency) =>
        new Refusal("deal.wrong-currency", "The deal is in another currency.", RefusalKind.Unacceptable).With("currency", currency);

    public static Refusal ReferenceUsed(long amountMinor) =>
        new Refusal("deal.reference-used", "A receipt of another amount has this reference.").With("bookedMinor", amountMinor);

    public static Refusal Ended(DealStage stage) =>
        new Refusal("deal.ended", "The deal has ended.").With("stage", stage == DealStage.Settled ? "settled" : "defaulted");

    public static Refusal Overdue(long dueAt) => new Refusal("deal.overdue", "The deadline of this step has passed.").With("dueAt", dueAt);

    public static Refusal NotOverdue(long dueAt) => new Refusal("deal.not-overdue", "The deadline of this step has not passed.").With("dueAt", dueAt);

    public static Refusal NotPaid(long outstandingMinor, string currency) =>
        new Refusal("deal.not-paid", "The price is not whole in escrow.").With("outstandingMinor", outstandingMinor).With("currency", currency);
}

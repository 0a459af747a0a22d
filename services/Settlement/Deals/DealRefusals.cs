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

    public static Refusal GoodsGone { get; } = new("deal.goods-gone", "The goods were handed over against this payment, so that it stays.");

    public static Refusal NothingToCorrect { get; } =
        new("deal.nothing-to-correct", "Nothing was recorded under this reference that was reversed.", RefusalKind.Unacceptable);

    public static Refusal SetOffPending { get; } = new("deal.set-off-pending", "A round of set-off pays a part of the deal and is not final: withdraw from it, or wait for its cut-off.");

    public static Refusal NotTheBuyer { get; } = new("deal.not-the-buyer", "Only the buyer does this.", RefusalKind.Forbidden);

    public static Refusal NotTheConsignor { get; } = new("deal.not-the-consignor", "Only the consignor does this.", RefusalKind.Forbidden);

    public static Refusal NotAParty { get; } = new("deal.not-a-party", "Only the buyer and the consignor do this.", RefusalKind.Forbidden);

    public static Refusal NoReason { get; } =
        new Refusal("deal.no-reason", "A text is needed, and not a longer one.", RefusalKind.Unacceptable).With("mostCharacters", Deal.LongestText);

    public static Refusal NoteTooLong { get; } =
        new Refusal("deal.note-too-long", "The number of a delivery note is shorter.", RefusalKind.Unacceptable).With("mostCharacters", Deal.LongestNote);

    public static Refusal SlotOnRestDay { get; } = new("deal.slot-on-rest-day", "Goods are handed over on business days.", RefusalKind.Unacceptable);

    public static Refusal NoDeliveryTime { get; } = new("deal.no-delivery-time", "The fair gives no time for a second delivery: cancel by agreement, or ask the organizer.");

    public static Refusal NoDisputes { get; } = new("deal.no-disputes", "The fair has no disputes: accept, or cancel by agreement.");

    public static Refusal TooMuchEvidence { get; } = new Refusal("deal.too-much-evidence", "The dispute has enough words and documents.").With("most", Deal.MostEvidence);

    public static Refusal UnknownOutcome { get; } = new("deal.unknown-outcome", "A dispute ends with full, partial or refund.", RefusalKind.Unacceptable);

    public static Refusal WrongCurrency(string currency) =>
        new Refusal("deal.wrong-currency", "The deal is in another currency.", RefusalKind.Unacceptable).With("currency", currency);

    public static Refusal ReferenceUsed(long amountMinor) =>
        new Refusal("deal.reference-used", "A receipt of another amount has this reference.").With("bookedMinor", amountMinor);

    public static Refusal ReceiptReversed(string transfer) =>
        new Refusal("deal.receipt-reversed", "The receipt of this reference was reversed; what is recorded in its place says so.").With("corrects", transfer);

    public static Refusal Ended(DealStage stage) => new Refusal("deal.ended", "The deal has ended.").With("stage", DealStages.NameOf(stage));

    public static Refusal OutOfStep(DealStage stage) => new Refusal("deal.out-of-step", "The deal is at another step.").With("stage", DealStages.NameOf(stage));

    public static Refusal HandedOver(long quantityMilli) =>
        new Refusal("deal.handed-over", "Another quantity was handed over.").With("quantityMilli", quantityMilli);

    public static Refusal QuantityOutOfTolerance(long leastMilli, long mostMilli) =>
        new Refusal("deal.quantity-out-of-tolerance", "What is handed over differs from what was awarded by more than the fair tolerates.", RefusalKind.Unacceptable)
            .With("leastMilli", leastMilli).With("mostMilli", mostMilli);

    public static Refusal SlotOutOfRange(long now, long dueAt) =>
        new Refusal("deal.slot-out-of-range", "A slot is to come, a day long at most, and over before the deadline.", RefusalKind.Unacceptable).With("now", now).With("dueAt", dueAt);

    public static Refusal SlotFull(long atOnce, IReadOnlyList<RemovalSlot> free) =>
        new Refusal("deal.slot-full", "As many removals as there may be at once are booked at that place then.").With("atOnce", atOnce).With("free", free);

    public static Refusal SlotNotOver(long? throughAt) =>
        throughAt is { } through ? SlotNotOverYet.With("throughAt", through) : SlotNotOverYet;

    public static Refusal ReductionOutOfRange(long hammerMinor) =>
        new Refusal("deal.reduction-out-of-range", "A partial decision takes something from the price and leaves something; the others take nothing.", RefusalKind.Unacceptable)
            .With("hammerMinor", hammerMinor);

    public static Refusal Overdue(long dueAt) => new Refusal("deal.overdue", "The deadline of this step has passed.").With("dueAt", dueAt);

    public static Refusal NotOverdue(long dueAt) => new Refusal("deal.not-overdue", "The deadline of this step has not passed.").With("dueAt", dueAt);

    public static Refusal NotPaid(Deal deal) =>
        new Refusal("deal.not-paid", "The total is not whole in escrow.").With("outstandingMinor", deal.Charges.TotalMinor - deal.PaidMinor).With("currency", deal.Terms!.Currency);

    private static Refusal SlotNotOverYet { get; } = new("deal.slot-not-over", "A missed delivery is reported after a slot that was booked.");
}

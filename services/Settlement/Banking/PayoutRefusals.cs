using Exchange.Kernel.Deciders;
using Exchange.Settlement.Deals;

namespace Exchange.Settlement.Banking;

/// <summary>The codes with which a payout is refused, beside those of the ledger: no account gives what it does not hold.</summary>
public static class PayoutRefusals
{
    public static Refusal StaysHere { get; } = new(
        "payout.stays-here", "Only what the exchange owes somebody leaves: accounts that are payable, available, of commission or forfeited.", RefusalKind.Unacceptable);

    public static Refusal AmountOutOfRange { get; } =
        new Refusal("payout.amount-out-of-range", "A payment is of at least one minor unit, and not of more than any bank moves.", RefusalKind.Unacceptable)
            .With("mostMinor", DealTerms.MostMinor);

    public static Refusal ReferenceUsed(long amountMinor, string currency) =>
        new Refusal("payout.reference-used", "A payment of another amount from this account has this reference.").With("bookedMinor", amountMinor).With("currency", currency);

    public static Refusal NothingToCorrect { get; } =
        new("payout.nothing-to-correct", "Nothing was recorded under this reference that was reversed.", RefusalKind.Unacceptable);

    public static Refusal Reversed(string transfer) =>
        new Refusal("payout.reversed", "The payment of this reference was reversed; what is recorded in its place says so.").With("corrects", transfer);
}

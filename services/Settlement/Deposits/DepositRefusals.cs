using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Deposits;

/// <summary>The codes with which deposits say no.</summary>
public static class DepositRefusals
{
    public static Refusal NoEnterprise { get; } = new("deposit.no-enterprise", "Only an enterprise has a deposit; the token or the address names none.", RefusalKind.Forbidden);

    public static Refusal NotAsked { get; } = new("deposit.not-asked", "No deposit is asked for such a lot, as far as is known.", RefusalKind.NotFound);

    public static Refusal FairOver { get; } = new("deposit.fair-over", "The fair is over.");

    public static Refusal LotOver { get; } = new("deposit.lot-over", "The sale of the lot has ended.");

    public static Refusal OwnLot { get; } = new("deposit.own-lot", "Nobody bids on what they offer themselves.", RefusalKind.Forbidden);

    public static Refusal TooMany { get; } = new Refusal("deposit.too-many", "As many bidders as may have a deposit for the lot or the fair have one.").With("most", LotDeposits.Most);

    public static Refusal ForTheFair(string fair) => new Refusal("deposit.for-the-fair", "The deposit is one for all lots of the fair.").With("fair", fair);

    public static Refusal NothingToCorrect { get; } =
        new("deposit.nothing-to-correct", "Nothing was recorded under this reference that was reversed.", RefusalKind.Unacceptable);

    public static Refusal ReceiptReversed(string transfer) =>
        new Refusal("deposit.receipt-reversed", "The receipt of this reference was reversed; what is recorded in its place says so.").With("corrects", transfer);
}

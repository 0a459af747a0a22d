using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Deposits;

/// <summary>Which steps of a deposit book which postings; a table in <c>docs/ledger.md</c> is this file. Each step's transfer id comes from the lot and the bidder, and a
/// deposit's two ends have one between them, so that none can end twice.</summary>
public static class DepositPostings
{
    public const string Receipt = "deposit-receipt", Hold = "hold", Release = "hold-release", Capture = "hold-capture";

    /// <summary>The transfer id of a receipt of money for deposits; with the reversed entry that it corrects, if it does.</summary>
    public static string TransferOfReceipt(string enterprise, string reference, string? corrects = null) =>
        corrects is null ? Id.From("deposit", enterprise, Receipt, reference) : Id.From("deposit", enterprise, Receipt, reference, corrects);

    /// <summary>The transfer id of the end of a hold, whichever it is.</summary>
    public static string TransferOfEnd(string lot, string bidder) => Id.From("deposit", lot, bidder, "end");

    /// <summary>Money came in at the bank, and is the bidder's to use for deposits.</summary>
    public static PostEntry ReceiptBooked(string enterprise, string reference, long amountMinor, string currency, string? corrects = null) => Entry(
        TransferOfReceipt(enterprise, reference, corrects), Receipt, enterprise, reference, currency,
        (AccountCode.Bank, -amountMinor), (AccountCode.Available(enterprise), amountMinor));

    /// <summary>A deposit is held.</summary>
    public static Also Held(DepositTerms terms, string bidder) => Posted(
        Id.From("deposit", terms.Lot, bidder, Hold), Hold, terms.Lot, "", terms.Currency,
        (AccountCode.Available(bidder), -terms.AmountMinor), (AccountCode.Held(bidder), terms.AmountMinor));

    /// <summary>A deposit ends: it is available again, or the organizer's.</summary>
    public static Also Ended(DepositEvent end) => end switch
    {
        DepositReleased released => Ended(released.Terms, released.Bidder, Release, AccountCode.Available(released.Bidder)),
        DepositCaptured captured => Ended(captured.Terms, captured.Bidder, Capture, AccountCode.Forfeited(captured.Terms.Fair)),
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };

    private static Also Ended(DepositTerms terms, string bidder, string step, string to) => Posted(
        TransferOfEnd(terms.Lot, bidder), step, terms.Lot, "", terms.Currency, (AccountCode.Held(bidder), -terms.AmountMinor), (to, terms.AmountMinor));

    private static Also Posted(string transfer, string step, string subject, string memo, string currency, params (string Account, long AmountMinor)[] legs) =>
        new(LedgerEntry.Stream(transfer), Entry(transfer, step, subject, memo, currency, legs));

    private static PostEntry Entry(string transfer, string step, string subject, string memo, string currency, params (string Account, long AmountMinor)[] legs) =>
        new(transfer, step, subject, memo, [.. legs.Select(leg => new Posting(leg.Account, leg.AmountMinor, currency))]);
}

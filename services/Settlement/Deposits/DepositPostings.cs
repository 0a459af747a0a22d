using System.Globalization;
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

    /// <summary>Money came in at the bank, and is the bidder's to use for deposits.</summary>
    public static PostEntry ReceiptBooked(string enterprise, string reference, long amountMinor, string currency, string? corrects = null) => Entry(
        TransferOfReceipt(enterprise, reference, corrects), Receipt, enterprise, reference, currency,
        (AccountCode.Bank, -amountMinor), (AccountCode.Available(enterprise), amountMinor));

    /// <summary>A deposit is held.</summary>
    public static Also Held(DepositTerms terms, string bidder, long? hold = null) => Posted(
        TransferOf(terms.Lot, bidder, Hold, hold), Hold, terms.Lot, "", terms.Currency,
        (AccountCode.Available(bidder), -terms.AmountMinor), (AccountCode.Held(bidder), terms.AmountMinor));

    /// <summary>A deposit for a whole fair is held.</summary>
    public static Also Held(FairDepositTerms terms, string bidder) => Posted(
        Id.From("deposit", terms.Fair, bidder, Hold), Hold, terms.Fair, "", terms.Currency,
        (AccountCode.Available(bidder), -terms.AmountMinor), (AccountCode.Held(bidder), terms.AmountMinor));

    /// <summary>The transfer id of the end of a hold for a lot or a fair, whichever end it is.</summary>
    public static string TransferOfEnd(string lot, string bidder, long? hold = null) => TransferOf(lot, bidder, "end", hold);

    /// <summary>A deposit ends: it is available again, or the organizer's and the consignor's.</summary>
    public static Also Ended(DepositEvent end) => end switch
    {
        DepositReleased { Terms: var terms } released => Released(terms.Lot, released.Bidder, terms.AmountMinor, terms.Currency, released.Hold),
        DepositCaptured { Terms: var terms } captured => Captured(terms.Lot, terms.Fair, captured.Bidder, terms.AmountMinor, terms.Currency, terms.Share(), captured.Hold),
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };

    /// <summary>The same of one for a whole fair.</summary>
    public static Also Ended(FairDepositEvent end) => end switch
    {
        FairDepositReleased { Terms: var terms, Limit.Bidder: var bidder } => Released(terms.Fair, bidder, terms.AmountMinor, terms.Currency),
        FairDepositCaptured { Terms: var terms, Limit.Bidder: var bidder } captured => Captured(terms.Fair, terms.Fair, bidder, terms.AmountMinor, terms.Currency, captured.Share),
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };

    // A bidder who was outbid and had its deposit back may have it held again: the first hold's ids say no number, as before there were others.
    private static string TransferOf(string lot, string bidder, string step, long? hold) =>
        hold is { } number ? Id.From("deposit", lot, bidder, step, number.ToString(CultureInfo.InvariantCulture)) : Id.From("deposit", lot, bidder, step);

    private static Also Released(string place, string bidder, long amountMinor, string currency, long? hold = null) => Posted(
        TransferOfEnd(place, bidder, hold), Release, place, "", currency, (AccountCode.Held(bidder), -amountMinor), (AccountCode.Available(bidder), amountMinor));

    private static Also Captured(string place, string fair, string bidder, long amountMinor, string currency, ForfeitShare? share, long? hold = null)
    {
        var consignor = share is null ? 0 : new Money(amountMinor, currency).Share(share.BasisPoints).Minor;
        return Posted(
            TransferOfEnd(place, bidder, hold), Capture, place, "", currency,
            (AccountCode.Held(bidder), -amountMinor), (AccountCode.ConsignorPayable(share?.Consignor ?? ""), consignor), (AccountCode.Forfeited(fair), amountMinor - consignor));
    }

    private static Also Posted(string transfer, string step, string subject, string memo, string currency, params (string Account, long AmountMinor)[] legs) =>
        new(LedgerEntry.Stream(transfer), Entry(transfer, step, subject, memo, currency, legs));

    private static PostEntry Entry(string transfer, string step, string subject, string memo, string currency, params (string Account, long AmountMinor)[] legs) =>
        new(transfer, step, subject, memo, [.. legs.Where(leg => leg.AmountMinor != 0).Select(leg => new Posting(leg.Account, leg.AmountMinor, currency))]);
}

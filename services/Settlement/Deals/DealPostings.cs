using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Deals;

/// <summary>Which steps of a deal book which postings; the table in <c>docs/ledger.md</c> is this file. Each is one ledger entry, whose
/// transfer id comes from the deal and the step, so that no step can be booked twice.</summary>
public static class DealPostings
{
    public const string Receipt = "receipt", Release = "release", Return = "return";

    /// <summary>The transfer id of a step that happens once in a deal.</summary>
    public static string TransferOf(string deal, string step) => Id.From("deal", deal, step);

    /// <summary>The transfer id of a bank receipt for a deal.</summary>
    public static string TransferOfReceipt(string deal, string reference) => Id.From("deal", deal, Receipt, reference);

    /// <summary>Money came in at the bank: the price goes into escrow, what is over it is the buyer's.</summary>
    public static Also ReceiptBooked(DealTerms terms, string reference, long escrowMinor, long creditMinor) =>
        Entry(terms, TransferOfReceipt(terms.Deal, reference), Receipt, reference,
            (AccountCode.Bank, checked(-escrowMinor - creditMinor)),
            (AccountCode.Escrow(terms.Deal), escrowMinor),
            (AccountCode.BuyerPayable(terms.Buyer), creditMinor));

    /// <summary>Removal was accepted: escrow goes to the consignor, less the organizer's commission.</summary>
    public static Also Released(DealTerms terms, long releasedMinor, long commissionMinor) =>
        Entry(terms, TransferOf(terms.Deal, Release), Release, "",
            (AccountCode.Escrow(terms.Deal), checked(-releasedMinor - commissionMinor)),
            (AccountCode.ConsignorPayable(terms.Consignor), releasedMinor),
            (AccountCode.Commission(terms.Fair), commissionMinor));

    /// <summary>The deal defaulted: what is in escrow is the buyer's again.</summary>
    public static Also Returned(DealTerms terms, long returnedMinor) =>
        Entry(terms, TransferOf(terms.Deal, Return), Return, "",
            (AccountCode.Escrow(terms.Deal), -returnedMinor),
            (AccountCode.BuyerPayable(terms.Buyer), returnedMinor));

    private static Also Entry(DealTerms terms, string transfer, string step, string memo, params (string Account, long AmountMinor)[] legs) => new(
        LedgerEntry.Stream(transfer),
        new PostEntry(transfer, step, terms.Deal, memo, [.. legs.Where(leg => leg.AmountMinor != 0).Select(leg => new Posting(leg.Account, leg.AmountMinor, terms.Currency))]));
}

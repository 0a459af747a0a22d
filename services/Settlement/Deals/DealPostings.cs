using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Deals;

/// <summary>Which steps of a deal book which postings; the table in <c>docs/ledger.md</c> is this file. Each is one ledger entry, whose
/// transfer id comes from the deal and the step, so that no step can be booked twice.</summary>
public static class DealPostings
{
    public const string Receipt = "receipt", Deposit = "deposit-applied", Release = "release", Return = "return";

    /// <summary>The transfer id of a step that happens once in a deal.</summary>
    public static string TransferOf(string deal, string step) => Id.From("deal", deal, step);

    /// <summary>The transfer id of a bank receipt for a deal; with the reversed entry that it corrects, if it does.</summary>
    public static string TransferOfReceipt(string deal, string reference, string? corrects = null) =>
        corrects is null ? Id.From("deal", deal, Receipt, reference) : Id.From("deal", deal, Receipt, reference, corrects);

    /// <summary>Money came in at the bank: up to the total goes into escrow, what is over it is the buyer's.</summary>
    public static Also ReceiptBooked(DealTerms terms, string reference, long escrowMinor, long creditMinor, string? corrects = null) =>
        Entry(terms, TransferOfReceipt(terms.Deal, reference, corrects), Receipt, reference,
            (AccountCode.Bank, checked(-escrowMinor - creditMinor)),
            (AccountCode.Escrow(terms.Deal), escrowMinor),
            (AccountCode.BuyerPayable(terms.Buyer), creditMinor));

    /// <summary>The receipt was recorded wrongly: the opposite postings.</summary>
    public static Also ReceiptReversed(DealTerms terms, Deals.Receipt receipt)
    {
        var booked = (PostEntry)ReceiptBooked(terms, receipt.Reference, receipt.EscrowMinor, receipt.CreditMinor ?? 0, receipt.Corrects).Command;
        return new(LedgerEntry.Stream(booked.Reversed().Transfer), booked.Reversed());
    }

    /// <summary>The buyer's deposit became a part of the payment, which is the end of its hold; what is over the total is available again.</summary>
    public static Also DepositApplied(DealTerms terms, long escrowMinor, long returnedMinor, long? hold) =>
        Entry(terms, DepositPostings.TransferOfEnd(terms.Lot, terms.Buyer, hold), Deposit, "",
            (AccountCode.Held(terms.Buyer), checked(-escrowMinor - returnedMinor)),
            (AccountCode.Escrow(terms.Deal), escrowMinor),
            (AccountCode.Available(terms.Buyer), returnedMinor));

    /// <summary>The goods were accepted: escrow goes to the consignor, less commission and tax; the premium is the organizer's; what the buyer paid too much is its own. What was set off has
    /// reached the consignor already: its debts were cleared with it.</summary>
    public static Also Released(DealTerms terms, Charges charges, long returnedMinor, long setOffMinor) =>
        Entry(terms, TransferOf(terms.Deal, Release), Release, "",
            (AccountCode.Escrow(terms.Deal), checked(-charges.TotalMinor - returnedMinor - Math.Max(0, setOffMinor - charges.ReleasedMinor))),
            (AccountCode.ReceivedBySetOff(terms.Consignor), setOffMinor),
            (AccountCode.ConsignorPayable(terms.Consignor), Math.Max(0, charges.ReleasedMinor - setOffMinor)),
            (AccountCode.Commission(terms.Fair), charges.CommissionMinor),
            (AccountCode.Premium(terms.Fair), charges.PremiumMinor),
            (AccountCode.Tax(terms.Fair), charges.TaxMinor),
            (AccountCode.BuyerPayable(terms.Buyer), returnedMinor));

    /// <summary>The deal ended without a sale: what is in escrow is the buyer's again, less a deposit that it lost, which consignor and organizer share as the fair says. What
    /// was set off has reached the consignor, who owes it to the buyer from now on.</summary>
    public static Also Returned(DealTerms terms, long returnedMinor, long forfeitedMinor, long setOffMinor)
    {
        var consignor = new Money(forfeitedMinor, terms.Currency).Share(terms.Settlement?.ForfeitedBasisPoints ?? 0).Minor;
        return Entry(terms, TransferOf(terms.Deal, Return), Return, "",
            (AccountCode.Escrow(terms.Deal), checked(-returnedMinor - forfeitedMinor - setOffMinor)),
            (AccountCode.ReceivedBySetOff(terms.Consignor), setOffMinor),
            (AccountCode.BuyerPayable(terms.Buyer), returnedMinor),
            (AccountCode.ConsignorPayable(terms.Consignor), consignor),
            (AccountCode.Forfeited(terms.Fair), forfeitedMinor - consignor));
    }

    private static Also Entry(DealTerms terms, string transfer, string step, string memo, params (string Account, long AmountMinor)[] legs) => new(
        LedgerEntry.Stream(transfer),
        new PostEntry(transfer, step, terms.Deal, memo, [.. legs.Where(leg => leg.AmountMinor != 0).Select(leg => new Posting(leg.Account, leg.AmountMinor, terms.Currency))]));
}

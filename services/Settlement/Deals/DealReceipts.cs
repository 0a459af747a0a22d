using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Deals;

/// <summary>A bank receipt that the deal has booked.</summary>
/// <param name="Reference">The bank's reference.</param>
/// <param name="AmountMinor">What came in.</param>
/// <param name="CreditMinor">What of it was over the total and is the buyer's; nothing when null.</param>
/// <param name="Corrects">The reversed entry that it corrects; null for the first recording of its reference.</param>
/// <param name="IsReversed">True when it was recorded wrongly and is undone.</param>
public sealed record Receipt(string Reference, long AmountMinor, long? CreditMinor = null, string? Corrects = null, bool? IsReversed = null)
{
    /// <summary>What of it went into escrow.</summary>
    [JsonIgnore]
    public long EscrowMinor => AmountMinor - (CreditMinor ?? 0);

    /// <summary>The ledger entry that books it.</summary>
    public string TransferIn(string deal) => DealPostings.TransferOfReceipt(deal, Reference, Corrects);
}

// Bank receipts: what came in, and what was recorded wrongly.
public sealed partial record Deal
{
    private Receipt? Booked(string reference) => Receipts.Find(receipt => receipt.Reference == reference);

    // A receipt is a fact at the bank, so nothing of it is refused while the deal runs: what is over the total is booked as the buyer's credit.
    private Decision<DealEvent> Book(DealTerms terms, RecordReceipt receipt, DateTimeOffset now)
    {
        if (receipt.AmountMinor is <= 0 or > DealTerms.MostMinor) return DealRefusals.AmountOutOfRange;
        if (receipt.Reference.Length is 0 or > BankReference.Longest) return DealRefusals.NoReference;
        if (receipt.Currency is { } currency && currency != terms.Currency) return DealRefusals.WrongCurrency(terms.Currency);
        var known = Booked(receipt.Reference);
        if (known is { IsReversed: not true })
            return known.AmountMinor == receipt.AmountMinor ? Decision<DealEvent>.Nothing : DealRefusals.ReferenceUsed(known.AmountMinor);
        if (known is null && receipt.Corrects is not null) return DealRefusals.NothingToCorrect;
        if (known is not null && receipt.Corrects != known.TransferIn(terms.Deal)) return DealRefusals.ReceiptReversed(known.TransferIn(terms.Deal));
        if (HasEnded) return DealRefusals.Ended(Stage);
        if (IsOverdue(now)) return DealRefusals.Overdue(DueAt);
        if (known is null && Receipts.Count >= MostReceipts) return DealRefusals.TooManyReceipts;

        var escrow = Math.Clamp(Charges.TotalMinor - PaidMinor, 0, receipt.AmountMinor);
        var booked = new ReceiptBooked(
            receipt.Reference, receipt.AmountMinor, escrow, receipt.AmountMinor - escrow, PaidMinor + escrow, now.ToUnixTimeMilliseconds(), receipt.Corrects);
        Decision<DealEvent> decision = Stage == DealStage.AwaitingPayment ? (DealEvent[])[booked, .. PaidIfWhole(terms, booked.PaidMinor, now)] : booked;
        return decision.And([DealPostings.ReceiptBooked(terms, receipt.Reference, booked.EscrowMinor, booked.CreditMinor, receipt.Corrects)]);
    }

    // What was recorded wrongly never came in: escrow is less by it, and who had paid with it has to pay. After the handover others have acted on the payment, so that it stays.
    private Decision<DealEvent> Undo(DealTerms terms, UndoReceipt undo, DateTimeOffset now)
    {
        if (Booked(undo.Reference) is not { IsReversed: not true } receipt || undo.Transfer != receipt.TransferIn(terms.Deal)) return ReversalRefusals.Reversed;
        if (HasEnded) return DealRefusals.Ended(Stage);
        if (IsOverdue(now)) return DealRefusals.Overdue(DueAt);
        var (paid, at) = (PaidMinor - receipt.EscrowMinor, now.ToUnixTimeMilliseconds());
        var isUnpaid = Stage is not (DealStage.AwaitingContract or DealStage.AwaitingPayment) && paid < Charges.Of(terms).TotalMinor;
        if (isUnpaid && Stage is not (DealStage.AwaitingRemoval or DealStage.AwaitingDelivery)) return DealRefusals.GoodsGone;

        var reversed = new ReceiptReversed(receipt.Reference, undo.Transfer, receipt.AmountMinor, receipt.EscrowMinor, receipt.CreditMinor ?? 0, paid, DueWith(terms, paid, at), at);
        Decision<DealEvent> decision = isUnpaid
            ? (DealEvent[])[reversed, new DealUnpaid(terms.Deal, terms.Fair, Math.Max(1, Payments), Math.Max(PaymentDueAt, terms.PaymentDueAt(at)), at)]
            : reversed;
        return decision.And([DealPostings.ReceiptReversed(terms, receipt)]);
    }

    // A first part that is missing again is due on its day, if that is to come; after it the whole is due together.
    private long DueWith(DealTerms terms, long paidMinor, long now) => Stage != DealStage.AwaitingPayment ? DueAt
        : paidMinor < FirstPartMinor(terms) && FirstPartDueAt > now && FirstPartDueAt < PaymentDueAt ? FirstPartDueAt
        : Math.Max(DueAt, PaymentDueAt);

    private Deal With(ReceiptBooked booked)
    {
        var receipt = new Receipt(booked.Reference, booked.AmountMinor, booked.CreditMinor, booked.Corrects);
        var known = Receipts.FindIndex(other => other.Reference == booked.Reference);
        return (this with { Receipts = known < 0 ? Receipts.Add(receipt) : Receipts.SetItem(known, receipt) }).Paid(booked.PaidMinor);
    }

    private Deal Without(ReceiptReversed reversed) => this with
    {
        Receipts = Receipts.Replace(Booked(reversed.Reference)!, Booked(reversed.Reference)! with { IsReversed = true }),
        PaidMinor = reversed.PaidMinor,
        DueAt = reversed.DueAt,
    };

    // The whole is due anew, without a first part. A slot that was booked for goods that are not paid is none.
    private Deal Unpaid(DealUnpaid unpaid) =>
        this with { Stage = DealStage.AwaitingPayment, DueAt = unpaid.PaymentDueAt, PaymentDueAt = unpaid.PaymentDueAt, FirstPartDueAt = 0, Payments = unpaid.Payment, Slot = null };
}

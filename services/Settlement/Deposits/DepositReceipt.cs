using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Deposits;

/// <summary>One bank receipt of a bidder's money for deposits: stream <c>receipt/{id}</c>, whose id comes from the bidder and the bank's reference, so that a receipt told
/// again is booked once. A wrong recording is reversed; the bank has but one line of the reference, so the right one is then recorded under it too, and says what it corrects.</summary>
/// <param name="AmountMinor">What was booked last; 0 before.</param>
/// <param name="Currency">Of it.</param>
/// <param name="Corrects">The reversed entry that it corrects; null for the first recording.</param>
/// <param name="IsReversed">True when it was reversed since.</param>
public sealed record DepositReceipt(long AmountMinor, string Currency, string? Corrects = null, bool? IsReversed = null)
    : IDecider<DepositReceipt, DepositReceiptCommand, DepositReceiptEvent>
{
    public static DepositReceipt Initial { get; } = new(0, "");

    public static string Stream(string enterprise, string reference) => "receipt/" + Id.From("receipt", enterprise, reference);

    private bool Stands => AmountMinor > 0 && IsReversed is not true;

    public static Decision<DepositReceiptEvent> Decide(DepositReceipt receipt, DepositReceiptCommand command, DateTimeOffset now) => command switch
    {
        BookReceipt { AmountMinor: <= 0 or > DealTerms.MostMinor } => DealRefusals.AmountOutOfRange,
        BookReceipt book when receipt.Stands =>
            (receipt.AmountMinor, receipt.Currency) == (book.AmountMinor, book.Currency) ? Decision<DepositReceiptEvent>.Nothing : DealRefusals.ReferenceUsed(receipt.AmountMinor),
        BookReceipt { Corrects: not null } when receipt.AmountMinor == 0 => DepositRefusals.NothingToCorrect,
        BookReceipt book when receipt.AmountMinor > 0 && book.Corrects != receipt.TransferOf(book.Enterprise, book.Reference) =>
            DepositRefusals.ReceiptReversed(receipt.TransferOf(book.Enterprise, book.Reference)),
        BookReceipt book => ((Decision<DepositReceiptEvent>)new DepositReceiptBooked(
                book.Enterprise, book.Reference, book.AmountMinor, book.Currency, now.ToUnixTimeMilliseconds(), book.Corrects))
            .And([Posted(DepositPostings.ReceiptBooked(book.Enterprise, book.Reference, book.AmountMinor, book.Currency, book.Corrects))]),

        ReverseReceipt reverse when !receipt.Stands || reverse.Transfer != receipt.TransferOf(reverse.Enterprise, reverse.Reference) => ReversalRefusals.Reversed,
        ReverseReceipt reverse => ((Decision<DepositReceiptEvent>)new DepositReceiptReversed(
                reverse.Enterprise, reverse.Reference, reverse.Transfer, receipt.AmountMinor, receipt.Currency, now.ToUnixTimeMilliseconds()))
            .And([Posted(DepositPostings.ReceiptBooked(reverse.Enterprise, reverse.Reference, receipt.AmountMinor, receipt.Currency, receipt.Corrects).Reversed())]),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static DepositReceipt Evolve(DepositReceipt receipt, DepositReceiptEvent @event) => @event switch
    {
        DepositReceiptBooked booked when !receipt.Stands => new(booked.AmountMinor, booked.Currency, booked.Corrects),
        DepositReceiptReversed when receipt.Stands => receipt with { IsReversed = true },
        _ => throw new InvalidDataException($"{@event} cannot follow a receipt of {receipt.AmountMinor}."),
    };

    private string TransferOf(string enterprise, string reference) => DepositPostings.TransferOfReceipt(enterprise, reference, Corrects);

    private static Also Posted(PostEntry entry) => new(LedgerEntry.Stream(entry.Transfer), entry);
}

/// <summary>What may be asked of a receipt.</summary>
public abstract record DepositReceiptCommand;

/// <summary>The bank shows a receipt of a bidder's money for deposits.</summary>
/// <param name="Enterprise">The bidder.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="AmountMinor">Minor units, above zero.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Corrects">The reversed entry in whose place it stands; null where it is the first of its reference.</param>
public sealed record BookReceipt(string Enterprise, string Reference, long AmountMinor, string Currency, string? Corrects = null) : DepositReceiptCommand;

/// <summary>The receipt was recorded wrongly and is undone. Only its reversal sends it, once two persons have agreed.</summary>
/// <param name="Enterprise">The bidder.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="Transfer">The entry to undo.</param>
public sealed record ReverseReceipt(string Enterprise, string Reference, string Transfer) : DepositReceiptCommand;

/// <summary>What has happened to a receipt.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DepositReceiptBooked), "deposit-receipt-booked.v1")]
[JsonDerivedType(typeof(DepositReceiptReversed), "deposit-receipt-reversed.v1")]
public abstract record DepositReceiptEvent;

/// <summary>The receipt was booked, and is available to the bidder.</summary>
public sealed record DepositReceiptBooked(
    string Enterprise, string Reference, long AmountMinor, string Currency, long At, string? Corrects = null) : DepositReceiptEvent;

/// <summary>The receipt was recorded wrongly; its entry is undone.</summary>
public sealed record DepositReceiptReversed(string Enterprise, string Reference, string Transfer, long AmountMinor, string Currency, long At) : DepositReceiptEvent;

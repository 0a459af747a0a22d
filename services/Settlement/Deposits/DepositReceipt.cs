using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;

namespace Exchange.Settlement.Deposits;

/// <summary>One bank receipt of a bidder's money for deposits: stream <c>receipt/{id}</c>, whose id comes from the bidder and the bank's reference, so that a receipt told
/// again is booked once.</summary>
/// <param name="AmountMinor">What was booked; 0 before.</param>
/// <param name="Currency">Of it.</param>
public sealed record DepositReceipt(long AmountMinor, string Currency) : IDecider<DepositReceipt, DepositReceiptCommand, DepositReceiptEvent>
{
    public static DepositReceipt Initial { get; } = new(0, "");

    public static string Stream(string enterprise, string reference) => "receipt/" + Id.From("receipt", enterprise, reference);

    public static Decision<DepositReceiptEvent> Decide(DepositReceipt receipt, DepositReceiptCommand command, DateTimeOffset now) => command switch
    {
        BookReceipt { AmountMinor: <= 0 or > DealTerms.MostMinor } => DealRefusals.AmountOutOfRange,
        BookReceipt book when receipt.AmountMinor > 0 =>
            (receipt.AmountMinor, receipt.Currency) == (book.AmountMinor, book.Currency) ? Decision<DepositReceiptEvent>.Nothing : DealRefusals.ReferenceUsed(receipt.AmountMinor),
        BookReceipt book => ((Decision<DepositReceiptEvent>)new DepositReceiptBooked(book.Enterprise, book.Reference, book.AmountMinor, book.Currency, now.ToUnixTimeMilliseconds()))
            .And([DepositPostings.ReceiptBooked(book.Enterprise, book.Reference, book.AmountMinor, book.Currency)]),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static DepositReceipt Evolve(DepositReceipt receipt, DepositReceiptEvent @event) => @event switch
    {
        DepositReceiptBooked booked when receipt.AmountMinor == 0 => new(booked.AmountMinor, booked.Currency),
        _ => throw new InvalidDataException($"{@event} cannot follow a receipt of {receipt.AmountMinor}."),
    };
}

/// <summary>What may be asked of a receipt.</summary>
public abstract record DepositReceiptCommand;

/// <summary>The bank shows a receipt of a bidder's money for deposits.</summary>
public sealed record BookReceipt(string Enterprise, string Reference, long AmountMinor, string Currency) : DepositReceiptCommand;

/// <summary>What has happened to a receipt.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DepositReceiptBooked), "deposit-receipt-booked.v1")]
public abstract record DepositReceiptEvent;

/// <summary>The receipt was booked, and is available to the bidder.</summary>
public sealed record DepositReceiptBooked(string Enterprise, string Reference, long AmountMinor, string Currency, long At) : DepositReceiptEvent;

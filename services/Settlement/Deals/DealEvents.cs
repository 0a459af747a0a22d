using System.Text.Json.Serialization;

namespace Exchange.Settlement.Deals;

/// <summary>What a deal is about. It never changes.</summary>
/// <param name="Deal">The deal's id, which is the award's.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">The lot's catalogue number.</param>
/// <param name="Title">What was sold.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Consignor">The enterprise that sold it.</param>
/// <param name="Buyer">The enterprise that bought it.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="HammerMinor">What the buyer owes.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="AwardedAt">Unix milliseconds.</param>
/// <param name="CommissionBasisPoints">The consignor's commission, in 1/10,000 of the hammer value.</param>
/// <param name="PaymentDueMs">How long after the award the buyer may pay.</param>
/// <param name="RemovalDueMs">How long after the payment the buyer may remove.</param>
/// <param name="DepositMinor">What bidders had to hold for the lot; nothing when null.</param>
/// <param name="Reverse">True where a tender was awarded: its bidder sells. Null elsewhere.</param>
public sealed record DealTerms(
    string Deal, string Lot, string Fair, long Number, string Title, string Category, string Region, string Consignor, string Buyer,
    long QuantityMilli, string Unit, long HammerMinor, string Currency, long AwardedAt,
    long CommissionBasisPoints, long PaymentDueMs, long RemovalDueMs, long? DepositMinor = null, bool? Reverse = null)
{
    /// <summary>No deadline is longer than ten years, so that times always fit.</summary>
    public const long LongestMs = 3_652L * 86_400_000;

    /// <summary>No price and no receipt is greater, so that sums of them fit into 64 bits: ten million million yuan.</summary>
    public const long MostMinor = 1_000_000_000_000_000;

    /// <summary>Who had a deposit held for the lot, if it asked for one: the buyer, or in a tender the consignor.</summary>
    public string Bidder() => Reverse is true ? Consignor : Buyer;

    /// <summary>When the buyer must have paid, in Unix milliseconds.</summary>
    public long PaymentDueAt() => AwardedAt + PaymentDueMs;

    /// <summary>Whether a deal can be run by these terms.</summary>
    public bool AreSound() =>
        HammerMinor is > 0 and <= MostMinor && Currency is { Length: 3 } && CommissionBasisPoints is >= 0 and <= 10_000
        && AwardedAt is >= 0 and <= 253_402_300_799_999 && PaymentDueMs is >= 0 and <= LongestMs && RemovalDueMs is >= 0 and <= LongestMs;
}

public abstract record DealCommand;

/// <summary>An award became a deal.</summary>
public sealed record OpenDeal(DealTerms Terms) : DealCommand;

/// <summary>The bank shows a receipt for the deal.</summary>
/// <param name="AmountMinor">What came in.</param>
/// <param name="Reference">The bank's reference, unique in the deal: the same receipt told again is known by it.</param>
/// <param name="Currency">ISO 4217, or null for the deal's own.</param>
public sealed record RecordReceipt(long AmountMinor, string Reference, string? Currency = null) : DealCommand;

/// <summary>The buyer has the goods and accepts them.</summary>
/// <param name="By">The enterprise that accepts.</param>
public sealed record AcceptRemoval(string By) : DealCommand;

/// <summary>The deadline of a step has passed.</summary>
/// <param name="Reason">Which: <c>not-paid</c> or <c>not-removed</c>.</param>
public sealed record DefaultDeal(string Reason) : DealCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DealOpened), "deal-opened.v1")]
[JsonDerivedType(typeof(ReceiptBooked), "receipt-booked.v1")]
[JsonDerivedType(typeof(DealPaid), "deal-paid.v1")]
[JsonDerivedType(typeof(RemovalAccepted), "removal-accepted.v1")]
[JsonDerivedType(typeof(DealSettled), "deal-settled.v1")]
[JsonDerivedType(typeof(DealDefaulted), "deal-defaulted.v1")]
public abstract record DealEvent;

/// <summary>The deal began: the buyer has to pay.</summary>
public sealed record DealOpened(DealTerms Terms, long PaymentDueAt) : DealEvent;

/// <summary>A bank receipt was booked.</summary>
/// <param name="Reference">The bank's reference.</param>
/// <param name="AmountMinor">What came in: the next two together.</param>
/// <param name="EscrowMinor">What went into escrow.</param>
/// <param name="CreditMinor">What was over the price and is the buyer's.</param>
/// <param name="PaidMinor">What is in escrow after it.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record ReceiptBooked(string Reference, long AmountMinor, long EscrowMinor, long CreditMinor, long PaidMinor, long At) : DealEvent;

/// <summary>The price is whole in escrow: the buyer has to remove.</summary>
public sealed record DealPaid(string Deal, string Fair, long AmountMinor, string Currency, long RemovalDueAt, long At) : DealEvent;

/// <summary>The buyer accepted the goods.</summary>
public sealed record RemovalAccepted(string By, long At) : DealEvent;

/// <summary>Escrow was released; the deal is done.</summary>
public sealed record DealSettled(string Deal, string Fair, long ReleasedMinor, long CommissionMinor, string Currency, long At) : DealEvent;

/// <summary>A deadline passed; what was in escrow is the buyer's again, and the award falls.</summary>
public sealed record DealDefaulted(string Deal, string Lot, string Fair, string Reason, long ReturnedMinor, string Currency, long At) : DealEvent;

using System.Text.Json.Serialization;

namespace Exchange.Settlement.Deals;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DealOpened), "deal-opened.v1")]
[JsonDerivedType(typeof(ContractConfirmed), "contract-confirmed.v1")]
[JsonDerivedType(typeof(ContractConcluded), "contract-concluded.v1")]
[JsonDerivedType(typeof(DepositApplied), "deposit-applied.v1")]
[JsonDerivedType(typeof(ReceiptBooked), "receipt-booked.v1")]
[JsonDerivedType(typeof(ReceiptReversed), "receipt-reversed.v1")]
[JsonDerivedType(typeof(DealSetOff), "deal-set-off.v1")]
[JsonDerivedType(typeof(DealSetOffKept), "deal-set-off-kept.v1")]
[JsonDerivedType(typeof(DealSetOffUndone), "deal-set-off-undone.v1")]
[JsonDerivedType(typeof(DealPaid), "deal-paid.v1")]
[JsonDerivedType(typeof(DealUnpaid), "deal-unpaid.v1")]
[JsonDerivedType(typeof(RemovalBooked), "removal-booked.v1")]
[JsonDerivedType(typeof(DeliveryMissed), "delivery-missed.v1")]
[JsonDerivedType(typeof(GoodsHandedOver), "goods-handed-over.v1")]
[JsonDerivedType(typeof(RemovalAccepted), "removal-accepted.v1")]
[JsonDerivedType(typeof(DisputeOpened), "dispute-opened.v1")]
[JsonDerivedType(typeof(EvidenceAdded), "evidence-added.v1")]
[JsonDerivedType(typeof(DisputeDecided), "dispute-decided.v1")]
[JsonDerivedType(typeof(CancellationAsked), "cancellation-asked.v1")]
[JsonDerivedType(typeof(CancellationTakenBack), "cancellation-taken-back.v1")]
[JsonDerivedType(typeof(DealSettled), "deal-settled.v1")]
[JsonDerivedType(typeof(DealDefaulted), "deal-defaulted.v1")]
[JsonDerivedType(typeof(DealCancelled), "deal-cancelled.v1")]
[JsonDerivedType(typeof(ShortfallRecorded), "shortfall-recorded.v1")]
public abstract record DealEvent;

/// <summary>The deal began.</summary>
/// <param name="Terms">What it is about.</param>
/// <param name="PaymentDueAt">By when the buyer has to pay, in Unix milliseconds; 0 where the contract has to be confirmed first.</param>
/// <param name="ConfirmDueAt">By when both have to confirm the contract; null where there is one at once.</param>
/// <param name="FirstPartDueAt">By when the buyer has to pay the first part; null where there is none, or no contract yet.</param>
public sealed record DealOpened(DealTerms Terms, long PaymentDueAt, long? ConfirmDueAt = null, long? FirstPartDueAt = null) : DealEvent;

/// <summary>A party confirmed the contract.</summary>
public sealed record ContractConfirmed(string By, long At) : DealEvent;

/// <summary>The contract stands and is invoiced: the buyer has to pay.</summary>
/// <param name="How"><c>confirmed</c> by both, or by <c>silence</c>.</param>
/// <param name="PaymentDueAt">By when the whole, in Unix milliseconds.</param>
/// <param name="FirstPartDueAt">By when the first part; null where there is none.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record ContractConcluded(string How, long PaymentDueAt, long? FirstPartDueAt, long At) : DealEvent;

/// <summary>The buyer's deposit became a part of the payment.</summary>
/// <param name="AmountMinor">What of it went into escrow.</param>
/// <param name="ReturnedMinor">What was over the total, and is the bidder's to use again.</param>
/// <param name="PaidMinor">What is in escrow after it.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record DepositApplied(long AmountMinor, long ReturnedMinor, long PaidMinor, long At) : DealEvent;

/// <summary>A bank receipt was booked.</summary>
/// <param name="Reference">The bank's reference.</param>
/// <param name="AmountMinor">What came in: the next two together.</param>
/// <param name="EscrowMinor">What went into escrow.</param>
/// <param name="CreditMinor">What was over the total and is the buyer's.</param>
/// <param name="PaidMinor">What is in escrow after it.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Corrects">The reversed entry that it corrects; null for the first recording of its reference.</param>
public sealed record ReceiptBooked(string Reference, long AmountMinor, long EscrowMinor, long CreditMinor, long PaidMinor, long At, string? Corrects = null) : DealEvent;

/// <summary>A bank receipt was recorded wrongly; its entry is undone.</summary>
/// <param name="Reference">The bank's reference.</param>
/// <param name="Transfer">The entry that is undone.</param>
/// <param name="AmountMinor">What was recorded: the next two together.</param>
/// <param name="EscrowMinor">What left escrow with it.</param>
/// <param name="CreditMinor">What the buyer no longer has of it.</param>
/// <param name="PaidMinor">What is in escrow after it.</param>
/// <param name="DueAt">The deadline of the deal's step after it, in Unix milliseconds: earlier where the first part of the payment is missing again.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record ReceiptReversed(
    string Reference, string Transfer, long AmountMinor, long EscrowMinor, long CreditMinor, long PaidMinor, long DueAt, long At) : DealEvent;

/// <summary>The total is whole in escrow: the buyer has to remove.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="AmountMinor">The total.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="RemovalDueAt">By when, in Unix milliseconds.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Payment">Which time it is that the total is whole; the first when null.</param>
/// <param name="SetOffMinor">What of it was set off against debts and not paid; nothing when null.</param>
/// <param name="BarterMinor">What of it was given in goods, in a ring of barter; nothing when null.</param>
public sealed record DealPaid(
    string Deal, string Fair, long AmountMinor, string Currency, long RemovalDueAt, long At, long? Payment = null, long? SetOffMinor = null, long? BarterMinor = null) : DealEvent;

/// <summary>A round has set off a part of the payment. It is in escrow, and no payment before the round is final.</summary>
/// <param name="Round">The round.</param>
/// <param name="AmountMinor">How much.</param>
/// <param name="PaidMinor">What is in escrow after it.</param>
/// <param name="CutOffAt">When the round becomes final, in Unix milliseconds.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="InGoods">True where it is a ring of barter. Null elsewhere.</param>
public sealed record DealSetOff(string Round, long AmountMinor, long PaidMinor, long CutOffAt, long At, bool? InGoods = null) : DealEvent;

/// <summary>That round is final.</summary>
public sealed record DealSetOffKept(string Round, long AmountMinor, long At) : DealEvent;

/// <summary>That round was unwound: the buyer owes it again.</summary>
/// <param name="Round">The round.</param>
/// <param name="AmountMinor">How much.</param>
/// <param name="PaidMinor">What is in escrow after it.</param>
/// <param name="DueAt">The deadline of the deal's step after it, in Unix milliseconds.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record DealSetOffUndone(string Round, long AmountMinor, long PaidMinor, long DueAt, long At) : DealEvent;

/// <summary>What made the total whole was recorded wrongly: the buyer has to pay.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Payment">Which time it was that the total had been whole, from 1.</param>
/// <param name="PaymentDueAt">By when, in Unix milliseconds.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record DealUnpaid(string Deal, string Fair, long Payment, long PaymentDueAt, long At) : DealEvent;

/// <summary>The buyer will fetch the goods in this slot.</summary>
public sealed record RemovalBooked(long FromAt, long ThroughAt, long At) : DealEvent;

/// <summary>The buyer came in its slot in vain: the consignor has until then to hand over.</summary>
public sealed record DeliveryMissed(long DueAt, long At) : DealEvent;

/// <summary>The goods were handed over.</summary>
/// <param name="QuantityMilli">What was weighed, in thousandths of the unit.</param>
/// <param name="HammerMinor">The price of that quantity.</param>
/// <param name="TotalMinor">What the buyer pays for it.</param>
/// <param name="Note">The number of the delivery note or weighbridge ticket, or empty.</param>
/// <param name="AcceptanceDueAt">Until when the buyer may accept or dispute; silence accepts. Unix milliseconds.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record GoodsHandedOver(long QuantityMilli, long HammerMinor, long TotalMinor, string Note, long AcceptanceDueAt, long At) : DealEvent;

/// <summary>The buyer accepted the goods.</summary>
/// <param name="By">The buyer.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="BySilence">True where the time for a dispute passed without a word. Null elsewhere.</param>
public sealed record RemovalAccepted(string By, long At, bool? BySilence = null) : DealEvent;

/// <summary>The buyer disputes the goods.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="DecisionDueAt">Until when the organizer has to decide, in Unix milliseconds; after that the consignor gets all.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record DisputeOpened(string Reason, long DecisionDueAt, long At) : DealEvent;

/// <summary>A party's word or document in a dispute.</summary>
public sealed record EvidenceAdded(string By, string Text, string? Sha256, long At) : DealEvent;

/// <summary>The dispute was decided.</summary>
/// <param name="Outcome"><c>full</c>, <c>partial</c> or <c>refund</c>.</param>
/// <param name="ReductionMinor">By how much the price of the goods fell.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">The person who decided; empty where the time for it passed.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record DisputeDecided(string Outcome, long ReductionMinor, string Reason, string By, long At) : DealEvent;

/// <summary>A party wants to cancel.</summary>
public sealed record CancellationAsked(string By, string Reason, long At) : DealEvent;

/// <summary>A party no longer wants to.</summary>
public sealed record CancellationTakenBack(string By, long At) : DealEvent;

/// <summary>Escrow was released; the deal is done.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="ReleasedMinor">What the consignor got.</param>
/// <param name="CommissionMinor">The organizer's commission.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="PremiumMinor">The organizer's premium from the buyer; none when null.</param>
/// <param name="TaxMinor">The tax that was kept back; none when null.</param>
/// <param name="ReturnedMinor">What the buyer got back, because less was weighed or the price fell; nothing when null.</param>
/// <param name="UnpaidMinor">What the buyer would have owed for what was weighed above the awarded quantity, and did not pay; nothing when null.</param>
/// <param name="OwedBackMinor">What was set off beyond what the goods came to, and is owed to the buyer by the consignor; nothing when null.</param>
public sealed record DealSettled(
    string Deal, string Fair, long ReleasedMinor, long CommissionMinor, string Currency, long At,
    long? PremiumMinor = null, long? TaxMinor = null, long? ReturnedMinor = null, long? UnpaidMinor = null, long? OwedBackMinor = null) : DealEvent;

/// <summary>The buyer let a deadline pass: what it paid is its own again, without the deposit, and the award falls.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Reason"><c>not-confirmed</c>, <c>not-paid</c> or <c>not-removed</c>.</param>
/// <param name="ReturnedMinor">What the buyer got back.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="ForfeitedMinor">What of the payment was the deposit, and is lost; nothing when null.</param>
/// <param name="OwedBackMinor">What of it was set off, and is owed to the buyer by the consignor; nothing when null.</param>
public sealed record DealDefaulted(
    string Deal, string Lot, string Fair, string Reason, long ReturnedMinor, string Currency, long At, long? ForfeitedMinor = null, long? OwedBackMinor = null) : DealEvent;

/// <summary>The deal ended without a sale and without the buyer's fault: all that it paid is its own again, and the award falls.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Reason"><c>agreed</c>, <c>consignor-silent</c>, <c>not-delivered</c> or <c>refunded</c>.</param>
/// <param name="ReturnedMinor">What the buyer got back.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="OwedBackMinor">What of the payment was set off, and is owed to the buyer by the consignor; nothing when null.</param>
public sealed record DealCancelled(string Deal, string Lot, string Fair, string Reason, long ReturnedMinor, string Currency, long At, long? OwedBackMinor = null) : DealEvent;

/// <summary>It is known what the goods of the fallen award brought in the end: the buyer owes the difference to the consignor, who may claim it (Auction Law of the PRC, article 39).
/// No money is booked for a claim.</summary>
/// <param name="ShortfallMinor">The difference in hammer value, at least 0; what the consignor got of the deposit is counted against it in the view.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record ShortfallRecorded(long ShortfallMinor, long At) : DealEvent;

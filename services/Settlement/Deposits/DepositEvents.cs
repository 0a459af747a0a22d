using System.Text.Json.Serialization;

namespace Exchange.Settlement.Deposits;

/// <summary>What may be asked of the deposits for a lot.</summary>
public abstract record DepositCommand;

/// <summary>A lot was entered whose bidders need a deposit.</summary>
public sealed record AskDeposit(DepositTerms Terms) : DepositCommand;

/// <summary>The bidder asks that its deposit be held.</summary>
public sealed record HoldDeposit(string Bidder) : DepositCommand;

/// <summary>Units of the lot were awarded.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Winner">The bidder that won them.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="AmountMinor">What it has to pay for them, the hammer value; nothing where it sells.</param>
public sealed record NoteAward(string Award, string Winner, long QuantityMilli, long? AmountMinor = null) : DepositCommand;

/// <summary>The bidder's deal was opened, and by the fair's rules its deposit is a part of the payment.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Bidder">The enterprise.</param>
public sealed record SpendDeposit(string Deal, string Bidder) : DepositCommand;

/// <summary>The sale ended: by the hammer, or by withdrawal.</summary>
/// <param name="AwardedMilli">How much was awarded in all, what fell by a default included.</param>
public sealed record EndLot(long AwardedMilli) : DepositCommand;

/// <summary>The bidder was outbid and is bound by no bid.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Hold">Which of its holds, from 1.</param>
public sealed record FreeDeposit(string Bidder, long Hold) : DepositCommand;

/// <summary>A deal of the lot has ended; only the deal sends it, together with its end.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Buyer">The bidder that won the lot: the buyer, or in a tender the consignor.</param>
/// <param name="HasDefaulted">Whether the bidder defaulted.</param>
public sealed record NoteDealEnd(string Deal, string Buyer, bool HasDefaulted) : DepositCommand;

/// <summary>What has happened to the deposits for a lot.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DepositAsked), "deposit-asked.v1")]
[JsonDerivedType(typeof(DepositHeld), "deposit-held.v1")]
[JsonDerivedType(typeof(AwardNoted), "award-noted.v1")]
[JsonDerivedType(typeof(SaleEnded), "sale-ended.v1")]
[JsonDerivedType(typeof(DealEndNoted), "deal-end-noted.v1")]
[JsonDerivedType(typeof(DepositReleased), "deposit-released.v1")]
[JsonDerivedType(typeof(DepositCaptured), "deposit-captured.v1")]
[JsonDerivedType(typeof(DepositSpent), "deposit-spent.v1")]
public abstract record DepositEvent;

/// <summary>Bidders may have a deposit held for the lot.</summary>
public sealed record DepositAsked(DepositTerms Terms) : DepositEvent;

/// <summary>The deposit went from what the bidder has available to what is held.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Terms">What was asked.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Hold">Which of the bidder's holds for the lot it is; the first when null, here and where it ends.</param>
public sealed record DepositHeld(string Bidder, DepositTerms Terms, long At, long? Hold = null) : DepositEvent;

/// <summary>An award of the lot is known.</summary>
public sealed record AwardNoted(string Award, string Winner, long QuantityMilli, long? AmountMinor = null) : DepositEvent;

/// <summary>The sale has ended with so much awarded.</summary>
public sealed record SaleEnded(long AwardedMilli) : DepositEvent;

/// <summary>A deal of the lot has ended.</summary>
public sealed record DealEndNoted(string Deal, string Buyer, bool HasDefaulted) : DepositEvent;

/// <summary>The deposit is available to the bidder again.</summary>
public sealed record DepositReleased(string Bidder, DepositTerms Terms, long At, long? Hold = null) : DepositEvent;

/// <summary>The deposit is lost, because the bidder won and defaulted: the organizer's, and the consignor's where it has a share.</summary>
public sealed record DepositCaptured(string Bidder, DepositTerms Terms, long At, long? Hold = null) : DepositEvent;

/// <summary>The deposit is a part of what the bidder pays for a deal; the deal has booked it.</summary>
public sealed record DepositSpent(string Bidder, DepositTerms Terms, string Deal, long At, long? Hold = null) : DepositEvent;

using System.Text.Json.Serialization;

namespace Exchange.Settlement.Deposits;

/// <summary>What may be asked of the deposits for a fair.</summary>
public abstract record FairDepositCommand;

/// <summary>A lot of the fair is known; only its own deposits send it, once.</summary>
public sealed record EnterFairLot(FairDepositTerms Terms) : FairDepositCommand;

/// <summary>The sale of a lot has ended and all its awards are known; only its own deposits send it, once.</summary>
public sealed record EndFairLot : FairDepositCommand;

/// <summary>The fair has closed.</summary>
public sealed record CloseFair : FairDepositCommand;

/// <summary>The bidder asks that its deposit be held.</summary>
public sealed record HoldFairDeposit(string Bidder) : FairDepositCommand;

/// <summary>The bidder won in a lot; only the lot's deposits send it.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="AmountMinor">What it has to pay for it; nothing where it sells.</param>
public sealed record NoteFairAward(string Bidder, long AmountMinor) : FairDepositCommand;

/// <summary>A deal of the bidder has ended; only the lot's deposits send it.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="AmountMinor">What the award said.</param>
/// <param name="HasDefaulted">Whether the bidder defaulted.</param>
/// <param name="Share">What the lot's consignor gets of a captured deposit; nothing when null.</param>
public sealed record NoteFairDealEnd(string Bidder, long AmountMinor, bool HasDefaulted, ForfeitShare? Share = null) : FairDepositCommand;

/// <summary>What has happened to the deposits for a fair.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FairLotEntered), "fair-lot-entered.v1")]
[JsonDerivedType(typeof(FairLotEnded), "fair-lot-ended.v1")]
[JsonDerivedType(typeof(FairSaleClosed), "fair-sale-closed.v1")]
[JsonDerivedType(typeof(FairDepositHeld), "fair-deposit-held.v1")]
[JsonDerivedType(typeof(FairAwardNoted), "fair-award-noted.v1")]
[JsonDerivedType(typeof(FairDealEndNoted), "fair-deal-end-noted.v1")]
[JsonDerivedType(typeof(FairDepositReleased), "fair-deposit-released.v1")]
[JsonDerivedType(typeof(FairDepositCaptured), "fair-deposit-captured.v1")]
public abstract record FairDepositEvent;

/// <summary>One more lot is for sale.</summary>
public sealed record FairLotEntered(FairDepositTerms Terms) : FairDepositEvent;

/// <summary>One more lot is for sale no longer.</summary>
public sealed record FairLotEnded : FairDepositEvent;

/// <summary>The fair has closed.</summary>
public sealed record FairSaleClosed : FairDepositEvent;

/// <summary>The deposit went from what the bidder has available to what is held.</summary>
public sealed record FairDepositHeld(FairDepositTerms Terms, BidderLimit Limit, long At) : FairDepositEvent;

/// <summary>The bidder won, and may bid less.</summary>
public sealed record FairAwardNoted(long AmountMinor, string Currency, BidderLimit Limit, long At) : FairDepositEvent;

/// <summary>A deal of the bidder has ended, and it may bid more.</summary>
public sealed record FairDealEndNoted(long AmountMinor, string Currency, bool HasDefaulted, BidderLimit Limit, long At, ForfeitShare? Share = null) : FairDepositEvent;

/// <summary>The deposit is available to the bidder again.</summary>
public sealed record FairDepositReleased(FairDepositTerms Terms, BidderLimit Limit, long At) : FairDepositEvent;

/// <summary>The deposit is lost, because the bidder defaulted: the organizer's, and the consignor's where it has a share.</summary>
public sealed record FairDepositCaptured(FairDepositTerms Terms, BidderLimit Limit, long At, ForfeitShare? Share = null) : FairDepositEvent;

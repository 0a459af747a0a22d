using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;

namespace Exchange.Matching.Auctions;

/// <summary>What may be asked of an auction.</summary>
public abstract record AuctionCommand;

/// <summary>Puts a lot up for sale.</summary>
public sealed record OfferLot(Offering Offering) : AuctionCommand;

/// <summary>Asked by an enterprise that wants to buy.</summary>
/// <param name="Bidder">The enterprise.</param>
public abstract record BuyerCommand(string Bidder) : AuctionCommand
{
    /// <summary>What the bidder may do in the fair, looked up where an auction has asked for it; null where it was not, or nothing is known. No part of what was
    /// sent: a bid is the same bid with it and without.</summary>
    [JsonIgnore]
    public Pass? Pass { get; init; }

    /// <summary>The root of the bidder's credit code, as its token says; null where it says none. No part of what was sent.</summary>
    [JsonIgnore]
    public string? Root { get; init; }

    /// <summary>The number of the attempt for which it is meant; 0 for whichever runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Attempt { get; init; }
}

/// <summary>Offers an amount for the whole lot.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Confirmed">True when the bidder means the amount though it is many times the next bid; not asked when null.</param>
public sealed record PlaceBid(string Bidder, long AmountMinor, bool? Confirmed = null) : BuyerCommand(Bidder);

/// <summary>Offers a price for a unit of the lot, and says for how much.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="PriceMinor">The most it pays for a unit.</param>
/// <param name="QuantityMilli">The most it takes at that price, in thousandths of the unit.</param>
/// <param name="Raises">The number of the bidder's own standing bid whose place this one takes; null for one more.</param>
public sealed record PlaceDemand(string Bidder, long PriceMinor, long QuantityMilli, long? Raises = null) : BuyerCommand(Bidder);

/// <summary>Takes a quantity at the asked price.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="PriceMinor">The price that the buyer saw, and more than which they do not pay; whatever is asked when null.</param>
public sealed record TakeQuantity(string Bidder, long QuantityMilli, long? PriceMinor = null) : BuyerCommand(Bidder);

/// <summary>What is asked of a sale by sealed bids.</summary>
public abstract record SealedCommand(string Bidder) : BuyerCommand(Bidder);

/// <summary>Offers an amount that nobody learns before the opening; it takes the place of the bidder's bid before.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Offer">The amount, and the box in which the log keeps it. Never written.</param>
/// <param name="Currency">In what the bidder reckons, ISO 4217; the lot's when null.</param>
public sealed record PlaceSealedBid(string Bidder, [property: JsonIgnore] SealedOffer Offer, string? Currency = null) : SealedCommand(Bidder)
{
    /// <summary>What stands for the amount where the log compares commands.</summary>
    public string Mark => Offer.Mark;
}

/// <summary>Takes the bidder's sealed bid back.</summary>
public sealed record WithdrawSealedBid(string Bidder) : SealedCommand(Bidder);

/// <summary>Takes or declines a part of a bid, where the terms let a bidder choose.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Bid">The number of its own bid.</param>
/// <param name="Accepts">Whether it takes the part.</param>
public sealed record AnswerPart(string Bidder, long Bid, bool Accepts) : AuctionCommand;

/// <summary>Ends what has run out of time beside the close.</summary>
public sealed record Lapse : AuctionCommand;

/// <summary>Brings the hammer down, once the close has come.</summary>
/// <param name="Key">Opens sealed bids. Never written.</param>
/// <param name="Published">What an opening published, where a close is decided again without the key. Never written.</param>
public sealed record CloseAuction([property: JsonIgnore] LotKey? Key = null, [property: JsonIgnore] IReadOnlyList<OpenedBid>? Published = null) : AuctionCommand;

/// <summary>Ends the sale without a hammer; what was awarded before stands.</summary>
public sealed record WithdrawLot(string Reason) : AuctionCommand;

/// <summary>A late bid in another lot of the group has moved that lot's close; this one's moves to the same time.</summary>
/// <param name="Lot">The other lot.</param>
/// <param name="ClosesAt">Its close, in Unix milliseconds.</param>
public sealed record ExtendWith(string Lot, long ClosesAt) : AuctionCommand;

/// <summary>Publishes the head of the lot's audit file, once the sale has ended; the caller has computed it from the log.</summary>
public sealed record PublishAudit(long Entries, string Head) : AuctionCommand;

/// <summary>Nobody could bid for a time: a lot that closed in it, or closes within its grace, stays open for the grace.</summary>
/// <param name="FromAt">When the exchange was last known to work, in Unix milliseconds.</param>
/// <param name="ToAt">When it was back.</param>
public sealed record ExtendForDowntime(long FromAt, long ToAt) : AuctionCommand;

/// <summary>What has happened in an auction. The events of one stream are the whole truth about one lot's sale.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LotOffered), "lot-offered.v1")]
[JsonDerivedType(typeof(BidPlaced), "bid-placed.v1")]
[JsonDerivedType(typeof(DemandPlaced), "demand-placed.v1")]
[JsonDerivedType(typeof(PartsOffered), "parts-offered.v1")]
[JsonDerivedType(typeof(PartAnswered), "part-answered.v1")]
[JsonDerivedType(typeof(OfferMade), "offer-made.v1")]
[JsonDerivedType(typeof(OfferCountered), "offer-countered.v1")]
[JsonDerivedType(typeof(OfferEnded), "offer-ended.v1")]
[JsonDerivedType(typeof(BidSealed), "bid-sealed.v1")]
[JsonDerivedType(typeof(SealedBidWithdrawn), "sealed-bid-withdrawn.v1")]
[JsonDerivedType(typeof(BidsOpened), "bids-opened.v1")]
[JsonDerivedType(typeof(QuantityAwarded), "quantity-awarded.v1")]
[JsonDerivedType(typeof(PriorityTaken), "priority-taken.v1")]
[JsonDerivedType(typeof(DepositNoted), "deposit-noted.v1")]
[JsonDerivedType(typeof(DepositFreed), "deposit-freed.v1")]
[JsonDerivedType(typeof(AmendmentAllowed), "amendment-allowed.v1")]
[JsonDerivedType(typeof(AmendmentBarred), "amendment-barred.v1")]
[JsonDerivedType(typeof(RemedyProposed), "remedy-proposed.v1")]
[JsonDerivedType(typeof(BidVoided), "bid-voided.v1")]
[JsonDerivedType(typeof(CloseMoved), "close-moved.v1")]
[JsonDerivedType(typeof(AttemptOpened), "attempt-opened.v1")]
[JsonDerivedType(typeof(AuctionClosed), "auction-closed.v1")]
[JsonDerivedType(typeof(AuctionWithdrawn), "auction-withdrawn.v1")]
[JsonDerivedType(typeof(AuditPublished), "audit-published.v1")]
[JsonDerivedType(typeof(AwardFell), "award-fell.v1")]
[JsonDerivedType(typeof(SecondChanceOffered), "second-chance-offered.v1")]
[JsonDerivedType(typeof(SecondChanceEnded), "second-chance-ended.v1")]
[JsonDerivedType(typeof(HeldForRing), "held-for-ring.v1")]
[JsonDerivedType(typeof(WithdrawalNoted), "withdrawal-noted.v1")]
[JsonDerivedType(typeof(ReleasedFromRing), "released-from-ring.v1")]
public abstract record AuctionEvent;

/// <summary>The lot is up for sale; it takes bids from its opening time on.</summary>
public sealed record LotOffered(Offering Offering) : AuctionEvent;

/// <summary>A bid was accepted.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bid">The bid's number in the lot, from 1 and without gaps.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="AmountMinor">What was bid. With proxy bids it is a maximum, and secret from all but its bidder while that one leads: others see <see cref="ShownMinor"/>.</param>
/// <param name="PriceMinor">The lot's price since this bid.</param>
/// <param name="NextBidMinor">The least amount that another bidder may bid since this bid.</param>
/// <param name="ClosesAt">The lot's close since this bid, in Unix milliseconds.</param>
/// <param name="Leader">Who leads since this bid, where that is another than its bidder; null where the bid leads.</param>
/// <param name="LeaderNumber">That one's number.</param>
public sealed record BidPlaced(
    string Fair, long Bid, string Bidder, int BidderNumber, long AmountMinor, long PriceMinor, long NextBidMinor, long ClosesAt,
    string? Leader = null, int? LeaderNumber = null) : AuctionEvent
{
    /// <summary>What everybody may know of the amount: all of a bid that does not lead, and of one that leads as much as the price tells.</summary>
    [JsonIgnore]
    public long ShownMinor => Math.Min(AmountMinor, PriceMinor);
}

/// <summary>A bid of price and quantity was accepted.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bid">The bid's number in the lot, from 1 and without gaps.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="AmountMinor">What was bid for a unit.</param>
/// <param name="QuantityMilli">For how much, in thousandths of the unit.</param>
/// <param name="PriceMinor">The price of a unit at the margin since this bid, if the hammer fell then; 0 where nothing would be sold.</param>
/// <param name="NextBidMinor">The least acceptable price of a bid.</param>
/// <param name="ClosesAt">The lot's close since this bid, in Unix milliseconds.</param>
/// <param name="Raises">The number of the bidder's bid whose place this one takes; null where it is one more.</param>
public sealed record DemandPlaced(
    string Fair, long Bid, string Bidder, int BidderNumber, long AmountMinor, long QuantityMilli, long PriceMinor, long NextBidMinor, long ClosesAt,
    long? Raises = null) : AuctionEvent;

/// <summary>A sealed bid was accepted.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bid">The bid's number in the lot, from 1 and without gaps.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="Box">The amount and its salt, encrypted; of one length whatever they are.</param>
/// <param name="KeyCheck">Which key sealed it.</param>
/// <param name="Receipt">What the opening will be checked against: <see cref="LotKey.Receipt"/>.</param>
/// <param name="ClosesAt">The lot's close, in Unix milliseconds.</param>
/// <param name="Replaces">The bidder's bid before, in whose place this one stands; null where there is none.</param>
public sealed record BidSealed(
    string Fair, long Bid, string Bidder, int BidderNumber, string Box, string KeyCheck, string Receipt, long ClosesAt, long? Replaces = null) : AuctionEvent;

/// <summary>A bidder took a sealed bid back. Nobody ever learns its amount.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bid">The bid's number.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
public sealed record SealedBidWithdrawn(string Fair, long Bid, string Bidder, int BidderNumber) : AuctionEvent;

/// <summary>The sealed bids that stood were opened: from here on everybody may check every receipt, and recompute the winner.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bids">The bids, the earliest first.</param>
/// <param name="PriceMinor">The lot's price since the opening; 0 where no bid wins.</param>
/// <param name="ClosesAt">The lot's close since the opening, in Unix milliseconds.</param>
/// <param name="Leader">Who wins by the bids that were opened; null where no bid does.</param>
/// <param name="LeaderNumber">That one's number.</param>
public sealed record BidsOpened(
    string Fair, ImmutableArray<OpenedBid> Bids, long PriceMinor, long ClosesAt, string? Leader = null, int? LeaderNumber = null) : AuctionEvent;

/// <summary>A sealed bid that was opened.</summary>
/// <param name="Bid">The bid's number in the lot.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="AmountMinor">What was bid.</param>
/// <param name="Salt">The salt of the receipt, in hexadecimal.</param>
public sealed record OpenedBid(long Bid, int BidderNumber, long AmountMinor, string Salt);

/// <summary>The close moved without a bid in this lot.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="ClosesAt">The lot's close since, in Unix milliseconds.</param>
/// <param name="Reason">Why: <see cref="WithGroup"/> or <see cref="ForDowntime"/>.</param>
/// <param name="PriceMinor">The price, which has not changed.</param>
/// <param name="Bids">The number of accepted bids, which has not changed.</param>
/// <param name="Lot">The lot of the group whose bid moved it.</param>
/// <param name="DownFrom">When a downtime began, in Unix milliseconds.</param>
/// <param name="DownTo">When it ended.</param>
public sealed record CloseMoved(
    string Fair, long ClosesAt, string Reason, long PriceMinor, long Bids, string? Lot = null, long? DownFrom = null, long? DownTo = null) : AuctionEvent
{
    /// <summary>Nobody could bid for a time.</summary>
    public const string ForDowntime = "downtime";

    /// <summary>A late bid in another lot of the group.</summary>
    public const string WithGroup = "group";
}

/// <summary>The close has come, and some would win only a part of a bid, which they may decline: the hammer waits for them.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Until">The first moment that is too late for an answer, in Unix milliseconds.</param>
/// <param name="Parts">The parts that are asked of.</param>
/// <param name="DownFrom">Where those who were asked have more time because nobody could answer for a while: when the downtime began, in Unix milliseconds. Null elsewhere.</param>
/// <param name="DownTo">When it ended.</param>
public sealed record PartsOffered(
    string Fair, long Until, IReadOnlyList<OfferedPart> Parts, long? DownFrom = null, long? DownTo = null) : AuctionEvent;

/// <summary>A bidder took or declined a part of a bid. A declined bid stands no more.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bid">The number of the bid.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Accepted">Whether it takes the part.</param>
public sealed record PartAnswered(string Fair, long Bid, string Bidder, bool Accepted) : AuctionEvent;

/// <summary>A bidder bought some or all of the lot.</summary>
/// <param name="Award">The award's id, made of the lot and the award's number in it.</param>
/// <param name="Lot">The lot.</param>
/// <param name="Winner">The enterprise.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were awarded.</param>
/// <param name="HammerMinor">The price of the whole award.</param>
/// <param name="Settlement">How the sale is settled.</param>
/// <param name="PriceMinor">On a Dutch clock, its price then: of the lot, or of a unit where parts are sold. Where all winners of many units pay the same, that price.
/// For an offer, the price that was agreed on. After a second chance, what the whole lot was taken for. By priority, the opening. Null elsewhere.</param>
/// <param name="Reverse">True in a reverse tender: the consignor buys, and the winner sells. Null elsewhere.</param>
/// <param name="DepositMinor">What bidders had to hold for the lot; nothing when null.</param>
/// <param name="Priority">True where a key enterprise took the whole lot before the market opened. Null elsewhere.</param>
/// <param name="Ring">The ring of barter in which the lot was given; the price is then the value that both agreed to. Null elsewhere.</param>
public sealed record QuantityAwarded(
    string Award, Lot Lot, string Winner, long QuantityMilli, long HammerMinor, SettlementTerms Settlement, long? PriceMinor = null, bool? Reverse = null,
    long? DepositMinor = null, bool? Priority = null, Contracts.Matching.V1.BarterRing? Ring = null) : AuctionEvent;

/// <summary>The sale ended: the hammer fell, or everything is sold.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="OfferedMilli">Thousandths of the unit that were offered.</param>
/// <param name="AwardedMilli">Thousandths in awards that stand; 0 when the lot passed in.</param>
/// <param name="Bids">Accepted bids.</param>
/// <param name="DepositMinor">What bidders had to hold for the lot; nothing when null.</param>
/// <param name="Closing">How many times the sale has ended with this; null for the first. A default may open it again.</param>
/// <param name="FallenMilli">Thousandths in awards that fell before; none when null.</param>
public sealed record AuctionClosed(
    string Fair, long OfferedMilli, long AwardedMilli, long Bids, long? DepositMinor = null, long? Closing = null, long? FallenMilli = null) : AuctionEvent;

/// <summary>The lot was withdrawn: before its sale by its consignor, while it ran by two organizers, or after it because its deal was cancelled and no award is left.</summary>
/// <param name="Reason">For those who watched it.</param>
/// <param name="Proposal">What two organizers agreed on; null elsewhere.</param>
/// <param name="ConfirmedBy">The second organizer.</param>
/// <param name="Fair">The fair's id, where it was for sale, as are the next two.</param>
/// <param name="AwardedMilli">Thousandths of the unit in awards that stand.</param>
/// <param name="DepositMinor">What bidders had to hold for the lot; nothing when null.</param>
/// <param name="FallenMilli">Thousandths in awards that fell before; none when null.</param>
public sealed record AuctionWithdrawn(
    string Reason, Proposal? Proposal = null, string? ConfirmedBy = null, string? Fair = null, long? AwardedMilli = null, long? DepositMinor = null,
    long? FallenMilli = null) : AuctionEvent;

/// <summary>The head of the lot's audit file was published; the file holds all entries before this one, and this one is none of them.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Entries">How many entries the file has.</param>
/// <param name="Head">The hash of the last one, in lower-case hexadecimal.</param>
public sealed record AuditPublished(string Fair, long Entries, string Head) : AuctionEvent;

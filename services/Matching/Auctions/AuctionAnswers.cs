using System.Globalization;
using System.Text.Json.Serialization;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Matching.Auctions;

/// <summary>A bid to place.</summary>
/// <param name="AmountMinor">The amount for the whole lot, or for one unit where many are sold, in minor units, 1 to 10^15.</param>
/// <param name="QuantityMilli">Where many units are sold, for how much of it: thousandths of the unit, at least 1.</param>
/// <param name="Raises">Where many units are sold, the number of the caller's own standing bid whose place this one takes; one more bid if left out.</param>
/// <param name="Confirmed">True when the amount is meant though it is ten times the next bid or more; such a bid is refused without it.</param>
/// <param name="Currency">ISO 4217; the lot's if left out.</param>
/// <param name="Attempt">The attempt for which it is meant, as the lot counts them; refused in another one. Whichever runs if left out.</param>
public sealed record BidRequest(
    long? AmountMinor, long? QuantityMilli = null, long? Raises = null, bool? Confirmed = null, string? Currency = null, long? Attempt = null);

/// <summary>A quantity to purchase at the lot's price.</summary>
/// <param name="QuantityMilli">Thousandths of the lot's unit, at least 1.</param>
/// <param name="PriceMinor">The price that the buyer saw, 1 to 10^15 minor units: they pay the present price, and are refused when that is higher. Whatever is asked if left out.</param>
/// <param name="Currency">ISO 4217; the lot's if left out.</param>
/// <param name="Attempt">The attempt for which it is meant, as the lot counts them; refused in another one. Whichever runs if left out.</param>
public sealed record PurchaseRequest(long? QuantityMilli, long? PriceMinor = null, string? Currency = null, long? Attempt = null);

/// <summary>An accepted bid.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Bid">The bid's number in the lot, from 1 and without gaps.</param>
/// <param name="AmountMinor">What was bid; with proxy bids the caller's maximum.</param>
/// <param name="PriceMinor">The price since this bid.</param>
/// <param name="NextBidMinor">The least amount that another bidder may bid since this bid.</param>
/// <param name="ClosesAt">The close since this bid, in Unix milliseconds.</param>
/// <param name="Outbid">True where another's maximum, bid before, is no lower and leads on; absent where the bid leads.</param>
/// <param name="QuantityMilli">For how much, where many units are sold.</param>
public sealed record BidAnswer(
    string Lot, long Bid, long AmountMinor, long PriceMinor, long NextBidMinor, long ClosesAt, bool? Outbid = null, long? QuantityMilli = null)
{
    public static BidAnswer Of(string lot, DemandPlaced bid) =>
        new(lot, bid.Bid, bid.AmountMinor, bid.PriceMinor, bid.NextBidMinor, bid.ClosesAt, QuantityMilli: bid.QuantityMilli);

    public static BidAnswer Of(string lot, BidPlaced bid) =>
        new(lot, bid.Bid, bid.AmountMinor, bid.PriceMinor, bid.NextBidMinor, bid.ClosesAt, bid.Leader is null ? null : true);
}

/// <summary>An accepted purchase, which is an award.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Award">The award's id; the deal has the same.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="HammerMinor">What all of it costs.</param>
public sealed record PurchaseAnswer(string Lot, string Award, long QuantityMilli, long HammerMinor)
{
    public static PurchaseAnswer Of(string lot, QuantityAwarded award) => new(lot, award.Award, award.QuantityMilli, award.HammerMinor);
}

/// <summary>A lot's sale as it is now, as one caller sees it.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">The catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="Status">scheduled, priority (key enterprises may take it), open, closing (the hammer falls in a moment, or when those have answered who may decline a
/// part), sold, passed-in, withdrawn, or second-chance (after a default, the next
/// best bidder is asked).</param>
/// <param name="Format">The name of the format, such as english.</param>
/// <param name="PriceMinor">English: the price, 0 before the first bid. Fixed price: the price of one unit. Dutch: the clock's price now, of one unit where the lot is divisible.
/// Best offer: the asking price, of one unit where the lot is divisible. Many units: the price of a unit at the margin if the hammer fell now, 0 where nothing would be sold.</param>
/// <param name="NextBidMinor">The least acceptable next bid; 0 where nobody bids.</param>
/// <param name="Bids">Accepted bids.</param>
/// <param name="Leader">Who leads, as "Bidder n"; absent before the first bid.</param>
/// <param name="YouLead">Whether the caller's enterprise leads.</param>
/// <param name="ReserveMet">Whether the price meets the reserve.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds; a late bid may move it.</param>
/// <param name="RemainingMilli">Thousandths of the unit that can still be bought.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were offered.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Proxy">True where a bid is a maximum and the system bids for the leader only as far as needed; absent elsewhere.</param>
/// <param name="YourMaximumMinor">With proxy bids, the caller's own maximum, which nobody else sees; absent before the caller's first bid.</param>
/// <param name="NextFallAt">Dutch: when the price falls next, in Unix milliseconds; absent where it does not fall again.</param>
/// <param name="Divisible">Dutch and best offer: true where parts are sold, at a price for a unit; absent where the lot is taken whole.</param>
/// <param name="MinimumTakeMilli">Fixed price and best offer: the least that one takes, unless it is all that remains; absent where there is none.</param>
/// <param name="QuantityStepMilli">Quantities are whole numbers of it; absent where any quantity is sold.</param>
/// <param name="Book">Many units: the open book and the caller's place in it; absent elsewhere.</param>
/// <param name="YourOffer">Best offer: the caller's own last offer; absent before it, and to everybody else.</param>
/// <param name="OffersOpen">Best offer: how many offers await the consignor; absent to everybody else.</param>
/// <param name="AuditHead">The published head of the lot's audit file; absent until moments after the sale has ended.</param>
/// <param name="Reverse">True in a reverse tender: the consignor buys and the lowest offer wins; absent elsewhere.</param>
/// <param name="Sealed">True while bids are sealed that nobody has opened: there is no price and no leader; absent elsewhere.</param>
/// <param name="YourSealedBid">The number of the caller's sealed bid that stands; absent where there is none.</param>
/// <param name="SecondChance">What the caller's enterprise may take because the winner defaulted; absent where it is not asked.</param>
/// <param name="Attempts">The attempts to sell it so far, where the lot went down its ladder; the last one is that of the answer's format, price and times. Absent in the first.</param>
/// <param name="Priority">When and for what key enterprises may take the lot before it opens, and which one did; absent where they have no priority.</param>
public sealed record LotAnswer(
    string Lot, string Fair, long Number, string Title, string Status, string Format, long PriceMinor, long NextBidMinor, long Bids,
    string? Leader, bool YouLead, bool ReserveMet, long OpensAt, long ClosesAt, long RemainingMilli, long QuantityMilli, string Unit, string Currency,
    bool? Proxy = null, long? YourMaximumMinor = null, long? NextFallAt = null, bool? Divisible = null,
    long? MinimumTakeMilli = null, long? QuantityStepMilli = null, BookAnswer? Book = null,
    OfferShown? YourOffer = null, long? OffersOpen = null, string? AuditHead = null,
    bool? Reverse = null, bool? Sealed = null, long? YourSealedBid = null,
    SecondChanceAnswer? SecondChance = null, IReadOnlyList<AttemptShown>? Attempts = null, PriorityAnswer? Priority = null)
{
    /// <summary>What a caller sees of an auction that is offered, at a time in Unix milliseconds.</summary>
    public static LotAnswer Of(Auction auction, string enterprise, long at)
    {
        var (lot, terms, _, _) = auction.Offered;
        var format = auction.Format;
        return new(
            lot.Id, lot.Fair, lot.Number, lot.Title, auction.StatusAt(at), format.Name, format.PriceMinor(auction, at), format.NextBidMinor(auction), auction.Bids,
            auction.Leader is { } leader ? Bidder.Shown(auction.Bidders[leader].Number) : null,
            auction.Leader is not null && auction.Leader == enterprise, format.IsReserveMet(auction),
            terms.OpensAt, auction.ClosesAt, auction.RemainingMilli, lot.QuantityMilli, lot.Unit, lot.Currency,
            terms.Proxy is true ? true : null, terms.Proxy is true && auction.Bidders[enterprise].BestMinor is > 0 and var maximum ? maximum : null,
            format.NextFallAt(auction, at), terms.Divisible is true ? true : null, terms.MinimumTakeMilli, terms.QuantityStepMilli,
            format is MultiUnit units ? BookAnswer.Of(auction, units, enterprise) : null,
            auction.StandingOffers.Of(enterprise) is { } offer ? OfferShown.Of(auction, offer, enterprise, at) : null,
            format is BestOffer && enterprise == lot.Consignor ? auction.StandingOffers.Last.Count(open => open.Status == OfferStatus.Open && open.Stands(at)) : null,
            auction.Audit?.Head,
            format.IsReverse ? true : null, auction.Sealed is { Standing.IsEmpty: false, AreOpen: false } ? true : null, auction.Sealed?.Of(enterprise)?.Bid,
            SecondChanceAnswer.Of(auction, enterprise), AttemptShown.Of(auction, at), PriorityAnswer.Of(auction));
    }

    /// <summary>When this changes by itself next, in Unix milliseconds, because the lot or its priority window opens, or a clock falls; null for never.</summary>
    [JsonIgnore]
    public long? ChangesAt => Status switch
    {
        AuctionStatus.Scheduled => Priority?.FromAt ?? OpensAt,
        AuctionStatus.Priority => OpensAt,
        _ => NextFallAt,
    };

    /// <summary>Changes whenever anything changes that this answer shows.</summary>
    public string Tag => string.Create(CultureInfo.InvariantCulture, $"{Status}-{Bids}-{PriceMinor}-{RemainingMilli}-{ClosesAt}-{(YouLead ? 1 : 0)}{YourSealedBid}{Sealed}{Waits}");

    private string Waits => string.Concat(
        AuditHead is { } head ? "-" + head[..8] : "",
        Book is { AnswersUntil: { } until } ? string.Create(CultureInfo.InvariantCulture, $"-{until}-{Book.YourBids.Count(bid => bid.Asked is true)}-{Book.YourMilli}") : "",
        YourOffer is { } offer ? string.Create(CultureInfo.InvariantCulture, $"-{offer.Offer}-{offer.Status}") : "",
        OffersOpen is { } open ? string.Create(CultureInfo.InvariantCulture, $"-{open}") : "",
        SecondChance is null ? "" : "-asked",
        Priority?.YouMay is true ? "-may" : "");
}

/// <summary>The standing bids of a lot of many units, as one caller sees them.</summary>
/// <param name="Demand">How much is asked for at each price or above it, the highest price first; the best 100 prices.</param>
/// <param name="YourBids">The caller's own standing bids, the highest price first.</param>
/// <param name="YourMilli">What the caller would win if the hammer fell now, in thousandths of the unit.</param>
/// <param name="PriceStepMinor">Prices are whole numbers of it above the least acceptable one.</param>
/// <param name="MostQuantityMilli">The most that one bidder's standing bids may ask for; absent where any quantity may be asked for.</param>
/// <param name="AnswersUntil">After the close, until when some may decline a part of a bid, in Unix milliseconds; absent when nobody is asked.</param>
public sealed record BookAnswer(
    IReadOnlyList<DemandLevel> Demand, IReadOnlyList<YourBid> YourBids, long YourMilli, long PriceStepMinor, long? MostQuantityMilli, long? AnswersUntil = null)
{
    private const int MostLevels = 100;

    public static BookAnswer Of(Auction auction, MultiUnit units, string enterprise)
    {
        var (book, filled, terms) = (auction.Standing, units.Allot(auction).Filled, auction.Offered.Terms);
        var mine = book.Bids.Index().Where(bid => bid.Item.Bidder == enterprise)
            .Select(bid => new YourBid(
                bid.Item.Bid, bid.Item.PriceMinor, bid.Item.QuantityMilli, filled[bid.Index], book.AskedOf(enterprise, bid.Item.Bid) is null ? null : true)).ToList();
        return new(book.Levels(MostLevels), mine, mine.Sum(bid => bid.WinsMilli), Math.Max(1, terms.IncrementMinor), terms.MostQuantityMilli, book.Asked?.Until);
    }
}

/// <summary>A standing bid of the caller's own.</summary>
/// <param name="Bid">Its number, by which it is raised.</param>
/// <param name="AmountMinor">The price of a unit.</param>
/// <param name="QuantityMilli">For how much.</param>
/// <param name="WinsMilli">How much of it would win if the hammer fell now.</param>
/// <param name="Asked">True where the caller may decline the part that it wins, until the lot's <c>answersUntil</c>; absent elsewhere.</param>
public sealed record YourBid(long Bid, long AmountMinor, long QuantityMilli, long WinsMilli, bool? Asked = null);

/// <summary>An answer about a part, as it was taken down.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Bid">The number of the bid.</param>
/// <param name="Accepted">Whether the part is taken.</param>
public sealed record PartAnswer(string Lot, long Bid, bool Accepted)
{
    public static PartAnswer Of(string lot, PartAnswered answered) => new(lot, answered.Bid, answered.Accepted);
}

/// <summary>A lot in a fair's list.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">The catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Status">scheduled, priority, open, closing, sold, passed-in, withdrawn or second-chance.</param>
/// <param name="Format">The name of the format, such as english.</param>
/// <param name="PriceMinor">English: the price, 0 before the first bid. Fixed price: the price of one unit. Dutch: the clock's price now, as the lot itself says it.
/// Best offer: the asking price. Many units: the price of a unit at the margin.</param>
/// <param name="NextBidMinor">The least acceptable next bid; 0 where nobody bids.</param>
/// <param name="Bids">Accepted bids.</param>
/// <param name="Leader">Who leads, as "Bidder n"; absent before the first bid.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds.</param>
/// <param name="RemainingMilli">Thousandths of the unit that can still be bought.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were offered.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record ListedLot(
    string Lot, long Number, string Title, string Category, string Region, string Status, string Format, long PriceMinor, long NextBidMinor, long Bids,
    string? Leader, long OpensAt, long ClosesAt, long RemainingMilli, long QuantityMilli, string Unit, string Currency);

/// <summary>One accepted bid of a lot's history.</summary>
/// <param name="Bid">Its number in the lot.</param>
/// <param name="Bidder">Who bid, as "Bidder n".</param>
/// <param name="You">Whether the caller's enterprise bid.</param>
/// <param name="AmountMinor">What was bid; of a maximum that leads, as much as the price tells; 0 of a sealed bid that is not opened.</param>
/// <param name="PriceMinor">The price since this bid; 0 of a sealed one.</param>
/// <param name="ReceivedAt">When it was received, in Unix milliseconds.</param>
/// <param name="QuantityMilli">For how much, where many units are sold; absent elsewhere.</param>
/// <param name="Raises">The number of the bid whose place it took; absent where it took none.</param>
/// <param name="Receipt">Of a sealed bid, the SHA-256 that the opening is checked against; absent elsewhere.</param>
/// <param name="Salt">Of a sealed bid that was opened, the salt of its receipt; absent elsewhere.</param>
/// <param name="Ended">Of a sealed bid that stands no more, amended or withdrawn; it is never opened. Absent elsewhere.</param>
/// <param name="VoidReason">Why two organizers made it void; absent where it counts.</param>
/// <param name="Attempt">In which attempt it was placed; absent where the lot has had only one.</param>
public sealed record BidInHistory(
    long Bid, string Bidder, bool You, long AmountMinor, long PriceMinor, long ReceivedAt, long? QuantityMilli = null, long? Raises = null,
    string? Receipt = null, string? Salt = null, string? Ended = null, string? VoidReason = null, long? Attempt = null);

/// <summary>What shall be done to a lot whose sale runs, once another organizer confirms it.</summary>
/// <param name="Bid">The bid that shall be void; the lot shall be withdrawn if left out.</param>
/// <param name="Reason">Why, for those who watch the lot: 1 to 200 characters.</param>
public sealed record ProposalRequest(long? Bid, string? Reason);

/// <summary>A proposal that another organizer may confirm.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Proposal">Its number in the lot.</param>
/// <param name="Bid">The bid that shall be void; absent where the lot shall be withdrawn.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who proposed it.</param>
public sealed record ProposalAnswer(string Lot, long Proposal, long? Bid, string Reason, string By)
{
    public static ProposalAnswer Of(string lot, Proposal proposal) => new(lot, proposal.Number, proposal.Bid, proposal.Reason, proposal.By);
}

/// <summary>How others see a bidder until the award.</summary>
public static class Bidder
{
    public static string Shown(long number) => string.Create(CultureInfo.InvariantCulture, $"Bidder {number}");
}

/// <summary>That a deposit is free: Settlement releases it moments later.</summary>
/// <param name="Lot">The lot's id.</param>
public sealed record FreedAnswer(string Lot);

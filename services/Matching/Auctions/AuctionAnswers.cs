using System.Globalization;

namespace Exchange.Matching.Auctions;

/// <summary>A bid to place.</summary>
/// <param name="AmountMinor">The amount for the whole lot in minor units, 1 to 10^15.</param>
public sealed record BidRequest(long? AmountMinor);

/// <summary>A quantity to purchase at the lot's price.</summary>
/// <param name="QuantityMilli">Thousandths of the lot's unit, at least 1.</param>
/// <param name="PriceMinor">The price that the buyer saw, 1 to 10^15 minor units: they pay the present price, and are refused when that is higher. Whatever is asked if left out.</param>
public sealed record PurchaseRequest(long? QuantityMilli, long? PriceMinor = null);

/// <summary>An accepted bid.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Bid">The bid's number in the lot, from 1 and without gaps.</param>
/// <param name="AmountMinor">What was bid; with proxy bids the caller's maximum.</param>
/// <param name="PriceMinor">The price since this bid.</param>
/// <param name="NextBidMinor">The least amount that another bidder may bid since this bid.</param>
/// <param name="ClosesAt">The close since this bid, in Unix milliseconds.</param>
/// <param name="Outbid">True where another's maximum, bid before, is no lower and leads on; absent where the bid leads.</param>
public sealed record BidAnswer(string Lot, long Bid, long AmountMinor, long PriceMinor, long NextBidMinor, long ClosesAt, bool? Outbid = null)
{
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
/// <param name="Status">scheduled, open, closing (the result is fixed, the hammer falls in a moment), sold, passed-in or withdrawn.</param>
/// <param name="Format">english, fixed-price or dutch.</param>
/// <param name="PriceMinor">English: the price, 0 before the first bid. Fixed price: the price of one unit. Dutch: the clock's price now, of one unit where the lot is divisible.</param>
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
/// <param name="Divisible">Dutch: true where parts are sold, at a price for a unit; absent where the lot is taken whole.</param>
public sealed record LotAnswer(
    string Lot, string Fair, long Number, string Title, string Status, string Format, long PriceMinor, long NextBidMinor, long Bids,
    string? Leader, bool YouLead, bool ReserveMet, long OpensAt, long ClosesAt, long RemainingMilli, long QuantityMilli, string Unit, string Currency,
    bool? Proxy = null, long? YourMaximumMinor = null, long? NextFallAt = null, bool? Divisible = null)
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
            format.NextFallAt(auction, at), terms.Divisible is true ? true : null);
    }

    /// <summary>Changes whenever anything changes that this answer shows.</summary>
    public string Tag => string.Create(CultureInfo.InvariantCulture, $"{Status}-{Bids}-{PriceMinor}-{RemainingMilli}-{ClosesAt}-{(YouLead ? 1 : 0)}");
}

/// <summary>A lot in a fair's list.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">The catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Status">scheduled, open, closing, sold, passed-in or withdrawn.</param>
/// <param name="Format">english, fixed-price or dutch.</param>
/// <param name="PriceMinor">English: the price, 0 before the first bid. Fixed price: the price of one unit. Dutch: the clock's price now, as the lot itself says it.</param>
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
/// <param name="AmountMinor">What was bid; of a maximum that leads, as much as the price tells.</param>
/// <param name="PriceMinor">The price since this bid.</param>
/// <param name="ReceivedAt">When it was received, in Unix milliseconds.</param>
public sealed record BidInHistory(long Bid, string Bidder, bool You, long AmountMinor, long PriceMinor, long ReceivedAt);

/// <summary>How others see a bidder until the award.</summary>
public static class Bidder
{
    public static string Shown(long number) => string.Create(CultureInfo.InvariantCulture, $"Bidder {number}");
}

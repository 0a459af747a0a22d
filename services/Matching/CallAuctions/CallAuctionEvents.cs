using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.CallAuctions;

/// <summary>What may be asked of a call auction.</summary>
public abstract record CallAuctionCommand;

/// <summary>Opens it in a fair.</summary>
/// <param name="Fair">The fair as it was published; null when it is not heard of.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Terms">What is traded, and how.</param>
public sealed record OpenCallAuction(FairPublished? Fair, string By, bool AsOperator, CallTerms Terms) : CallAuctionCommand;

/// <summary>Asked by an enterprise that trades.</summary>
/// <param name="Enterprise">The enterprise.</param>
public abstract record OrderCommand(string Enterprise) : CallAuctionCommand;

/// <summary>Orders up to a quantity at a price or better.</summary>
/// <param name="Enterprise">The enterprise.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="PriceMinor">The worst price of a unit.</param>
/// <param name="QuantityMilli">The most, in thousandths of the unit.</param>
/// <param name="Currency">The currency that is meant; the auction's when null.</param>
public sealed record PlaceOrder(string Enterprise, Side Side, long PriceMinor, long QuantityMilli, string? Currency = null) : OrderCommand(Enterprise)
{
    /// <summary>What the enterprise may do in the fair, looked up where the call auction has asked for it; null where it was not, or nothing is known. No part
    /// of what was sent.</summary>
    [JsonIgnore]
    public Pass? Pass { get; init; }

    /// <summary>The root of the enterprise's credit code, as its token says; null where it says none. No part of what was sent.</summary>
    [JsonIgnore]
    public string? Root { get; init; }
}

/// <summary>Asked of an order that waits.</summary>
/// <param name="Enterprise">The enterprise.</param>
/// <param name="Order">The order's number.</param>
public abstract record StandingOrderCommand(string Enterprise, long Order) : OrderCommand(Enterprise);

/// <summary>Gives an order another price or quantity.</summary>
public sealed record AmendOrder(string Enterprise, long Order, long PriceMinor, long QuantityMilli) : StandingOrderCommand(Enterprise, Order);

/// <summary>Takes an order back.</summary>
public sealed record CancelOrder(string Enterprise, long Order) : StandingOrderCommand(Enterprise, Order);

/// <summary>Lets all orders meet, once the call has come.</summary>
public sealed record CallOrders : CallAuctionCommand;

/// <summary>The deal of a trade defaulted or was cancelled.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Reason">Why, as Settlement says it.</param>
public sealed record DropTrade(string Award, string Reason) : CallAuctionCommand;

/// <summary>Publishes the head of its audit file, once the orders were called; the caller has computed it from the log.</summary>
public sealed record PublishCallAudit(long Entries, string Head) : CallAuctionCommand;

/// <summary>What has happened in a call auction.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CallAuctionOpened), "call-auction-opened.v1")]
[JsonDerivedType(typeof(OrderPlaced), "order-placed.v1")]
[JsonDerivedType(typeof(OrderAmended), "order-amended.v1")]
[JsonDerivedType(typeof(OrderCancelled), "order-cancelled.v1")]
[JsonDerivedType(typeof(OrdersCrossed), "orders-crossed.v1")]
[JsonDerivedType(typeof(TradeFell), "trade-fell.v1")]
[JsonDerivedType(typeof(CallAuditPublished), "call-audit-published.v1")]
public abstract record CallAuctionEvent;

public sealed record CallAuctionOpened(CallTerms Terms) : CallAuctionEvent;

/// <summary>An order was accepted, and stands behind all that were there before.</summary>
public sealed record OrderPlaced(OpenOrder Order) : CallAuctionEvent;

/// <summary>An order has another price or quantity.</summary>
/// <param name="Order">The order as it is since.</param>
/// <param name="KeepsTime">Whether it keeps its place among orders of the same price; else it stands behind all others.</param>
public sealed record OrderAmended(OpenOrder Order, bool KeepsTime) : CallAuctionEvent;

/// <summary>An order was taken back.</summary>
/// <param name="Order">The order as it was.</param>
public sealed record OrderCancelled(OpenOrder Order) : CallAuctionEvent;

/// <summary>What an order got at the call.</summary>
public sealed record OrderFill(long Order, long QuantityMilli);

/// <summary>What the call came to.</summary>
/// <param name="PriceMinor">The one price of a unit for all; null when nothing is traded.</param>
/// <param name="VolumeMilli">What is traded, in thousandths of the unit.</param>
/// <param name="SurplusMilli">What is left over at the price: of the buyers above zero, of the sellers below.</param>
/// <param name="Fills">What each order got that got anything.</param>
public sealed record CallResult(long? PriceMinor, long VolumeMilli, long SurplusMilli, IReadOnlyList<OrderFill> Fills);

/// <summary>What one buyer buys from one seller: an award, and one deal.</summary>
/// <param name="Award">The award's id, made of the auction and the number of the pair.</param>
/// <param name="Buyer">The enterprise that buys.</param>
/// <param name="Seller">The enterprise that sells.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="HammerMinor">What all of it costs.</param>
public sealed record CallAward(string Award, string Buyer, string Seller, long QuantityMilli, long HammerMinor);

/// <summary>All orders met: the end of a call auction.</summary>
/// <param name="Grade">What was traded.</param>
/// <param name="Settlement">How the trades are settled.</param>
/// <param name="Result">Price, volume and fills.</param>
/// <param name="Awards">Who buys from whom.</param>
public sealed record OrdersCrossed(Grade Grade, SettlementTerms Settlement, CallResult Result, IReadOnlyList<CallAward> Awards) : CallAuctionEvent
{
    /// <summary>The end of a call auction whose orders crossed.</summary>
    public static OrdersCrossed Of(CallTerms terms, ImmutableList<OpenOrder> book, Crossing crossing)
    {
        IReadOnlyList<OrderFill> fills = [.. crossing.Fills.Select(fill => new OrderFill(long.Parse(fill.Order, System.Globalization.CultureInfo.InvariantCulture), fill.QuantityMilli))];
        return new(
            terms.Grade, terms.Settlement, new(crossing.PriceMinor, crossing.VolumeMilli, crossing.SurplusMilli, fills),
            crossing.PriceMinor is { } price ? Pairing.Of(terms.Grade, price, book, fills) : []);
    }
}

/// <summary>The deal of a trade defaulted or was cancelled: it stands no more. Price, fills and the other trades are as they were, because the orders ended with the call.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were traded.</param>
/// <param name="HammerMinor">What all of it cost.</param>
/// <param name="Reason">Why.</param>
public sealed record TradeFell(string Award, string Fair, long QuantityMilli, long HammerMinor, string Reason) : CallAuctionEvent;

/// <summary>The head of the audit file was published; the file holds all entries before this one, and this one is none of them.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Entries">How many entries the file has.</param>
/// <param name="Head">The hash of the last one, in lower-case hexadecimal.</param>
public sealed record CallAuditPublished(string Fair, long Entries, string Head) : CallAuctionEvent;

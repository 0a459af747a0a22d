using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.CallAuctions;

/// <summary>Where a call auction is.</summary>
public static class CallAuctionStatus
{
    public const string Scheduled = "scheduled", Open = "open";

    /// <summary>No more orders are taken, and the price is not announced yet; lasts a moment.</summary>
    public const string Calling = "calling";

    /// <summary>The price and the fills are fixed.</summary>
    public const string Called = "called";

    /// <summary>The status at a time in Unix milliseconds, as the opening and the call are.</summary>
    public static string At(long at, long opensAt, long callsAt, bool isCalled) =>
        isCalled ? Called : at < opensAt ? Scheduled : at < callsAt ? Open : Calling;
}

/// <summary>An order that waits for the call, or waited when it came.</summary>
/// <param name="Number">Its number in the auction, from 1.</param>
/// <param name="Enterprise">Whose it is.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="PriceMinor">The worst price of a unit.</param>
/// <param name="QuantityMilli">The most, in thousandths of the unit.</param>
public sealed record OpenOrder(long Number, string Enterprise, Side Side, long PriceMinor, long QuantityMilli)
{
    /// <summary>The root of the enterprise's credit code, as its token said; null where it said none.</summary>
    public string? Root { get; init; }

    /// <summary>Whether this order and another could trade with each other at some price.</summary>
    public bool Meets(OpenOrder other) => Side != other.Side && (Side == Side.Buy ? PriceMinor >= other.PriceMinor : PriceMinor <= other.PriceMinor);
}

/// <summary>A call auction (集合竞价): orders to buy and to sell one standard grade are collected, nobody sees another's, and at the call all of them meet
/// at the one price that <see cref="Crossing"/> finds. Enterprises that are one never trade with each other, because an order that could meet one of
/// their own is refused: at one price for all, two orders are filled together only if the buyer's limit is no lower than the seller's.</summary>
public sealed record CallAuction : IDecider<CallAuction, CallAuctionCommand, CallAuctionEvent>
{
    /// <summary>The most orders that wait at a time, of all and of one enterprise, so that the state stays small.</summary>
    public const int MostOrders = 2_000, MostOfOne = 20;

    public static CallAuction Initial { get; } = new();

    /// <summary>What is traded, and how; null before it was opened.</summary>
    public CallTerms? Terms { get; init; }

    /// <summary>How many orders were placed, which is the number of the last one.</summary>
    public long Orders { get; init; }

    /// <summary>The orders that wait, in the order of their times; after the call those that waited when it came.</summary>
    public ImmutableList<OpenOrder> Book { get; init; } = [];

    /// <summary>What the call came to; null before.</summary>
    public CallResult? Result { get; init; }

    /// <summary>The trades that fell since.</summary>
    public ImmutableList<CallAward> Fallen { get; init; } = [];

    /// <summary>The head of the audit file; null before it was published.</summary>
    public AuditHead? Audit { get; init; }

    /// <summary>What is traded, and how. Only once it is opened.</summary>
    [JsonIgnore]
    public CallTerms Opened => Terms ?? throw new InvalidOperationException("The call auction is not opened yet.");

    /// <summary>The stream of a call auction.</summary>
    public static string Stream(string auction) => "call-auction/" + auction;

    /// <summary>Where it is at a time in Unix milliseconds.</summary>
    public string StatusAt(long at) => CallAuctionStatus.At(at, Opened.OpensAt, Opened.CallsAt, Result is not null);

    /// <summary>What a call would come to now. Pure: the same however often it is asked.</summary>
    public Crossing Cross() => Crossing.Of(
        [.. Book.Select(order => new Order(order.Number.ToString(CultureInfo.InvariantCulture), order.Side, order.PriceMinor, order.QuantityMilli))],
        Opened.ReferenceMinor,
        Opened.TickMinor);

    /// <summary>Who bought from whom at the call, whether it stands or not; nobody before.</summary>
    public IReadOnlyList<CallAward> Trades() => Result is { PriceMinor: { } price } result ? Pairing.Of(Opened.Grade, price, Book, result.Fills) : [];

    public static Decision<CallAuctionEvent> Decide(CallAuction auction, CallAuctionCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return command switch
        {
            OpenCallAuction { Fair: not { Organizer: not null, Settlement: not null } } => CallAuctionRefusals.UnknownFair,
            OpenCallAuction open when open.By != open.Fair!.Organizer && !open.AsOperator => CallAuctionRefusals.NotYours,
            OpenCallAuction open when auction.Terms is { } known => open.Terms.IsSame(known) ? Decision<CallAuctionEvent>.Nothing : CallAuctionRefusals.Exists,
            OpenCallAuction open when open.Terms.ObjectionIn(open.Fair!, at) is { } objection => objection,
            OpenCallAuction open => new CallAuctionOpened(open.Terms),

            DropTrade when auction.Terms is null => Decision<CallAuctionEvent>.Nothing, // a lot's award falls there
            _ when auction.Terms is null => CallAuctionRefusals.Unknown,

            DropTrade drop when auction.Fallen.Exists(fallen => fallen.Award == drop.Award) => Decision<CallAuctionEvent>.Nothing,
            DropTrade drop when auction.Trades().FirstOrDefault(trade => trade.Award == drop.Award) is { } trade =>
                new TradeFell(trade.Award, auction.Terms.Grade.Fair, trade.QuantityMilli, trade.HammerMinor, drop.Reason),
            DropTrade => AuctionRefusals.UnknownAward,

            CallOrders when auction.Result is not null => Decision<CallAuctionEvent>.Nothing,
            CallOrders when at < auction.Terms.CallsAt => CallAuctionRefusals.NotDue(auction.Terms.CallsAt),
            CallOrders => OrdersCrossed.Of(auction.Terms, auction.Book, auction.Cross()),

            PublishCallAudit when auction.Result is null => CallAuctionRefusals.NotDue(auction.Terms.CallsAt),
            PublishCallAudit publish when publish.Entries <= (auction.Audit?.Entries ?? 0) => Decision<CallAuctionEvent>.Nothing,
            PublishCallAudit publish => new CallAuditPublished(auction.Terms.Grade.Fair, publish.Entries, publish.Head),

            OrderCommand { Enterprise.Length: 0 } => CallAuctionRefusals.NoEnterprise,
            OrderCommand when at < auction.Terms.OpensAt => CallAuctionRefusals.NotOpenYet(auction.Terms.OpensAt),
            OrderCommand when at >= auction.Terms.CallsAt || auction.Result is not null => CallAuctionRefusals.Closed,
            PlaceOrder place => auction.Place(place),
            StandingOrderCommand standing => auction.Change(standing, at),

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static CallAuction Evolve(CallAuction auction, CallAuctionEvent @event) => @event switch
    {
        CallAuctionOpened opened when auction.Terms is null => auction with { Terms = opened.Terms },

        CallAuditPublished published when auction.Result is not null => auction with { Audit = new(published.Entries, published.Head) },

        TradeFell fell when auction.Trades().FirstOrDefault(trade => trade.Award == fell.Award) is { } trade && !auction.Fallen.Contains(trade) =>
            auction with { Fallen = auction.Fallen.Add(trade) },

        _ when auction.Terms is null || auction.Result is not null => throw CannotFollow(auction, @event),

        OrderPlaced placed when placed.Order.Number == auction.Orders + 1 =>
            auction with { Orders = placed.Order.Number, Book = auction.Book.Add(placed.Order) },
        OrderAmended amended when auction.PlaceOf(amended.Order.Number) is >= 0 and var place => auction with
        {
            Book = amended.KeepsTime ? auction.Book.SetItem(place, amended.Order) : auction.Book.RemoveAt(place).Add(amended.Order),
        },
        OrderCancelled cancelled when auction.PlaceOf(cancelled.Order.Number) is >= 0 and var place => auction with { Book = auction.Book.RemoveAt(place) },
        OrdersCrossed crossed => auction with { Result = crossed.Result },

        _ => throw CannotFollow(auction, @event),
    };

    private Decision<CallAuctionEvent> Place(PlaceOrder place)
    {
        var order = new OpenOrder(Orders + 1, place.Enterprise, place.Side, place.PriceMinor, place.QuantityMilli) { Root = place.Root };
        return place.Currency is { } currency && currency != Opened.Grade.Currency ? CallAuctionRefusals.OtherCurrency(Opened.Grade.Currency)
            : Bars(place) is { } barred ? barred
            : ObjectionTo(order) is { } objection ? objection
            : Book.Count(other => other.Enterprise == place.Enterprise) >= MostOfOne ? CallAuctionRefusals.TooManyOrders
            : Book.Count >= MostOrders ? CallAuctionRefusals.BookFull
            : new OrderPlaced(order);
    }

    // As in lots: sellers need no admission, and whose order to buy waits was let in.
    private Refusal? Bars(PlaceOrder place) =>
        place.Side == Side.Sell || Opened is { Admission: null, Licence: null } || Book.Exists(order => order.Side == Side.Buy && order.Enterprise == place.Enterprise) ? null
        : Opened.Admission is { } admission && place.Pass is not { IsAdmitted: true } ? CallAuctionRefusals.NotAdmitted(admission)
        : Opened.Licence is { } licence && place.Pass?.Licences.Contains(licence) is not true ? CallAuctionRefusals.LicenceNeeded(licence)
        : null;

    // Only less at the same price keeps the time: whoever asks for more, or for another price, stands behind those who asked before.
    private Decision<CallAuctionEvent> Change(StandingOrderCommand command, long at)
    {
        if (PlaceOf(command.Order) is not (>= 0 and var place)) return CallAuctionRefusals.UnknownOrder;
        var order = Book[place];
        if (order.Enterprise != command.Enterprise) return CallAuctionRefusals.NotYourOrder;
        if (at >= Opened.CallsAt - Opened.LockedMs) return CallAuctionRefusals.Locked(Opened.CallsAt);
        if (command is not AmendOrder amend) return new OrderCancelled(order);
        var amended = order with { PriceMinor = amend.PriceMinor, QuantityMilli = amend.QuantityMilli };
        return amended == order ? Decision<CallAuctionEvent>.Nothing
            : ObjectionTo(amended) is { } objection ? objection
            : new OrderAmended(amended, KeepsTime: amended.PriceMinor == order.PriceMinor && amended.QuantityMilli < order.QuantityMilli);
    }

    private Refusal? ObjectionTo(OpenOrder order)
    {
        if (order.PriceMinor < 1 || order.QuantityMilli < 1) return CallAuctionRefusals.NothingOrdered;
        if (order.PriceMinor > CallTerms.MostMinor || order.QuantityMilli > CallTerms.MostMilli
            || (Int128)order.PriceMinor * order.QuantityMilli / 1000 > CallTerms.MostMinor) return CallAuctionRefusals.TooLarge;
        if (order.PriceMinor % Opened.TickMinor != 0) return CallAuctionRefusals.OffTick(Opened.TickMinor);
        if (order.QuantityMilli % Opened.LotMilli != 0) return CallAuctionRefusals.NotWholeLots(Opened.LotMilli);
        return Book.Find(other => other.Number != order.Number && order.Meets(other) && Opened.AreOne(order, other)) is not { } own ? null
            : own.Enterprise == order.Enterprise ? CallAuctionRefusals.MeetsOwnOrder(own.Number)
            : CallAuctionRefusals.MeetsLinkedOrder;
    }

    private int PlaceOf(long number) => Book.FindIndex(order => order.Number == number);

    private static InvalidDataException CannotFollow(CallAuction auction, CallAuctionEvent @event) =>
        new($"{@event.GetType().Name} cannot follow {auction.Orders} orders of call auction '{auction.Terms?.Grade.Auction}'.");
}

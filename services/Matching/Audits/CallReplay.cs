using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching.Audits;

/// <summary>A call auction, entry by entry: its orders, and the price, the volume, the fills and the awards that they come to.</summary>
public sealed class CallReplay : AuditReplay
{
    private CallAuction _auction = CallAuction.Initial;
    private OrdersCrossed? _crossed;

    public override string? Id => _auction.Terms?.Grade.Auction;

    public override string? Title => _auction.Terms?.Grade.Title;

    public override string? Currency => _auction.Terms?.Grade.Currency;

    public override bool HasEnded => _crossed is { Result: not null, Awards: not null }; // neither is there in what a forger wrote

    public override object Result(AuditNames? names = null) => AuditedCall.Of(
        _crossed ?? throw new InvalidOperationException("The orders are not called."), _auction.Fallen, names);

    public override void Follow(long at, IReadOnlyList<object> events)
    {
        foreach (var @event in events)
        {
            _auction = CallAuction.Evolve(_auction, (CallAuctionEvent)@event);
            _crossed ??= @event as OrdersCrossed;
        }
    }

    protected override string? FaultOf(long at, IReadOnlyList<object> events) => CommandOf(events) is { } command
        ? Difference(AuditKind.CallAuction, CallAuction.Decide(_auction, command, DateTimeOffset.FromUnixTimeMilliseconds(at)), events)
        : $"no command causes {string.Join(", ", events.Select(@event => @event.GetType().Name))}";

    private CallAuctionCommand? CommandOf(IReadOnlyList<object> events) => events switch
    {
        // The fair is not in the file; its hours are those of the call auction at least.
        [CallAuctionOpened { Terms: var terms }] => new OpenCallAuction(
            new(terms.Grade.Fair, "", "", terms.Grade.Currency, terms.OpensAt, terms.CallsAt, "", "", terms.Settlement), "", AsOperator: true, terms),

        // Whoever bought was let in, which another log tells.
        [OrderPlaced { Order: var order }] => new PlaceOrder(order.Enterprise, order.Side, order.PriceMinor, order.QuantityMilli)
        {
            Root = order.Root,
            Pass = new Pass(true, _auction.Terms?.Licence is { } licence ? [licence] : []),
        },
        [OrderAmended { Order: var order }] => new AmendOrder(order.Enterprise, order.Number, order.PriceMinor, order.QuantityMilli),
        [OrderCancelled { Order: var order }] => new CancelOrder(order.Enterprise, order.Number),
        [OrdersCrossed] => new CallOrders(),
        [TradeFell fell] => new DropTrade(fell.Award, fell.Reason),
        _ => null,
    };
}

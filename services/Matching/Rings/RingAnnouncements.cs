using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Rings;

/// <summary>What others hear of rings: that one was traded.</summary>
public static class RingAnnouncements
{
    /// <summary>The messages of one event.</summary>
    public static IEnumerable<object> From(Happened happened) => happened.Event is RingTraded traded
        ? [
            new Contracts.Matching.V1.RingTraded(
                traded.Ring, traded.Fair, traded.Currency, [.. traded.Legs.Select(Told)], happened.Cause.ReceivedAt.ToUnixTimeMilliseconds()),
        ]
        : [];

    private static RingLeg Told(TradedLeg leg) => new(
        leg.Award, leg.Lot.Id, leg.Lot.Number, leg.Lot.Title, leg.Lot.Category, leg.Lot.Region, leg.Lot.Consignor, leg.Winner, leg.Lot.QuantityMilli, leg.Lot.Unit, leg.HammerMinor);
}

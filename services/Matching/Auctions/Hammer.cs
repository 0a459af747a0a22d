using System.Collections.Immutable;

namespace Exchange.Matching.Auctions;

/// <summary>What awards and the hammer write.</summary>
internal static class Hammer
{
    /// <summary>The events that award, and the end of the sale when nothing remains.</summary>
    public static AuctionEvent[] Award(Auction auction, ImmutableArray<Award> awards)
    {
        var events = Awarded(auction, awards);
        var left = auction.RemainingMilli - awards.Sum(award => award.QuantityMilli);
        return left == 0 ? [.. events, End(auction, left)] : events;
    }

    /// <summary>The events of a close that has come: awards, and what becomes of the rest: the next rung of the lot's ladder, or the end of the sale.</summary>
    /// <param name="auction">The state.</param>
    /// <param name="awards">Who wins what.</param>
    /// <param name="at">Now, in Unix milliseconds.</param>
    /// <param name="from">From when a pause before the next rung counts; from the close when null.</param>
    public static AuctionEvent[] Fall(Auction auction, ImmutableArray<Award> awards, long at, long? from = null)
    {
        var events = Awarded(auction, awards);
        var left = auction.RemainingMilli - awards.Sum(award => award.QuantityMilli);
        var next = left > 0 && Ladder.FirstOf(auction).Ladder is not null ? Ladder.Next(events.Aggregate(auction, Auction.Evolve), from ?? auction.ClosesAt, at) : null;
        return [.. events, next is null ? End(auction, left) : next];
    }

    private static AuctionEvent[] Awarded(Auction auction, ImmutableArray<Award> awards)
    {
        var (lot, terms, settlement, _) = auction.Offered;
        return
        [
            .. awards.Select((award, n) => new QuantityAwarded(
                auction.AwardId(auction.Awards + n + 1), lot, award.Winner, award.QuantityMilli, award.HammerMinor, settlement, award.PriceMinor,
                auction.Format.IsReverse ? true : null, terms.DepositMinor)),
        ];
    }

    /// <summary>The end of a sale of which something is left, or nothing.</summary>
    public static AuctionClosed End(Auction auction, long leftMilli)
    {
        var (lot, terms, _, _) = auction.Offered;
        return new(
            lot.Fair, lot.QuantityMilli, lot.QuantityMilli - auction.Cascade.GoneMilli - leftMilli, auction.Bids, terms.DepositMinor, auction.Cascade.NextClosing, auction.Cascade.FallenMilli);
    }
}

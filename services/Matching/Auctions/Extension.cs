using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>How a late bid moves the close, so that nobody wins by being the last to press a button. A bid is late when the soft close after it ends after
/// the close; the close never moves to an earlier time, never more often than the terms allow, and never beyond their hard end.
/// Source of the idea and of its effect: Roth and Ockenfels, "Last-Minute Bidding and the Rules for Ending Second-Price Auctions", AER 92 (2002).</summary>
public static class Extension
{
    /// <summary>The close moves to the soft close after the bid.</summary>
    public const string Reset = "reset";

    /// <summary>The close moves by the soft close.</summary>
    public const string Add = "add";

    /// <summary>The close after a bid that changed the price or the leader, in Unix milliseconds.</summary>
    /// <param name="auction">The state before the bid.</param>
    /// <param name="at">When the bid was received, in Unix milliseconds.</param>
    public static long CloseAfter(Auction auction, long at)
    {
        var terms = auction.Offered.Terms;
        var late = at + terms.SoftCloseMs;
        if (late <= auction.ClosesAt || auction.Extensions >= terms.MostExtensions) return auction.ClosesAt;
        var moved = terms.SoftCloseRule == Add ? auction.ClosesAt + terms.SoftCloseMs : late;
        return terms.HardEndAt < moved ? terms.HardEndAt.Value : moved;
    }

    /// <summary>The close moves with that of another lot of the group: as far, but by the lot's own terms no more often and not beyond its hard end. A lot whose close has
    /// come, and that only waits for answers, is past it.</summary>
    public static Decision<AuctionEvent> With(Auction auction, ExtendWith extend)
    {
        var terms = auction.Offered.Terms;
        var moved = Math.Min(extend.ClosesAt, terms.HardEndAt ?? long.MaxValue);
        return auction.Outcome is not null || auction.Standing.Asked is not null || moved <= auction.ClosesAt || auction.Extensions >= terms.MostExtensions
            ? Decision<AuctionEvent>.Nothing
            : new CloseMoved(auction.Offered.Lot.Fair, moved, CloseMoved.WithGroup, auction.PriceMinor, auction.Bids, extend.Lot);
    }

    /// <summary>The close of a lot that would have closed in a downtime, or within its grace after it, moves to the end of the grace. No bid moves it, so that caps and hard
    /// ends, which are about bids, do not count. Where the close was before, and somebody is asked for an answer, the time to give it moves in the same way.</summary>
    public static Decision<AuctionEvent> After(Auction auction, ExtendForDowntime downtime)
    {
        if (downtime.ToAt + auction.Offered.Terms.GraceMs is not { } until) return Decision<AuctionEvent>.Nothing;
        var (fair, from, to) = (auction.Offered.Lot.Fair, downtime.FromAt, downtime.ToAt);
        return auction switch
        {
            { Cascade.Chance: { } chance } when IsHit(chance.Until) =>
                new SecondChanceOffered(fair, chance.Bidder, auction.Bidders[chance.Bidder].Number, chance.QuantityMilli, chance.HammerMinor, until, from, to),
            { Outcome: not null } => Decision<AuctionEvent>.Nothing,
            { Standing.Asked: { } asked } => IsHit(asked.Until) ? new PartsOffered(fair, until, asked.Parts, from, to) : Decision<AuctionEvent>.Nothing,
            _ when IsHit(auction.ClosesAt) => new CloseMoved(fair, until, CloseMoved.ForDowntime, auction.PriceMinor, auction.Bids, DownFrom: from, DownTo: to),
            _ => Decision<AuctionEvent>.Nothing,
        };

        bool IsHit(long at) => at > from && at < until;
    }

    /// <summary>Why terms have no sound soft close, or null when they have.</summary>
    public static string? ObjectionTo(SaleTerms terms) => terms switch
    {
        { SoftCloseRule: not (null or Reset or Add) } => "The soft close's rule is neither reset nor add.",
        { MostExtensions: < 0 } => "The number of extensions is negative.",
        { HardEndAt: { } end } when end < terms.ClosesAt => "The hard end comes before the close.",
        _ => null,
    };
}

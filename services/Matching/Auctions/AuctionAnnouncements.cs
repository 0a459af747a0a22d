using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>What others hear of auctions. A bid is never a message of its own: what bids did to the lots is folded over a batch.</summary>
public static class AuctionAnnouncements
{
    /// <summary>The messages of one event.</summary>
    public static IEnumerable<object> From(Happened happened) => happened.Event switch
    {
        QuantityAwarded award => [Awarded(award, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds())],
        AuctionClosed closed =>
        [
            new LotClosed(
                happened.StreamId, closed.Fair, closed.OfferedMilli, closed.AwardedMilli, closed.Bids, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(), closed.DepositMinor,
                closed.Closing, closed.FallenMilli),
        ],
        AttemptOpened opened =>
        [
            new LotReoffered(
                happened.StreamId, opened.Fair, opened.Attempt, opened.Terms.Format, opened.Terms.OpeningMinor, opened.OfferedMilli, opened.Terms.OpensAt, opened.Terms.ClosesAt,
                happened.Cause.ReceivedAt.ToUnixTimeMilliseconds()),
        ],
        AuctionWithdrawn { Fair: { } fair } withdrawn =>
        [
            new SaleWithdrawn(
                happened.StreamId, fair, withdrawn.Reason, withdrawn.AwardedMilli ?? 0, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(), withdrawn.DepositMinor,
                withdrawn.FallenMilli),
        ],
        AwardFell fell =>
        [
            new Contracts.Matching.V1.AwardFell(
                fell.Award, happened.StreamId, fell.Fair, fell.QuantityMilli, fell.HammerMinor, fell.Reason, fell.Closings,
                happened.Cause.ReceivedAt.ToUnixTimeMilliseconds()),
        ],
        DepositFreed freed =>
            [new Contracts.Matching.V1.DepositFreed(happened.StreamId, freed.Fair, freed.Bidder, freed.Hold, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds())],
        AmendmentEvent answer =>
            [new LotAmendmentAnswered(happened.StreamId, answer.Fair, answer.Version, answer is AmendmentAllowed, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds())],
        AuditPublished audit =>
            [new LotAudited(happened.StreamId, audit.Fair, audit.Entries, audit.Head, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds())],
        _ => [],
    };

    /// <summary>One message for all lots that moved in a batch, each as its last bid or moved close left it; none when no lot moved.</summary>
    public static IEnumerable<object> Moved(IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, Happened>(StringComparer.Ordinal);
        for (var i = 0; i < batch.Count; i++)
            if (batch[i].Event is BidPlaced or DemandPlaced or BidSealed or CloseMoved or BidVoided or AttemptOpened) last[batch[i].Stream] = batch[i];
        return last.Count == 0 ? [] : [new LotsMoved([.. last.Values.OrderBy(happened => happened.Stream, StringComparer.Ordinal).Select(Moved)])];
    }

    private static LotMoved Moved(Happened happened) => happened.Event switch
    {
        BidPlaced bid => new(happened.StreamId, bid.Fair, bid.PriceMinor, bid.Bid, bid.ClosesAt),
        DemandPlaced demand => new(happened.StreamId, demand.Fair, demand.PriceMinor, demand.Bid, demand.ClosesAt),
        BidSealed bid => new(happened.StreamId, bid.Fair, 0, bid.Bid, bid.ClosesAt), // tells no price
        AttemptOpened opened => new(happened.StreamId, opened.Fair, opened.PriceMinor, opened.Bids, opened.Terms.ClosesAt),
        CloseMoved moved => new(happened.StreamId, moved.Fair, moved.PriceMinor, moved.Bids, moved.ClosesAt),
        BidVoided voided => new(happened.StreamId, voided.Fair, voided.PriceMinor, voided.Bids, voided.ClosesAt),
        _ => throw new InvalidDataException($"{happened.Event.GetType().Name} moves no lot."),
    };

    // In a reverse tender the enterprise that entered the lot buys from the one that won it.
    private static LotAwarded Awarded(QuantityAwarded award, long at)
    {
        var (lot, reverse) = (award.Lot, award.Reverse is true);
        return new(
            award.Award, lot.Id, lot.Fair, lot.Number, lot.Title, lot.Category, lot.Region,
            reverse ? award.Winner : lot.Consignor, reverse ? lot.Consignor : award.Winner,
            award.QuantityMilli, lot.Unit, award.HammerMinor, lot.Currency, at, award.Settlement, DepositMinor: award.DepositMinor, Reverse: award.Reverse,
            Priority: award.Priority, Ring: award.Ring);
    }
}

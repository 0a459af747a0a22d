using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Log;

namespace Exchange.Matching.CallAuctions;

/// <summary>What others hear of call auctions: the awards, as those of lots, so that deals and turnover follow from them in the same way, and the head of the audit file. Orders stay here.</summary>
public static class CallAuctionAnnouncements
{
    public static IEnumerable<object> From(Happened happened) => happened.Event switch
    {
        OrdersCrossed crossed => crossed.Awards.Select(award => Awarded(crossed, award, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds())),
        CallAuditPublished audit =>
            [new LotAudited(happened.StreamId, audit.Fair, audit.Entries, audit.Head, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(), CallAuction: true)],
        _ => [],
    };

    private static LotAwarded Awarded(OrdersCrossed crossed, CallAward award, long at)
    {
        var grade = crossed.Grade;
        return new(
            award.Award, grade.Auction, grade.Fair, 0, grade.Title, grade.Category, grade.Region, award.Seller, award.Buyer,
            award.QuantityMilli, grade.Unit, award.HammerMinor, grade.Currency, at, crossed.Settlement, CallAuction: true);
    }
}

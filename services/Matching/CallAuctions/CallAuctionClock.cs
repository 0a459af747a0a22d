using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Matching.CallAuctions;

/// <summary>What time makes due in call auctions: the call.</summary>
public static class CallAuctionClock
{
    private const int AtOnce = 100;

    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now) =>
    [
        .. (await CallAuctionViews.Due(session, now.ToUnixTimeMilliseconds(), AtOnce))
            .Select(due => new Due(CallAuction.Stream(due.Auction), new CallOrders(), "call/" + due.Auction)),
    ];
}

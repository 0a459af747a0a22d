using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching.Audits;

/// <summary>What is due when a sale has ended: the head of its audit file is published.</summary>
public static class AuditClock
{
    private const int AtOnce = 500;

    /// <summary>A publication for each lot and call auction that has ended, and again when anything followed the last one. The entries are part of the key, because each head is
    /// published once.</summary>
    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now) =>
    [
        .. (await AuditViews.Due(session, AtOnce)).Select(due => new Due(
            due.IsLot ? Auction.Stream(due.Lot) : CallAuction.Stream(due.Lot),
            due.IsLot ? new PublishAudit(due.Entries, due.Head) : new PublishCallAudit(due.Entries, due.Head),
            string.Create(CultureInfo.InvariantCulture, $"audit/{due.Lot}/{due.Entries}"))),
    ];
}

using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>What time makes due in auctions: the hammer, what is awaited, the end of a second chance, and after a downtime the grace that comes before them.</summary>
public sealed class AuctionClock(SealingKey key)
{
    private const int AtOnce = 500;

    /// <summary>No fair gives more than a day.</summary>
    private const long LongestGraceMs = 24L * 3600 * 1000;

    /// <summary>A close for each lot whose close has come. The close is part of the key, because a late bid may move it after the views were read.
    /// It brings the lot's key, with which alone sealed bids are opened.</summary>
    public async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now) =>
    [
        .. (await AuctionViews.Due(session, now.ToUnixTimeMilliseconds(), AtOnce)).Select(due => new Due(
            Auction.Stream(due.Lot), new CloseAuction(key.Of(due.Lot)), string.Create(CultureInfo.InvariantCulture, $"close/{due.Lot}/{due.ClosesAt}"))),
    ];

    /// <summary>An end for whatever has run out of time beside the close. The time is part of the key, because another may run after it.</summary>
    public static async Task<IReadOnlyList<Due>> Lapsed(ViewSession session, DateTimeOffset now) =>
    [
        .. (await LapseViews.Due(session, now.ToUnixTimeMilliseconds(), AtOnce)).Select(due => new Due(
            Auction.Stream(due.Lot), new Lapse(), string.Create(CultureInfo.InvariantCulture, $"wait/{due.Lot}/{due.LapsesAt}"))),
    ];

    /// <summary>The grace after a downtime for each lot whose close, or the time for whose answers, ended in it or ends soon after it; the auction says by how much, if at all.</summary>
    public static async Task<IReadOnlyList<Due>> After(ViewSession session, Downtime downtime) =>
    [
        .. (await AuctionViews.Closing(session, downtime.Partition, downtime.FromAt, downtime.ToAt + LongestGraceMs)).Select(lot => new Due(
            Auction.Stream(lot), new ExtendForDowntime(downtime.FromAt, downtime.ToAt), string.Create(CultureInfo.InvariantCulture, $"downtime/{lot}/{downtime.FromAt}/{downtime.ToAt}"))),
    ];

    /// <summary>An end for each second chance whose time has passed.</summary>
    public static async Task<IReadOnlyList<Due>> SecondChances(ViewSession session, DateTimeOffset now) =>
    [
        .. (await SecondChanceViews.Lapsed(session, now.ToUnixTimeMilliseconds(), AtOnce)).Select(due => new Due(
            Auction.Stream(due.Lot), new LapseSecondChance(), string.Create(CultureInfo.InvariantCulture, $"lapse/{due.Lot}/{due.Until}"))),
    ];
}

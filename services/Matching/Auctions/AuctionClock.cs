using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>What time makes due in auctions: the hammer, what is awaited.</summary>
public sealed class AuctionClock(SealingKey key)
{
    private const int AtOnce = 500;

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
}

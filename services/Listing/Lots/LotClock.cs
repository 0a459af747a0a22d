using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Lots;

/// <summary>What is due in lots: to announce those that were entered while their fair was a draft.</summary>
public static class LotClock
{
    private const int AtOnce = 1_000;

    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now) =>
        [.. (await LotViews.Unannounced(session, AtOnce)).Select(due => new Due(Lot.Stream(due.Lot), new AnnounceLot(), "announce/" + due.Lot))];
}

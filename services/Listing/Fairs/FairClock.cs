using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Fairs;

/// <summary>What time makes due in fairs: their opening and their close.</summary>
public static class FairClock
{
    private const int AtOnce = 100;

    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now) =>
    [
        .. (await FairViews.Due(session, now.ToUnixTimeMilliseconds(), AtOnce)).Select(due => due.Status == "published"
            ? new Due(Fair.Stream(due.Fair), new OpenFair(), "open/" + due.Fair)
            : new Due(Fair.Stream(due.Fair), new CloseFair(), "close/" + due.Fair)),
    ];
}

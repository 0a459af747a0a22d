using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Deals;

/// <summary>Tells deals that a deadline has passed.</summary>
public static class DealClock
{
    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now) =>
        [.. (await DealViews.Overdue(session, now)).Select(row => new Due(Deal.Stream(row.Deal), new PassDeadline(row.DueAt), $"due/{row.Deal}/{row.DueAt}"))];
}

using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Deals;

/// <summary>Tells deals what time makes known: that a deadline has passed, and what the goods of a defaulted one brought.</summary>
public static class DealClock
{
    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now) =>
        [.. (await DealViews.Overdue(session, now)).Select(row => new Due(Deal.Stream(row.Deal), new PassDeadline(row.DueAt), $"due/{row.Deal}/{row.DueAt}"))];

    public static async Task<IReadOnlyList<Due>> Shortfalls(ViewSession session, DateTimeOffset now) =>
        [.. (await LotEndViews.Recovered(session)).Select(row => new Due(Deal.Stream(row.Deal), new NoteShortfall(ShortfallOf(row)), $"shortfall/{row.Deal}"))];

    private static long ShortfallOf(RecoveredRow row) => LotEnd.ShortfallMinor(row.HammerMinor, row.QuantityMilli, row.ResoldMinor, row.ResoldMilli, row.UnsoldMilli);
}

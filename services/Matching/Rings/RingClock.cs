using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.Rings;

/// <summary>What carries rings on: what a ring asks of its lots, what a lot has said to its ring, and the end of the time of each. All of it follows from what is in the log, so that it is asked again
/// after a crash until it is done; twice is once.</summary>
public static class RingClock
{
    private const int AtOnce = 500;

    /// <summary>An end for each ring whose time is over.</summary>
    public static async Task<IReadOnlyList<Due>> Lapsed(ViewSession session, DateTimeOffset now) =>
    [
        .. (await RingViews.Lapsed(session, now.ToUnixTimeMilliseconds(), AtOnce)).Select(due => new Due(
            Ring.Stream(due.Ring), new LapseRing(), string.Create(CultureInfo.InvariantCulture, $"ring-lapse/{due.Ring}/{due.DueAt}"))),
    ];

    /// <summary>The next step of each lot that is in a ring.</summary>
    public static async Task<IReadOnlyList<Due>> Steps(ViewSession session, DateTimeOffset now) =>
        [.. (await RingViews.Lots(session, AtOnce)).Select(Step), .. (await RingViews.Ended(session, AtOnce)).Select(End)];

    private static Due Step(RingLotRow lot) =>
        lot.IsGone == 1 ? new(Ring.Stream(lot.Ring), new BreakRing(lot.Lot), $"ring-break/{lot.Ring}/{lot.Lot}")
        : lot.Award.Length > 0 ? new(Ring.Stream(lot.Ring), new NoteHeld(lot.Lot, lot.Award), $"ring-held/{lot.Ring}/{lot.Lot}")
        : new(
            Auction.Stream(lot.Lot), new HoldForRing(lot.Ring, lot.Winner, lot.HammerMinor, lot.DueAt, lot.Root.Length > 0 ? lot.Root : null), $"ring-hold/{lot.Ring}/{lot.Lot}");

    private static Due End(EndedHoldRow hold) => hold.Stage == RingStage.Traded
        ? new(Auction.Stream(hold.Lot), new AwardToRing(hold.Ring, hold.Awards.Split(' ')), $"ring-award/{hold.Ring}/{hold.Lot}")
        : new(Auction.Stream(hold.Lot), new ReleaseFromRing(hold.Ring), $"ring-release/{hold.Ring}/{hold.Lot}");
}

using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Rings;

/// <summary>Looks for rings when a round is due, beside the writer of the log. What the views have may be a moment old: a lot that is not free any more breaks its ring.</summary>
public static class RingRoundClock
{
    // One at a time, because hammers of all fairs wait meanwhile.
    private const int AtOnce = 1;

    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now)
    {
        var (due, at) = (new List<Due>(), now.ToUnixTimeMilliseconds());
        foreach (var round in await RingRoundViews.Due(session, at, AtOnce))
        {
            var lots = await LotWantsViews.Free(session, round, at, int.MaxValue);
            var looked = lots.Take(RingRound.MostLots).ToList();
            var propose = RingPoolSolver.Propose(round.Run + 1, (int)round.MaxLength, looked, lots.Count - looked.Count, RingEffort.Beside);
            due.Add(new(RingRound.Stream(round.Round), propose, string.Create(CultureInfo.InvariantCulture, $"rings/{round.Round}/{round.Run + 1}")));
        }

        return due;
    }
}

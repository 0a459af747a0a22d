using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <summary>A lot's way down its ladder, in slow words: which rung is next, when it opens and closes, and for what it sells.</summary>
/// <param name="first">The terms of the first attempt.</param>
internal sealed class LadderCourse(SaleTerms first)
{
    private int _rung;
    private long _attempt = 1;

    /// <summary>The next rung that finds time, with its opening and close; null where none does.</summary>
    /// <param name="from">From when its pause counts, in Unix milliseconds.</param>
    /// <param name="at">Now.</param>
    public (int Rung, long OpensAt, long ClosesAt)? Next(long from, long at)
    {
        var rungs = first.Ladder ?? [];
        for (var rung = _rung; rung < rungs.Count; rung++)
        {
            var opensAt = from + (rungs[rung].PauseMs ?? 0);
            if (opensAt < at) opensAt = at;
            var left = first.LadderEndsAt!.Value - opensAt;
            if (left >= rungs[rung].LastsMs) return (rung + 1, opensAt, opensAt + rungs[rung].LastsMs);
            if (left * 2 >= rungs[rung].LastsMs) return (rung + 1, opensAt, first.LadderEndsAt.Value);
        }

        return null;
    }

    /// <summary>Takes in an attempt, and says what is wrong with it.</summary>
    /// <param name="opened">The attempt.</param>
    /// <param name="from">From when its pause counts, in Unix milliseconds.</param>
    /// <param name="at">When it was decided.</param>
    public IEnumerable<string> Take(AttemptOpened opened, long from, long at)
    {
        var (due, terms) = (Next(from, at), opened.Terms);
        if (due != (opened.Rung, terms.OpensAt, terms.ClosesAt)) yield return $"opened {(opened.Rung, terms.OpensAt, terms.ClosesAt)} where its ladder says {due}";
        if (opened.Attempt != ++_attempt) yield return $"opened attempt {opened.Attempt} as number {_attempt}";
        if (opened.Rung < 1 || opened.Rung > (first.Ladder?.Count ?? 0)) yield break;
        _rung = opened.Rung;
        var rung = first.Ladder![_rung - 1];
        if (terms.Format != rung.Format) yield return $"is sold as {terms.Format} on a rung for {rung.Format}";
        if ((terms.OpeningMinor, Least(terms)) is var asked && asked != Prices(rung)) yield return $"opens at {asked.OpeningMinor} down to {asked.Item2} where its ladder says {Prices(rung)}";
    }

    // The least for which anyone may get it.
    private static long Least(SaleTerms terms) => terms.Format switch
    {
        "dutch" => terms.FloorMinor ?? 0,
        "dutch-sealed" => (long)decimal.Round(terms.OpeningMinor * (1 - (terms.Falls!.Value * terms.FallBasisPoints!.Value / 10_000m)), MidpointRounding.AwayFromZero),
        _ => Math.Max(terms.OpeningMinor, terms.ReserveMinor),
    };

    private (long OpeningMinor, long LeastMinor) Prices(LadderRung rung)
    {
        var opening = Math.Max(1, Rounded(first.OpeningMinor * rung.OpeningBasisPoints / 10_000m));
        var asked = Asked(rung.OpeningBasisPoints);
        switch (rung.Format)
        {
            case "dutch":
                return (asked, Asked(rung.FloorBasisPoints!.Value));
            case "dutch-sealed":
                var end = 1 - (rung.Falls!.Value * rung.FallBasisPoints!.Value / 10_000m);
                var begins = Math.Max(asked, (long)decimal.Ceiling(1 / end));
                return (begins, Rounded(begins * end));
            case "fixed-price" or "best-offer":
                return (asked, asked);
            default:
                return (opening, Math.Max(opening, (long)decimal.Ceiling(first.ReserveMinor * rung.OpeningBasisPoints / 10_000m)));
        }
    }

    private long Asked(long basisPoints) => (long)decimal.Ceiling(Math.Max(first.OpeningMinor, first.ReserveMinor) * basisPoints / 10_000m);

    private static long Rounded(decimal minor) => (long)decimal.Round(minor, MidpointRounding.AwayFromZero);
}

using System.Runtime.InteropServices;

namespace Exchange.Listing.Fairs;

/// <summary>A span of time in which lots close: after <paramref name="FromAt"/>, up to and with <paramref name="ToAt"/>.</summary>
/// <param name="FromAt">Unix milliseconds.</param>
/// <param name="ToAt">Unix milliseconds, later than <paramref name="FromAt"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClosingWindow(long FromAt, long ToAt)
{
    public long LengthMs => ToAt - FromAt;
}

/// <summary>When each lot of a fair closes. Lot n closes at the share φ(n) of the fair's closing time, where φ is the van der Corput sequence in base 2
/// (n's binary digits mirrored at the point: 1/2, 1/4, 3/4, 1/8, …). Whatever the number of lots, they lie evenly: of the first N, the number that close in
/// the first part x of the closing time differs from x·N by at most log₂(N+1) + 1 (J. G. van der Corput, 1935). So nobody must know N when the first lot is
/// entered, a lot's close never changes, and anyone can compute it from the catalogue number and the fair's windows.</summary>
public static class ClosingSchedule
{
    /// <summary>The daily closing windows of a fair in its time zone, cut to its opening and to the last moment after which its ladder still fits; in order, none empty. Where some
    /// lots open to the market only after a priority window, nothing closes before.</summary>
    public static IReadOnlyList<ClosingWindow> Windows(FairRules rules)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        var windows = new List<ClosingWindow>();
        var end = rules.ClosesAt - (rules.Ladder?.NeededMs ?? 0);
        var day = LocalDay(rules.OpensAt, zone);
        var last = LocalDay(end, zone);
        for (; day <= last; day = day.AddDays(1))
        {
            var from = Math.Max(rules.OpensAt + (rules.Priority?.WindowMs ?? 0), Instant(day.AddMinutes(rules.ClosingFromMinute), zone));
            var to = Math.Min(end, Instant(day.AddMinutes(rules.ClosingToMinute), zone));
            if (to > from) windows.Add(new(from, to));
        }

        return windows;
    }

    /// <summary>When the lot with a catalogue number closes, in Unix milliseconds: within a window, so after the opening and not after the close of the fair.</summary>
    /// <param name="number">The catalogue number.</param>
    /// <param name="windows">The fair's windows.</param>
    /// <param name="gapMs">Where the fair sets it, lots close in the order of their numbers, so far apart, the first a gap after the windows begin; when the
    /// windows are full it begins anew.</param>
    public static long CloseOf(long number, IReadOnlyList<ClosingWindow> windows, long? gapMs = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        long total = 0;
        foreach (var window in windows) total += window.LengthMs;
        var offset = gapMs is { } gap ? (long)((((UInt128)number * (UInt128)gap) - 1) % (UInt128)total) : (long)((Mirror((ulong)number) * (UInt128)total) >> 64);
        foreach (var window in windows)
        {
            if (offset < window.LengthMs) return window.FromAt + offset + 1;
            offset -= window.LengthMs;
        }

        throw new ArgumentException("A fair without a closing window has no closes.", nameof(windows));
    }

    /// <summary>φ(number) in 1/2⁶⁴.</summary>
    private static ulong Mirror(ulong number)
    {
        ulong mirrored = 0;
        for (var bit = 0; bit < 64; bit++) mirrored |= ((number >> bit) & 1) << (63 - bit);
        return mirrored;
    }

    private static DateTime LocalDay(long at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone).Date;

    /// <summary>The instant of a local time. One that the clocks leap over in spring is the instant at which they leap; of one that they show twice in autumn, the first.</summary>
    internal static long Instant(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
    }
}

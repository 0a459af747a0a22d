using System.Globalization;

namespace Exchange.Listing.Fairs;

/// <summary>How many lots close in a minute, which is all of the time after its first millisecond up to and with that of the next minute: windows are cut likewise.</summary>
/// <param name="Minute">The minute, counted from the beginning of Unix time.</param>
/// <param name="Lots">How many.</param>
/// <param name="FirstAt">The first of these closes, in Unix milliseconds.</param>
/// <param name="LastAt">The last of them.</param>
public sealed record MinuteOfCloses(long Minute, long Lots, long FirstAt, long LastAt)
{
    public const long LengthMs = 60_000;

    /// <summary>The minute in which a close falls.</summary>
    public static long Of(long closesAt) => (closesAt - 1) / LengthMs;
}

/// <summary>An hour of a day of a plan.</summary>
/// <param name="Hour">The hour of the local day, 0 to 23.</param>
/// <param name="Lots">How many lots close in it.</param>
/// <param name="MostInAMinute">The most that close in a minute of it.</param>
public sealed record PlannedHour(int Hour, long Lots, long MostInAMinute);

/// <summary>A day of a plan.</summary>
/// <param name="Date">The local day, <c>2026-10-12</c>.</param>
/// <param name="Lots">How many lots close on it.</param>
/// <param name="FirstAt">The first close, in Unix milliseconds; null where none is.</param>
/// <param name="LastAt">The last close.</param>
/// <param name="Hours">The hours in which lots may close or do, in order.</param>
public sealed record PlannedDay(string Date, long Lots, long? FirstAt, long? LastAt, IReadOnlyList<PlannedHour> Hours);

/// <summary>The closes of a fair's lots laid out by day and hour: what <see cref="ClosingSchedule"/> gives, lot by lot, counted.</summary>
/// <param name="Lots">How many lots it lays out.</param>
/// <param name="TimeZone">The fair's IANA time zone, in which days and hours are.</param>
/// <param name="ClosingMs">How much time there is in the closing windows.</param>
/// <param name="FirstAt">The first close, in Unix milliseconds; null without lots.</param>
/// <param name="LastAt">The last close.</param>
/// <param name="MostInAMinute">The most that close in a minute.</param>
/// <param name="MostAt">When the first minute with so many begins; null without lots.</param>
/// <param name="Fits">Whether the rule that binds lets so many lots close.</param>
/// <param name="Binds">The rule by which no more would fit: closingGapMs, mostInAMinute or closingWindows, which hold any number, ever denser.</param>
/// <param name="Capacity">How many lots that rule lets close; null where it sets no number.</param>
/// <param name="LadderMs">How much closing time the fair's ladder takes at the end, so that it fits after the first attempts.</param>
/// <param name="PriorityMs">How much the priority window takes at the beginning.</param>
/// <param name="Days">Its days, in order.</param>
public sealed record ClosingPlan(
    long Lots, string TimeZone, long ClosingMs, long? FirstAt, long? LastAt, long MostInAMinute, long? MostAt,
    bool Fits, string Binds, long? Capacity, long LadderMs, long PriorityMs, IReadOnlyList<PlannedDay> Days)
{
    /// <summary>The most lots that are laid out in advance.</summary>
    public const long MostLots = 200_000;

    /// <summary>The plan for a number of lots that are still to be entered.</summary>
    /// <param name="rules">The fair's rules, which have a closing window.</param>
    /// <param name="lots">How many: 0 to <see cref="MostLots"/>.</param>
    /// <param name="lotsPerGroup">How many lots close together, with the first of them: 1 where each closes by itself.</param>
    /// <param name="mostInAMinute">How many closes a minute the organizer can bear; any number when null.</param>
    public static ClosingPlan Of(FairRules rules, long lots, long lotsPerGroup = 1, long? mostInAMinute = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lots, MostLots);
        ArgumentOutOfRangeException.ThrowIfLessThan(lotsPerGroup, 1);
        var windows = ClosingSchedule.Windows(rules);
        var minutes = new SortedDictionary<long, MinuteOfCloses>();
        for (long first = 1; first <= lots; first += lotsPerGroup)
        {
            var (at, count) = (ClosingSchedule.CloseOf(first, windows, rules.ClosingGapMs), Math.Min(lotsPerGroup, lots - first + 1));
            minutes[MinuteOfCloses.Of(at)] = minutes.TryGetValue(MinuteOfCloses.Of(at), out var known)
                ? known with { Lots = known.Lots + count, FirstAt = Math.Min(known.FirstAt, at), LastAt = Math.Max(known.LastAt, at) }
                : new(MinuteOfCloses.Of(at), count, at, at);
        }

        return Of(rules, windows, [.. minutes.Values], mostInAMinute);
    }

    /// <summary>The plan of closes that stand: those of groups, withdrawn lots and later attempts are not what the schedule alone would give.</summary>
    /// <param name="rules">The fair's rules.</param>
    /// <param name="windows">Its closing windows, as they were computed at its creation.</param>
    /// <param name="minutes">The closes by minute, in order.</param>
    /// <param name="mostInAMinute">How many closes a minute the organizer can bear; any number when null.</param>
    public static ClosingPlan Of(FairRules rules, IReadOnlyList<ClosingWindow> windows, IReadOnlyList<MinuteOfCloses> minutes, long? mostInAMinute = null)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone);
        var (lots, peak) = (minutes.Sum(minute => minute.Lots), minutes.MaxBy(minute => minute.Lots));
        var closingMs = windows.Sum(window => window.LengthMs);
        var (byGap, byMinute) = (closingMs / rules.ClosingGapMs, closingMs / MinuteOfCloses.LengthMs * mostInAMinute);
        var (binds, capacity) = (byGap, byMinute) switch
        {
            (null, null) => ("closingWindows", null),
            (not null, _) when byMinute is null || byGap <= byMinute => ("closingGapMs", byGap),
            _ => ("mostInAMinute", byMinute),
        };
        return new(
            lots, rules.TimeZone, closingMs, minutes.Count > 0 ? minutes.Min(minute => minute.FirstAt) : null, minutes.Count > 0 ? minutes.Max(minute => minute.LastAt) : null,
            peak?.Lots ?? 0, peak?.Minute * MinuteOfCloses.LengthMs, !(lots > byGap) && !((peak?.Lots ?? 0) > mostInAMinute), binds, capacity,
            Length(rules with { Ladder = null }) - Length(rules), Length(rules with { Priority = null }) - Length(rules), [.. ByDay(zone, windows, minutes)]);
    }

    private static long Length(FairRules rules) => ClosingSchedule.Windows(rules).Sum(window => window.LengthMs);

    private static IEnumerable<PlannedDay> ByDay(TimeZoneInfo zone, IReadOnlyList<ClosingWindow> windows, IReadOnlyList<MinuteOfCloses> minutes) =>
        from hour in windows.SelectMany(Quarters).Concat(minutes)
        let local = Local(hour.Minute, zone)
        group hour by local.Date into day
        orderby day.Key
        let closes = day.Where(minute => minute.Lots > 0).ToList()
        select new PlannedDay(
            day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), closes.Sum(minute => minute.Lots),
            closes.Count > 0 ? closes.Min(minute => minute.FirstAt) : null, closes.Count > 0 ? closes.Max(minute => minute.LastAt) : null,
            [
                .. day.GroupBy(minute => Local(minute.Minute, zone).Hour).OrderBy(hour => hour.Key)
                    .Select(hour => new PlannedHour(hour.Key, hour.Sum(minute => minute.Lots), hour.Max(minute => minute.Lots))),
            ]);

    /// <summary>A minute without closes in each quarter of an hour of a window, so that its hours are shown: zones differ by whole quarters.</summary>
    private static IEnumerable<MinuteOfCloses> Quarters(ClosingWindow window)
    {
        const int quarter = 15;
        var last = MinuteOfCloses.Of(window.ToAt);
        for (var minute = window.FromAt / MinuteOfCloses.LengthMs; minute <= last; minute += quarter) yield return new(minute, 0, 0, 0);
        yield return new(last, 0, 0, 0);
    }

    private static DateTime Local(long minute, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(minute * MinuteOfCloses.LengthMs), zone).DateTime;
}

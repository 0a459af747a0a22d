namespace Exchange.Kernel.Load;

/// <summary>Says which share of the requests to turn away, from how long work waits. As in CoDel (RFC 8289) a queue is bad when it stands: when the
/// shortest wait of a whole interval is too long. From then on the share follows the wait itself, until that has been short for an interval.</summary>
internal sealed class Pressure(TimeSpan limit, TimeSpan interval)
{
    private TimeSpan _above, _below; // since when the wait has not been shorter, or longer, than the limits
    private TimeSpan _wait;
    private bool _standing, _isAbove, _isBelow;

    /// <summary>Whether anything is turned away.</summary>
    public bool IsStanding => Volatile.Read(ref _standing);

    /// <summary>Takes note of a wait.</summary>
    /// <param name="wait">How long work waited.</param>
    /// <param name="at">When that was, on a clock that never goes back.</param>
    public void Observe(TimeSpan wait, TimeSpan at)
    {
        _wait = wait;
        Since(ref _isAbove, ref _above, wait >= limit, at);
        Since(ref _isBelow, ref _below, wait < limit / 4, at);
        if (_isAbove && at - _above >= interval) Volatile.Write(ref _standing, true);
        if (_isBelow && at - _below >= interval) Volatile.Write(ref _standing, false);
    }

    /// <summary>The share of requests to turn away, from 0 to 1: none at half the limit and all at one and a half; of queries none at a quarter, and all at the limit.</summary>
    public double Share(bool query)
    {
        if (!IsStanding) return 0;
        var (from, to) = query ? (limit / 4, limit) : (limit / 2, limit * 3 / 2);
        return Math.Clamp((_wait - from) / (to - from), 0, 1);
    }

    private static void Since(ref bool holds, ref TimeSpan since, bool now, TimeSpan at)
    {
        if (now && !holds) since = at;
        holds = now;
    }
}

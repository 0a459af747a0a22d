using System.Numerics;

namespace Exchange.Benchmarks.Load;

/// <summary>Counts durations in buckets that widen with them, 32 to each doubling: a quantile is never below the true one, and at most a 32nd above it.
/// From a microsecond to a minute, in 3 KiB, and never a lock: each connection has one of its own, and they are added up in the end.</summary>
public sealed class Histogram
{
    private const int Fineness = 5, PerDoubling = 1 << Fineness, Doublings = 22;

    private readonly int[] _counts = new int[(Doublings + 1) * PerDoubling];

    /// <summary>How many durations were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a duration.</summary>
    public void Add(TimeSpan duration)
    {
        _counts[Math.Min(BucketOf((ulong)Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond)), _counts.Length - 1)]++;
        Count++;
    }

    /// <summary>Counts all that another one has counted.</summary>
    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The duration that a share of all do not exceed; zero when there are none.</summary>
    /// <param name="share">0.5 for the median, 0.999 for the slowest in a thousand.</param>
    public TimeSpan Quantile(double share)
    {
        if (Count == 0) return TimeSpan.Zero;
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        var bucket = 0;
        for (long seen = _counts[0]; seen < wanted; seen += _counts[bucket]) bucket++;
        return TimeSpan.FromMicroseconds(LastOf(bucket));
    }

    // Below 32 each microsecond has its own bucket; from there on the five bits after the highest choose it.
    private static int BucketOf(ulong micros)
    {
        if (micros < PerDoubling) return (int)micros;
        var shift = BitOperations.Log2(micros) - Fineness;
        return ((shift + 1) * PerDoubling) + (int)(micros >> shift) - PerDoubling;
    }

    private static long LastOf(int bucket)
    {
        if (bucket < PerDoubling) return bucket;
        var shift = (bucket / PerDoubling) - 1;
        return (((long)(bucket % PerDoubling) + PerDoubling + 1) << shift) - 1;
    }
}

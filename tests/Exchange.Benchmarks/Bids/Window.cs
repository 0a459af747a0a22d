using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Machine;

namespace Exchange.Benchmarks.Bids;

/// <summary>What was measured in one window of time.</summary>
/// <param name="Tally">The answers.</param>
/// <param name="Seconds">How long it was.</param>
/// <param name="Server">What the server spent, and what it needs beside it.</param>
/// <param name="Driver">The processor time of this process.</param>
/// <param name="Machine">That of all processes.</param>
public sealed record Window(Tally Tally, double Seconds, Effort Server, CpuTime Driver, CpuTime Machine)
{
    /// <summary>Accepted bids a second.</summary>
    public double Rate => Tally.Accepted / Seconds;

    /// <summary>What an accepted bid has of something that was spent on all of them.</summary>
    public double ABid(double spent) => spent / Math.Max(1, Tally.Accepted);

    /// <summary>All answers a second, refusals too.</summary>
    public double AnswerRate => Rate + (Tally.Others.Values.Sum() / Seconds);
}

/// <summary>The windows of one server under one load. The machine is shared, so that single windows lie; their medians lie less.</summary>
public sealed class Series
{
    private readonly List<Window> _windows = [];

    public IReadOnlyList<Window> Windows => _windows;

    public void Add(Window window) => _windows.Add(window);

    /// <summary>Accepted bids a second.</summary>
    public double Rate => Median(window => window.Rate);

    /// <summary>The share of the answers that were no 201.</summary>
    public double RefusedShare => Median(window => window.AnswerRate > 0 ? 1 - (window.Rate / window.AnswerRate) : 0);

    /// <summary>The latency that a share of the accepted bids do not exceed.</summary>
    public TimeSpan Quantile(double share) => TimeSpan.FromTicks((long)Median(window => window.Tally.Latency.Quantile(share).Ticks));

    /// <summary>The answers of all windows that were no 201, by status.</summary>
    public IReadOnlyDictionary<int, long> Others
    {
        get
        {
            var all = new Tally();
            foreach (var window in _windows) all.Add(window.Tally);
            return all.Others;
        }
    }

    /// <summary>The median over the windows.</summary>
    public double Median(Func<Window, double> of)
    {
        var sorted = _windows.Select(of).Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

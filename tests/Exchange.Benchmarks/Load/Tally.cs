namespace Exchange.Benchmarks.Load;

/// <summary>What the answers in a window of time came to.</summary>
public sealed class Tally
{
    /// <summary>A broken connection, beside the status codes.</summary>
    public const int Broken = 0;

    private readonly SortedDictionary<int, long> _others = [];

    /// <summary>How long the accepted bids took.</summary>
    public Histogram Latency { get; } = new();

    /// <summary>The bids that were answered 201.</summary>
    public long Accepted => Latency.Count;

    /// <summary>The other answers by their status; <see cref="Broken"/> for connections that broke.</summary>
    public IReadOnlyDictionary<int, long> Others => _others;

    /// <summary>Counts an answer.</summary>
    public void Add(int status, TimeSpan took)
    {
        if (status == 201) Latency.Add(took);
        else _others[status] = _others.GetValueOrDefault(status) + 1;
    }

    /// <summary>Counts all that another one has counted.</summary>
    public void Add(Tally other)
    {
        Latency.Add(other.Latency);
        foreach (var (status, count) in other._others) _others[status] = _others.GetValueOrDefault(status) + count;
    }
}

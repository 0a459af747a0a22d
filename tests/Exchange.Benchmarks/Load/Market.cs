using System.Text;

namespace Exchange.Benchmarks.Load;

/// <summary>The lots that are bid for, with the amount of the next bid for each. All connections share it: what one bids, the next one exceeds.</summary>
public sealed class Market(IReadOnlyList<string> lots, long openingMinor, long incrementMinor)
{
    private readonly byte[][] _ids = [.. lots.Select(Encoding.ASCII.GetBytes)];
    private readonly long[] _last = [.. lots.Select(_ => openingMinor - incrementMinor)];

    /// <summary>How many lots there are.</summary>
    public int Count => _ids.Length;

    /// <summary>The lot's id.</summary>
    public ReadOnlySpan<byte> Lot(int lot) => _ids[lot];

    /// <summary>An amount that exceeds all before it.</summary>
    public long NextAmount(int lot) => Interlocked.Add(ref _last[lot], incrementMinor);

    /// <summary>Takes in what the exchange says is the least next bid, when it is more than was known.</summary>
    public void Learn(int lot, long nextBidMinor)
    {
        var known = Volatile.Read(ref _last[lot]);
        while (known < nextBidMinor - incrementMinor)
        {
            var seen = Interlocked.CompareExchange(ref _last[lot], nextBidMinor - incrementMinor, known);
            if (seen == known) return;
            known = seen;
        }
    }
}

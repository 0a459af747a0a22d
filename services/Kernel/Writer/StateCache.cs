using System.Collections.Concurrent;

namespace Exchange.Kernel.Writer;

/// <summary>The last committed states of streams, bounded. Only the writer puts states in; anyone may look.</summary>
/// <remarks>A state whose last change is not saved yet is never dropped, so that on a miss the state row is complete.</remarks>
internal sealed class StateCache(int capacity)
{
    private const int SweepsAFill = 16;

    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);
    private int _enough; // too many before the next sweep
    private long _saved; // at the last one

    /// <summary>A state, the name of its stream (one text for all who need it), the number of events behind it, and the log row that changed it last (0 when it
    /// came from a state row).</summary>
    public sealed record Held(string Stream, object State, long Version, long Sequence)
    {
        /// <summary>Whether it was looked at since the last sweep.</summary>
        public bool Used { get; set; } = true;
    }

    public Held? Find(string stream)
    {
        if (!_held.TryGetValue(stream, out var held)) return null;
        held.Used = true;
        return held;
    }

    public void Put(string stream, Held held) => _held[stream] = held;

    /// <summary>Drops states that were not used since the last sweep, when there are too many: some more than those, because a sweep looks at all of them. Where it finds too few, most
    /// being unsaved, the next one waits until some are saved, or for many more.</summary>
    public void Trim(long saved)
    {
        var (excess, some) = (_held.Count - capacity, capacity / SweepsAFill);
        if (excess <= 0 || (saved == _saved && excess < _enough)) return;
        var left = excess + some;
        foreach (var (stream, held) in _held)
        {
            if (held.Sequence > saved) continue;
            if (held.Used) held.Used = false;
            else if (_held.TryRemove(stream, out _) && --left == 0) break;
        }

        (_saved, _enough) = (saved, left + some);
    }
}

using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>The idempotency keys of the last day, known from the log itself. Used by the writer alone.</summary>
internal sealed class KeyMemory
{
    /// <summary>How long a key is remembered, by the clock of the exchange.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly Dictionary<(string Actor, string Key), Known> _known = [];
    private readonly Queue<(DateTimeOffset At, (string Actor, string Key) Key)> _byAge = new();

    /// <summary>Where the log holds what a key caused.</summary>
    public readonly record struct Known(string Fingerprint, long Sequence, int EntryIndex);

    public bool TryGet(string actor, string key, out Known known) => _known.TryGetValue((actor, key), out known);

    /// <summary>Remembers the keys of a committed row, and forgets those that are too old.</summary>
    public void Remember(LogRow row)
    {
        for (var i = 0; i < row.Entries.Count; i++)
        {
            var entry = row.Entries[i];
            var key = (entry.Actor, entry.Key);
            if (_known.TryAdd(key, new(entry.Fingerprint, row.Position.Sequence, i))) _byAge.Enqueue((entry.ReceivedAt, key));
        }

        var horizon = row.WrittenAt - Memory;
        while (_byAge.TryPeek(out var oldest) && oldest.At < horizon) _known.Remove(_byAge.Dequeue().Key);
    }
}

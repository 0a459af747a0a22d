namespace Exchange.Kernel.Log;

/// <summary>A committed state and where the log stands with it.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">How many events of the stream it has folded; 0 is the initial state.</param>
/// <param name="Position">The state is the fold of the log up to this position, exactly.</param>
public readonly record struct Peeked<TState>(TState State, long Version, Position Position);

/// <summary>What a journal holds of one stream.</summary>
public abstract partial class Journal
{
    /// <summary>What happened in a stream, command by command, of given rows of its partition.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="rows">The sequences of the rows, in order; they are committed.</param>
    public async IAsyncEnumerable<(Entry Entry, Part Part)> PartsOf(string stream, IReadOnlyList<long> rows)
    {
        const int AtOnce = 64;
        var partition = NodeOf(stream).Partition;
        for (int from = 0, count; from < rows.Count; from += count)
        {
            for (count = 1; count < AtOnce && from + count < rows.Count && rows[from + count] == rows[from] + count;) count++;
            foreach (var row in await partition.ReadAfter(rows[from] - 1, count))
                foreach (var entry in row.Entries)
                    foreach (var part in entry.Parts)
                        if (part.Stream == stream) yield return (entry, part);
        }
    }

    /// <summary>The hash of a committed row, which stands for all that was logged up to it; null where there is no such row.</summary>
    public async ValueTask<string?> HashOf(Position position)
    {
        if (position.Partition < 0 || position.Partition >= _nodes.Length || position.Sequence < 1) return null;
        var rows = await _nodes[position.Partition].Partition.ReadAfter(position.Sequence - 1, 1);
        return rows.Count > 0 && rows[0].Position == position ? rows[0].Hash : null;
    }

    /// <summary>The last committed state of a stream with the position at which it is exact, for what is shown with a watermark.</summary>
    public async ValueTask<Peeked<TState>> PeekAt<TState>(string stream)
        where TState : class
    {
        var partition = NodeOf(stream).Partition;
        while (true)
        {
            var (saved, head) = (partition.Saved, partition.Head);
            var held = await partition.Load(stream);
            if (held.Sequence > 0) return new((TState)held.State, held.Version, new(partition.Number, held.Sequence));
            // From its state row, so it had not changed since it was saved: exact at the head, if it has not changed while the row was read.
            if (partition.Saved == saved && partition.States.Find(stream) is null) return new((TState)held.State, held.Version, new(partition.Number, head));
        }
    }
}

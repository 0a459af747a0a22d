namespace Exchange.Kernel.Log;

/// <summary>A committed state and where the log stands with it.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">How many events of the stream it has folded; 0 is the initial state.</param>
/// <param name="Position">The state is the fold of the log up to this position, exactly.</param>
public readonly record struct Peeked<TState>(TState State, long Version, Position Position);

/// <summary>States with the position at which they are exact.</summary>
public abstract partial class Journal
{
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

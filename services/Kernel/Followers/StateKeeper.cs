using Exchange.Kernel.Log;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Followers;

/// <summary>Writes state rows and keys behind the writer, now and then, so that a stream that changes a thousand times in between is written once.
/// After a crash the states are the state rows and the log since, and so are the keys.</summary>
internal sealed class StateKeeper(Partition partition, ViewWriter views, TimeSpan pause, ILogger logger) : Follower(CursorName, partition, logger)
{
    public const string CursorName = "states";

    private const int RowsInTransaction = 1000;

    private readonly Scratch _state = new(LogCodec.Writing); // used again, because the states of lots with many bidders are large

    protected override async Task<long> Advance(long after, CancellationToken stopping)
    {
        await Task.Delay(pause, TimeProvider.System, stopping);
        return await Save(after, stopping);
    }

    // What is noted as unsaved says how far the rows are: while it is put back, they count as behind.
    protected override Task Resume(long cursor) => Task.CompletedTask;

    /// <summary>Writes what is behind, and moves the cursor last.</summary>
    /// <returns>The cursor.</returns>
    public async Task<long> Save(long after, CancellationToken stopping)
    {
        var (streams, keys, through) = Partition.TakeUnsaved();
        if (streams.Count == 0) return after;
        try
        {
            // All of it is stored and only the answer was lost; or it belongs to a row that is about to become the head. Either way it is saved with the next rows.
            if (through == after)
            {
                Partition.PutBack(streams, keys);
                return Partition.Saved = through;
            }

            if (through < after) throw new InvalidOperationException($"Another node has saved the states up to row {after}; this one knows {through} rows.");
            foreach (var some in streams.Chunk(RowsInTransaction)) // the views wait for a few rows at most
                await views.Write(session => StateTable.Save(session, some.Select(RowOf)), stopping);
            await views.Write(
                async session =>
                {
                    await KeyTable.Append(session, Partition.Number, after, through, Partition.LastReceivedAt, keys);
                    await StateTable.Move(session, CursorName, Partition.Number, after, through);
                },
                stopping);
            Partition.Recycle(keys);
            return Partition.Saved = through;
        }
        catch
        {
            Partition.PutBack(streams, keys);
            throw;
        }
    }

    /// <summary>Writes what is behind for the last time, or where nothing else writes.</summary>
    public async Task SaveLast() => await Save(await ReadCursor(), CancellationToken.None);

    // A state row may be ahead of the cursor (it never is ahead of the log): who reads it skips what it has already. States that are not saved
    // are always held.
    private StateTable.Saved RowOf(string stream)
    {
        var held = Partition.States.Find(stream) ?? throw new InvalidOperationException($"The state of '{stream}' was dropped before it was saved.");
        _state.Clear();
        Partition.Definition.KindOf(stream).WriteState(_state.Json, held.State);
        return new(stream, held.Version, _state.Memory);
    }
}

using Exchange.Kernel.Log;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Followers;

/// <summary>Writes views and state rows, many log rows at a time, with its cursor in the same transaction.</summary>
internal sealed class Projector(Partition partition, SemaphoreSlim viewsGate, ILogger logger) : Follower(CursorName, partition, logger)
{
    public const string CursorName = "projector";

    protected override int RowsAtOnce => 512;

    protected override async Task Handle(long after, IReadOnlyList<LogRow> rows, CancellationToken stopping)
    {
        await viewsGate.WaitAsync(stopping);
        try
        {
            await Project(Partition, after, rows);
        }
        finally
        {
            viewsGate.Release();
        }

        Partition.EntriesProjected(rows.Sum(row => row.Entries.Count));
        Partition.Projected = rows[^1].Position.Sequence;
    }

    /// <summary>Applies rows to every view, writes the states of the streams that they changed, and moves the cursor, in one transaction.</summary>
    public static async Task Project(Partition partition, long after, IReadOnlyList<LogRow> rows)
    {
        var happened = rows.SelectMany(row => row.Happenings()).ToList();
        var states = await StatesAfter(partition, rows);
        await using var session = await partition.Stores.Views.Write();
        foreach (var view in partition.Definition.Views) await view.Apply(session, happened);
        await StateTable.Save(session, states);
        await StateTable.Move(session, CursorName, partition.Number, after, rows[^1].Position.Sequence);
        await session.Commit();
    }

    // A state row may be ahead of the cursor (it never is ahead of the log): who reads it skips what it has already.
    private static async Task<List<StateTable.StateRow>> StatesAfter(Partition partition, IReadOnlyList<LogRow> rows)
    {
        var last = new Dictionary<string, StateCache.Held>(StringComparer.Ordinal);
        foreach (var row in rows)
            foreach (var part in row.Entries.SelectMany(entry => entry.Parts))
                last[part.Stream] = partition.Evolve(last.GetValueOrDefault(part.Stream) ?? await partition.Load(part.Stream), part, row.Position.Sequence);
        return [.. last.Select(pair => new StateTable.StateRow(pair.Key, pair.Value.Version, partition.Definition.KindOf(pair.Key).WriteState(pair.Value.State)))];
    }
}

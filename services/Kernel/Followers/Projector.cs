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
        var states = StatesAfter(partition, rows).ToList();
        await using var session = await partition.Stores.Views.Write();
        foreach (var view in partition.Definition.Views) await view.Apply(session, happened);
        await StateTable.Save(session, states);
        await StateTable.Move(session, CursorName, partition.Number, after, rows[^1].Position.Sequence);
        await session.Commit();
    }

    // A state row may be ahead of the cursor (it never is ahead of the log): who reads it skips what it has already. States that are not projected
    // are always held.
    private static IEnumerable<StateTable.StateRow> StatesAfter(Partition partition, IReadOnlyList<LogRow> rows)
    {
        foreach (var stream in rows.SelectMany(row => row.Entries).SelectMany(entry => entry.Parts).Select(part => part.Stream).Distinct(StringComparer.Ordinal))
        {
            var held = partition.States.Find(stream) ?? throw new InvalidOperationException($"The state of '{stream}' was dropped before it was projected.");
            yield return new(stream, held.Version, partition.Definition.KindOf(stream).WriteState(held.State));
        }
    }
}

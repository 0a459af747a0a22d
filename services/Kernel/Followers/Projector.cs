using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Followers;

/// <summary>Writes the views, many log rows at a time, with its cursor in the same transaction.</summary>
internal sealed class Projector(Partition partition, ViewWriter views, ILogger logger) : Follower(CursorName, partition, logger)
{
    public const string CursorName = "projector";

    private const int RowsAtOnce = 2048;

    private readonly ViewMemory _memory = new();

    protected override Task<long> Advance(long after, CancellationToken stopping) => Follow(after, RowsAtOnce, (rows, happened) => Handle(after, rows, happened, stopping), stopping);

    protected override async Task Resume(long cursor)
    {
        if (cursor <= Partition.Projected) return;
        Passed(await Partition.ReadAfter(Partition.Projected, (int)Math.Min(int.MaxValue, cursor - Partition.Projected)), cursor);
    }

    private async Task Handle(long after, IReadOnlyList<LogRow> rows, IReadOnlyList<Happened> happened, CancellationToken stopping)
    {
        await Project(Partition, views, _memory, after, rows[^1].Position.Sequence, happened, stopping);
        Passed(rows, rows[^1].Position.Sequence);
    }

    private void Passed(IReadOnlyList<LogRow> rows, long through)
    {
        Partition.EntriesProjected(rows.Sum(row => row.Entries.Count));
        Partition.Projected = through;
    }

    /// <summary>Applies rows to every view and moves the cursor, in one transaction.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="views">Writes the views.</param>
    /// <param name="memory">What the views remember of its tables.</param>
    /// <param name="after">The cursor.</param>
    /// <param name="through">The last of the rows.</param>
    /// <param name="happened">The events of all rows after the cursor and up to it.</param>
    /// <param name="stopping">When to stop.</param>
    public static async Task Project(
        Partition partition, ViewWriter views, ViewMemory memory, long after, long through, IReadOnlyList<Happened> happened, CancellationToken stopping)
    {
        try
        {
            await views.Write(
                async session =>
                {
                    foreach (var view in partition.Definition.Views) await view.Apply(session, happened);
                    await StateTable.Move(session, CursorName, partition.Number, after, through);
                },
                stopping, memory);
        }
        catch
        {
            memory.Clear();
            throw;
        }
    }
}

using Exchange.Kernel.Log;
using Exchange.Kernel.Telemetry;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Followers;

/// <summary>Goes along a partition of the log with a cursor of its own, and tries again, with growing pauses, when it fails.</summary>
internal abstract partial class Follower(string name, Partition partition, ILogger logger)
{
    private const int RestPerWork = 16;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(5), LongestRest = TimeSpan.FromMilliseconds(600);

    private readonly List<Happened> _happened = []; // used again, because a round has tens of thousands

    protected Partition Partition => partition;

    protected string Name => name;

    /// <summary>Goes one step on, or waits until there is one to go.</summary>
    /// <param name="after">The cursor.</param>
    /// <param name="stopping">When to stop.</param>
    /// <returns>The cursor after the step, as it is stored.</returns>
    protected abstract Task<long> Advance(long after, CancellationToken stopping);

    /// <summary>Notes where the cursor stands, when it has been read: a step may be stored although its answer was lost, and nothing would say so to those who wait for it.</summary>
    protected abstract Task Resume(long cursor);

    /// <summary>Runs until it is stopped.</summary>
    public async Task Run(CancellationToken stopping)
    {
        var pause = ShortestPause;
        long? cursor = null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                cursor = await Advance(cursor ?? await Resume(), stopping);
                pause = ShortestPause;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFault(exception, name, partition.Definition.Service, pause);
                Measures.FollowerFailed(partition.Definition.Service, name);
                cursor = null;
                await Task.Delay(pause, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Handles the rows after the cursor, waits where there are none, and then rests.</summary>
    /// <param name="after">The cursor.</param>
    /// <param name="atOnce">How many rows at once at most.</param>
    /// <param name="handle">Handles rows, with the events of all of them, which it may not keep; and makes the cursor durable.</param>
    /// <param name="stopping">When to stop.</param>
    protected async Task<long> Follow(long after, int atOnce, Func<IReadOnlyList<LogRow>, IReadOnlyList<Happened>, Task> handle, CancellationToken stopping)
    {
        var moved = partition.Moved;
        var rows = await partition.ReadAfter(after, atOnce);
        if (rows.Count == 0)
        {
            await moved.WaitAsync(stopping);
            return after;
        }

        var began = TimeProvider.System.GetTimestamp();
        try
        {
            foreach (var row in rows) row.Unfold(_happened);
            await handle(rows, _happened);
        }
        finally
        {
            _happened.Clear();
        }

        if (rows.Count == atOnce) return rows[^1].Position.Sequence; // There are more.

        // A follower that never rests handles every commit by itself; one that rests much longer than it works handles many at once, each lot that moved
        // once, and leaves the processor to those who bid. Who waits for it ends its rest.
        var rest = TimeProvider.System.GetElapsedTime(began) * RestPerWork;
        await partition.Rest(rest < LongestRest ? rest : LongestRest, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return rows[^1].Position.Sequence;
    }

    private async Task<long> Resume()
    {
        var cursor = await ReadCursor();
        await Resume(cursor);
        return cursor;
    }

    /// <summary>The cursor as it is stored.</summary>
    protected async Task<long> ReadCursor()
    {
        await using var session = await partition.Stores.Views.Read();
        return await StateTable.Cursor(session, name, partition.Number);
    }

    [LoggerMessage(LogLevel.Warning, "The {Follower} of {Service} failed; it tries again in {Pause}.")]
    private partial void LogFault(Exception exception, string follower, string service, TimeSpan pause);
}

using Exchange.Kernel.Log;
using Exchange.Kernel.Telemetry;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Followers;

/// <summary>Goes along a partition of the log with a cursor of its own, and tries again, with growing pauses, when it fails.</summary>
internal abstract partial class Follower(string name, Partition partition, ILogger logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(5), LongestRest = TimeSpan.FromMilliseconds(250);

    protected Partition Partition => partition;

    protected string Name => name;

    /// <summary>How many rows it takes at once at most.</summary>
    protected abstract int RowsAtOnce { get; }

    /// <summary>Handles rows and makes its cursor durable, if anything had to be handled.</summary>
    protected abstract Task Handle(long after, IReadOnlyList<LogRow> rows, CancellationToken stopping);

    /// <summary>Runs until it is stopped.</summary>
    public async Task Run(CancellationToken stopping)
    {
        var pause = ShortestPause;
        long? cursor = null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var after = cursor ?? await ReadCursor();
                cursor = await Advance(after, stopping);
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

    private async Task<long> Advance(long after, CancellationToken stopping)
    {
        var moved = partition.Moved;
        var rows = await partition.ReadAfter(after, RowsAtOnce);
        if (rows.Count == 0)
        {
            await moved.WaitAsync(stopping);
            return after;
        }

        var began = TimeProvider.System.GetTimestamp();
        await Handle(after, rows, stopping);
        // A follower that never rests handles every commit by itself; one that rests four times as long as it works handles many at once, and leaves
        // the processor to those who bid.
        var worked = TimeProvider.System.GetElapsedTime(began);
        await partition.Rest(worked * 4 < LongestRest ? worked * 4 : LongestRest, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return rows[^1].Position.Sequence;
    }

    private async Task<long> ReadCursor()
    {
        await using var session = await partition.Stores.Views.Read();
        return await StateTable.Cursor(session, name, partition.Number);
    }

    [LoggerMessage(LogLevel.Warning, "The {Follower} of {Service} failed; it tries again in {Pause}.")]
    private partial void LogFault(Exception exception, string follower, string service, TimeSpan pause);
}

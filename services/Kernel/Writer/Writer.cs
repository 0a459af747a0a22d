using System.Data.Common;
using Exchange.Kernel.Log;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Writer;

/// <summary>The one loop that decides what enters a partition of the log. It takes all that waits, decides it, appends one row, and only then answers.</summary>
internal sealed partial class Writer(Partition partition, JournalOptions options, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int Tries = 5;

    private readonly Inbox _waiting = new(partition.Definition.Service, options.WaitingCommands);
    private readonly object _turn = new(); // whoever holds it writes; no Lock, because a batch is awaited under it, on the one thread
    private volatile bool _mayWrite;
    private volatile bool _uncertain;

    /// <summary>Whether this node holds the lease. Without it commands are answered as busy.</summary>
    public bool MayWrite
    {
        get => _mayWrite;
        set => _mayWrite = value;
    }

    /// <summary>How many commands wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Puts a command in front of the loop.</summary>
    /// <exception cref="BusyException">No room, or this node does not write the partition.</exception>
    public void Enqueue(Pending pending)
    {
        if (!_mayWrite || partition.IsOverdue || !_waiting.TryPut(pending)) throw new BusyException(partition.Definition.Service);
    }

    /// <summary>Decides and commits a lone command on the caller's thread, which saves it the way to the loop and back: two threads to wake, as long as the
    /// commit itself. Under load the loop is awake or other work waits for a thread; then this is <see cref="Enqueue"/>, so that commands share commits.</summary>
    /// <exception cref="BusyException">No room, or this node does not write the partition.</exception>
    public void WriteOrEnqueue(Pending pending)
    {
        if (!_waiting.IsIdle || ThreadPool.PendingWorkItemCount > 0 || !Monitor.TryEnter(_turn))
        {
            Enqueue(pending);
            return;
        }

        try
        {
            if (!_mayWrite || partition.IsOverdue || !_waiting.IsIdle) Enqueue(pending);
            else Write([pending], here: true).GetAwaiter().GetResult();
        }
        finally
        {
            Monitor.Exit(_turn);
        }
    }

    /// <summary>Takes in the rows that another node, or this one in an earlier life, has written.</summary>
    public async Task CatchUp()
    {
        await foreach (var row in partition.Log.ReadVerified(partition.Head, partition.HeadHash)) await partition.Commit(row);
        _uncertain = false;
    }

    /// <summary>Starts the loop on a thread of its own: it waits for the disk most of the time, and no request should wait for a thread because of it.</summary>
    /// <returns>Completes when the loop has been closed and has ended.</returns>
    public Task Start() => Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Does something short between two batches.</summary>
    public void WhileNobodyWrites(Func<Task> work)
    {
        lock (_turn) work().GetAwaiter().GetResult();
    }

    /// <summary>Ends the loop after the batch that is under way; what still waits is answered as busy.</summary>
    public void Close()
    {
        _waiting.Close();
        lock (_turn)
        {
            // A caller that writes for itself has come to its end.
        }
    }

    public void Dispose() => _waiting.Dispose();

    private void Run()
    {
        var taken = new List<Pending>(options.BatchEntries);
        while (_waiting.Take(taken, options.BatchEntries))
        {
            // The thread is the writer's own, so it may as well wait here; with SQLite everything has happened by the time it gets here.
            lock (_turn) Write(taken, here: false).GetAwaiter().GetResult();
            taken.Clear();
        }

        LogStopped(partition.Definition.Service, partition.Number);
    }

    private async Task Write(List<Pending> taken, bool here)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (_uncertain) await CatchUp();
                var batch = await Decide(taken);
                if (batch.Entries.Count == 0)
                {
                    batch.Answer(new(partition.Number, partition.Head), here);
                    return;
                }

                if (await Append(batch) is { } position)
                {
                    batch.Answer(position, here);
                    return;
                }

                if (attempt == Tries) throw new BusyException(partition.Definition.Service);
            }
        }
        catch (Exception exception)
        {
            // Nothing of the batch is answered as accepted. What the log holds of it is found by the callers' keys when they try again.
            _uncertain = true;
            if (exception is not BusyException and not DbException) LogFailed(exception, partition.Definition.Service, partition.Number);
            else LogBusy(exception, partition.Definition.Service, partition.Number);
            foreach (var pending in taken) Answers.Fail(pending, exception);
        }
    }

    /// <summary>Decides all that was taken. A command whose decider throws is a bug of its own and fails alone.</summary>
    private async Task<Batch> Decide(List<Pending> taken)
    {
        var batch = new Batch(partition);
        await batch.Fetch(taken);
        foreach (var pending in taken)
        {
            if (pending.Task.IsCompleted) continue;
            try
            {
                await batch.Decide(pending);
            }
            catch (Exception exception) when (exception is not DbException)
            {
                LogFailed(exception, partition.Definition.Service, partition.Number);
                Answers.Fail(pending, exception);
            }
        }

        return batch;
    }

    /// <summary>Appends the batch and says where. Null when another node was first, or when it had to be found out what the log holds:
    /// the caller then decides again, on the states as they are now; what was written after all is found by its keys.</summary>
    private async Task<Position?> Append(Batch batch)
    {
        var row = partition.Log.Next(partition.Head + 1, partition.HeadHash, Now(batch), batch.Entries);
        try
        {
            if (!await partition.Log.Append(row))
            {
                await CatchUp();
                return null;
            }
        }
        catch (DbException exception) when (partition.Stores.Log.Dialect.IsTransient(exception))
        {
            LogBusy(exception, partition.Definition.Service, partition.Number);
            await CatchUp();
            return null;
        }

        var position = new Position(partition.Number, row.Sequence);
        await partition.Commit(new(position, DateTimeOffset.FromUnixTimeMilliseconds(row.WrittenAt), batch.Entries, row.Hash), batch);
        Telemetry.Measures.Committed(partition.Definition.Service, batch.Entries.Count);
        return position;
    }

    private DateTimeOffset Now(Batch batch)
    {
        var now = clock.GetUtcNow();
        var last = batch.Entries[^1].ReceivedAt;
        return now > last ? now : last;
    }

    [LoggerMessage(LogLevel.Debug, "The writer of {Service} partition {Partition} has stopped.")]
    private partial void LogStopped(string service, int partition);

    [LoggerMessage(LogLevel.Warning, "The log of {Service} partition {Partition} could not be written; callers are told to try again.")]
    private partial void LogBusy(Exception exception, string service, int partition);

    [LoggerMessage(LogLevel.Error, "A command of {Service} partition {Partition} failed.")]
    private partial void LogFailed(Exception exception, string service, int partition);
}

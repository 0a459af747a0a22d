using System.Data.Common;
using System.Threading.Channels;
using Exchange.Kernel.Log;
using Microsoft.EntityFrameworkCore;

namespace Exchange.Identity;

/// <summary>Writes registrations: one loop takes all that wait and commits them together, so that a disk's one flush serves many callers.
/// A caller is answered after the commit. The unique indexes, not this loop, keep several nodes apart.</summary>
public sealed class IdentityWriter(IServiceScopeFactory scopes) : BackgroundService
{
    private const int Waiting = 2048, Batch = 128;

    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    private TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next commit of this node.</summary>
    public Task Committed => Volatile.Read(ref _committed).Task;

    /// <summary>Runs a change and returns its result once it is committed. The change is run again if others of its batch fail.</summary>
    public async Task<T> Write<T>(Func<IdentityStore, Task<T>> change)
    {
        var work = new Work<T>(change);
        return _queue.Writer.TryWrite(work) ? await work.Done.Task : throw new BusyException("identity");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Work>(Batch);
        while (await _queue.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < Batch && _queue.Reader.TryRead(out var work)) batch.Add(work);
            if (!await TryCommit(batch))
                foreach (var work in batch) await CommitAlone(work);
            batch.Clear();
        }
    }

    private async Task<bool> TryCommit(List<Work> batch)
    {
        try
        {
            await Commit(batch);
            return true;
        }
#pragma warning disable CA1031 // Whosever fault it is, it shows when each runs alone.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private async Task CommitAlone(Work work)
    {
        try
        {
            await Commit([work]);
        }
        catch (DbUpdateException exception) when (exception.InnerException is DbException inner)
        {
            work.Fail(inner);
        }
#pragma warning disable CA1031 // Whatever it is, it is the caller's; the loop goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            work.Fail(exception);
        }
    }

    private async Task Commit(List<Work> batch)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IdentityStore>();
        await using var transaction = await store.Database.BeginTransactionAsync();
        foreach (var work in batch)
        {
            await work.Run(store);
            await store.SaveChangesAsync();
            store.ChangeTracker.Clear();
        }

        await transaction.CommitAsync();
        foreach (var work in batch) work.Complete();
        Interlocked.Exchange(ref _committed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private abstract class Work
    {
        public abstract Task Run(IdentityStore store);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Work<T>(Func<IdentityStore, Task<T>> change) : Work
    {
        private T _result = default!;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task Run(IdentityStore store) => _result = await change(store);

        public override void Complete() => Done.TrySetResult(_result);

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }
}

using System.Data.Common;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Writer;

/// <summary>One partition on this node: its memory, its writer, its followers, and the lease that says whether they run here.</summary>
internal sealed partial class PartitionNode : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTending = TimeSpan.FromSeconds(1);

    private readonly Partition _partition;
    private readonly Lease _lease;
    private readonly JournalOptions _options;
    private readonly JournalHost _host;
    private readonly ILogger _logger;
    private readonly ViewWriter _views;
    private readonly string _holder = Lease.Holder + ":" + Values.Id.New(TimeProvider.System.GetUtcNow())[^8..];
    private readonly CancellationTokenSource _stopping = new();
    private readonly StateKeeper _states;
    private CancellationTokenSource? _following;
    private long _tended; // the head when the stores were tended last
    private Task _writing = Task.CompletedTask, _keeping = Task.CompletedTask, _tending = Task.CompletedTask, _followers = Task.CompletedTask;

    public PartitionNode(JournalDefinition definition, Stores stores, int number, int partitions, JournalHost host, ViewWriter views)
    {
        _logger = host.Loggers.CreateLogger("Exchange." + definition.Service);
        var options = host.Options;
        _partition = new(definition, stores, number, options, partitions);
        Writer = new(_partition, options, host.Clock, _logger);
        _lease = new(stores.Log, number, options.Lease);
        _states = new(_partition, views, options.SaveStates, _logger);
        (_options, _host, _views) = (options, host, views);
    }

    public Partition Partition => _partition;

    public Writer Writer { get; }

    /// <summary>Tries at once to become the writer, and goes on trying in the background.</summary>
    public async Task Start()
    {
        await TryActivate();
        _writing = Writer.Start();
        _keeping = Task.Run(() => Regularly(_options.Lease / 3, TryActivate));
        _tending = Task.Run(() => Regularly(BetweenTending, Tend));
    }

    private async Task Regularly(TimeSpan pause, Func<Task> work)
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(pause, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested) return;
            try
            {
                await work();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is DbException or InvalidDataException)
            {
                LogLeaseFault(exception, _partition.Definition.Service, _partition.Number);
            }
        }
    }

    private async Task Tend()
    {
        if (!Writer.MayWrite || _partition.Head == _tended) return;
        _tended = _partition.Head;
        var (log, views) = (_partition.Stores.Log, _partition.Stores.Views);
        if (await log.Tend()) Writer.WhileNobodyWrites(log.Tend);
        if (await views.Tend()) await _views.WhileNobodyWrites(views.Tend, _stopping.Token);
    }

    private async Task TryActivate()
    {
        var held = await _lease.TryHold(_holder);
        if (held && !Writer.MayWrite)
        {
            if (_partition.Definition.Recovers is not null) _partition.Downtime = Downtime.Between(_partition.Number, await _lease.Seen(), Now);
            await Activate();
        }
        else if (!held && Writer.MayWrite) await Deactivate();
        else if (held) await NoteSeen();
    }

    private long Now => _host.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    // Until a downtime is made good, it is not over.
    private async Task NoteSeen()
    {
        if (_partition is { Definition.Recovers: not null, Downtime: null }) await _lease.Note(Now);
    }

    private async Task Activate()
    {
        long projected, relayed, saved;
        await using (var session = await _partition.Stores.Views.Read())
        {
            projected = await StateTable.Cursor(session, Projector.CursorName, _partition.Number);
            relayed = await StateTable.Cursor(session, Relay.CursorName, _partition.Number);
            saved = await StateTable.Cursor(session, StateKeeper.CursorName, _partition.Number);
            if (_partition.Head == 0) await Begin(session, projected, saved);
        }

        _partition.Projected = projected;
        _partition.Relayed = relayed;
        _partition.Saved = saved;
        await _partition.CountUnprojected();
        await Writer.CatchUp();
        _following = new();
        _followers = Task.WhenAll(
            Task.Run(() => new Projector(_partition, _views, _logger).Run(_following.Token)),
            Task.Run(() => new Relay(_partition, _host.Outlet, _views, _logger).Run(_following.Token)),
            Task.Run(() => _states.Run(_following.Token)));
        Writer.MayWrite = true;
        LogActive(_partition.Definition.Service, _partition.Number, _partition.Head);
    }

    // The keys of the last day come from where they were stored with the states; from the log only what is not stored.
    private async Task Begin(Database.ViewSession session, long projected, long saved)
    {
        var yesterday = await _partition.Log.LastBefore(_host.Clock.GetUtcNow() - KeyMemory.Memory);
        var keysAreStored = await KeyTable.TryLoad(session, _partition.Number, yesterday, saved, _partition.Keys);
        var from = Math.Min(projected, keysAreStored ? saved : Math.Min(saved, yesterday));
        var hash = from == 0 ? LogCodec.NoHash : (await _partition.Log.ReadStored(from - 1, 1))[0].Hash;
        _partition.StartAfter(from, hash, projected, saved);
    }

    private async Task Deactivate()
    {
        Writer.MayWrite = false;
        if (_following is null) return;
        await _following.CancelAsync();
        await _followers;
        _following.Dispose();
        _following = null;
        // A node that stops gives its lease back; one that goes on has lost it.
        if (!_stopping.IsCancellationRequested) LogPassive(_partition.Definition.Service, _partition.Number);
    }

    public async ValueTask DisposeAsync()
    {
        var wrote = Writer.MayWrite;
        await _stopping.CancelAsync();
        Writer.Close();
        await Task.WhenAll(_writing, _keeping, _tending);
        await Deactivate();
        await GiveBack(wrote);
        await _partition.DisposeAsync();
        Writer.Dispose();
        _stopping.Dispose();
    }

    // A clean end leaves nothing for the next start to read from the log, and no lease to wait for; nor has one that never came to write, though it took its lease.
    // What fails is found by the next start, and the lease runs out by itself.
    private async Task GiveBack(bool wrote)
    {
        if (wrote) await Try(_states.SaveLast);
        if (wrote) await Try(NoteSeen);
        await Try(() => _lease.Release(_holder));

        async Task Try(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch (Exception exception) when (exception is DbException or InvalidOperationException)
            {
                LogLastFault(exception, _partition.Definition.Service, _partition.Number);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "This node writes {Service} partition {Partition} from row {Head}.")]
    private partial void LogActive(string service, int partition, long head);

    [LoggerMessage(LogLevel.Warning, "This node no longer writes {Service} partition {Partition}.")]
    private partial void LogPassive(string service, int partition);

    [LoggerMessage(LogLevel.Warning, "The lease or the store of {Service} partition {Partition} could not be tended; it is tried again.")]
    private partial void LogLeaseFault(Exception exception, string service, int partition);

    [LoggerMessage(LogLevel.Warning, "The end of {Service} partition {Partition} is not clean: the next start reads more of the log, or waits until the lease runs out.")]
    private partial void LogLastFault(Exception exception, string service, int partition);
}

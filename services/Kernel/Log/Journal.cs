using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Telemetry;
using Exchange.Kernel.Values;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Log;

/// <summary>A service's log with its writer and its followers: what the endpoints of a service talk to.</summary>
public abstract partial class Journal : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1), BusyPause = TimeSpan.FromMilliseconds(20);

    [ThreadStatic]
    private static Scratch? t_scratch;

    private readonly Stores _stores;
    private readonly PartitionNode[] _nodes;
    private readonly ILogger _logger;
    private readonly DueLoop _due;
    private readonly ViewWriter _views;
    private readonly ConcurrentDictionary<string, long> _heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Hearing> _hearings;
    private volatile Moment? _settled; // when nothing was due: until time or log moves nothing is
    private int _disposed;

    protected Journal(JournalDefinition definition, JournalHost host)
    {
        Definition = definition;
        Clock = host.Clock;
        _stores = host.StoresOf(definition.Service);
        _views = new(_stores.Views);
        _logger = host.Loggers.CreateLogger("Exchange." + definition.Service);
        var partitions = definition.MayPartition && _stores.Log.Dialect != Dialect.Sqlite ? host.Options.Partitions : 1;
        _nodes = [.. Enumerable.Range(0, partitions).Select(number => new PartitionNode(definition, _stores, number, partitions, host, _views))];
        _hearings = definition.Hears.ToDictionary(hearing => hearing.Type, StringComparer.Ordinal);
        _due = new(this, _logger);
    }

    /// <summary>What the service is made of.</summary>
    public JournalDefinition Definition { get; }

    /// <summary>The clock of the exchange.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Brings the schema forward, reads what the log holds, and starts the writer and the followers.</summary>
    public async Task Start()
    {
        await Schema.Apply(Definition, _stores);
        foreach (var node in _nodes) await node.Start();
        _due.Start();
    }

    /// <summary>Decides a command and answers when what it caused is durable.</summary>
    /// <param name="stream"><c>kind/id</c>.</param>
    /// <param name="command">A command of the kind.</param>
    /// <param name="sender">Who sends it, and its key.</param>
    /// <remarks>There is nothing to cancel: what is submitted is decided, and the answer is no more than a commit away.</remarks>
    /// <exception cref="BusyException">Too many commands wait; nothing was decided.</exception>
    public Task<Answer> Submit(string stream, object command, Sender sender)
    {
        var pending = Received(stream, command, sender);
        NodeOf(stream).Writer.WriteOrEnqueue(pending);
        return pending.Task;
    }

    /// <summary>The last committed state of a stream; the initial state when nothing has happened in it. Never lags.</summary>
    /// <exception cref="BusyException">This node does not write the partition, so it does not know.</exception>
    public async ValueTask<TState> Peek<TState>(string stream)
        where TState : class
    {
        var node = NodeOf(stream);
        if (!node.Writer.MayWrite) throw new BusyException(Definition.Service);
        return (TState)(await node.Partition.Load(stream)).State;
    }

    /// <summary>A session for queries on the views.</summary>
    public Task<ViewSession> Read() => _stores.Views.Read();

    /// <summary>Waits until the views have reached a position, a second at most. False when they have not.</summary>
    public async Task<bool> WaitForViews(Position position, CancellationToken cancellation = default)
    {
        if (position.Partition >= _nodes.Length) return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestWait);
        try
        {
            await _nodes[position.Partition].Partition.WaitUntil(partition => partition.Projected >= position.Sequence, patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The rows after a position, then each new one as soon as it is committed.</summary>
    public async IAsyncEnumerable<LogRow> Follow(Position after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var partition = _nodes[after.Partition].Partition;
        for (var sequence = after.Sequence; ;)
        {
            var moved = partition.Moved;
            var rows = await partition.ReadAfter(sequence, 256);
            foreach (var row in rows) yield return row;
            if (rows.Count > 0) sequence = rows[^1].Position.Sequence;
            else await moved.WaitAsync(cancellation);
        }
    }

    /// <summary>Rows after a position, in order; waits for some a while where there are none. From the stored log where another node writes it, so that every node can follow.</summary>
    /// <param name="after">The position.</param>
    /// <param name="most">At most so many rows.</param>
    /// <param name="patience">How long to wait; a node that does not write asks once after it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<LogRow>> ReadLog(Position after, int most, TimeSpan patience, CancellationToken cancellation)
    {
        var (node, waited) = (_nodes[after.Partition], false);
        while (true)
        {
            var moved = node.Writer.MayWrite ? node.Partition.Moved : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            var rows = node.Writer.MayWrite ? await node.Partition.ReadAfter(after.Sequence, most) : await node.Partition.Log.Read(after.Sequence, most);
            if (rows.Count > 0 || waited) return rows;
            await moved.WaitAsync(patience, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            waited = !node.Writer.MayWrite || node.Partition.Head <= after.Sequence;
        }
    }

    /// <summary>Whether this node writes a partition.</summary>
    public bool Writes(int partition = 0) => _nodes[partition].Writer.MayWrite;

    /// <summary>The last committed row.</summary>
    public Position Head(int partition = 0) => new(partition, _nodes[partition].Partition.Head);

    /// <summary>The last committed row of the partition that holds a stream.</summary>
    public Position HeadOf(string stream) => Head(PartitionOf(stream, _nodes.Length));

    internal IReadOnlyList<PartitionNode> Nodes => _nodes;

    /// <summary>The number of partitions of this service's log.</summary>
    public int Partitions => _nodes.Length;

    /// <summary>Submits the commands that a pack of messages causes, in their order, and returns when all are answered.</summary>
    public async Task Hear(Announcements pack, CancellationToken cancellation)
    {
        var answers = new List<Task<Answer>>();
        foreach (var item in pack.Items)
        {
            if (!_hearings.TryGetValue(item.Type, out var hearing)) continue;
            var n = 0;
            using var activity = Measures.Source.StartActivity("hear " + item.Type, ActivityKind.Consumer, item.Trace);
            foreach (var also in hearing.Commands(item.Data))
                answers.Add(await SubmitPatiently(also.Stream, also.Command, new(Sender.Bus, $"{item.Id}/{n++}", activity?.Id ?? item.Trace), cancellation));
        }

        foreach (var answer in answers)
            if (await answer is Answer.Refused refused) LogRefusedMessage(Definition.Service, pack.Source, refused.Refusal.Code, refused.Refusal.Detail);
        _heard.AddOrUpdate($"{pack.Source}-{pack.Partition}", pack.LastSequence, (_, last) => Math.Max(last, pack.LastSequence));
    }

    /// <summary>Where the writer and the followers are.</summary>
    public JournalStatus Status() => new(
        Definition.Service,
        [.. _nodes.Select(node => new PartitionStatus(
            node.Partition.Number, node.Writer.MayWrite, node.Partition.Head, node.Partition.Projected, node.Partition.Relayed, node.Partition.Announced, node.Writer.Waiting))],
        new SortedDictionary<string, long>(_heard, StringComparer.Ordinal));

    /// <summary>Lets the followers come to the end of the log and sends what is due, until nothing is. True when anything was sent or followed.
    /// For a stepped clock: after it, this service has done all that the present time asks of it.</summary>
    public async Task<bool> Settle(CancellationToken cancellation)
    {
        for (var moved = false; ; moved = true)
        {
            foreach (var node in _nodes) await node.Partition.WaitUntil(IsFollowed, cancellation);
            var present = Present();
            if (present == _settled) return moved;
            // The clock's own loop may have sent something meanwhile, which then is sent for nothing here, is not followed yet, and may make more due.
            if (await _due.SendDue(cancellation) > 0 || !_nodes.All(node => IsFollowed(node.Partition)) || present.Heads != Present().Heads) continue;
            _settled = present;
            return moved;
        }

        Moment Present() => new(Clock.GetUtcNow(), _nodes.Sum(node => node.Partition.Head));

        static bool IsFollowed(Partition partition) => partition.Projected >= partition.Head && partition.Relayed >= partition.Head;
    }

    private sealed record Moment(DateTimeOffset Now, long Heads);

    internal async Task<Task<Answer>> SubmitPatiently(string stream, object command, Sender sender, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                // One of many that come together, and should be committed together.
                var pending = Received(stream, command, sender);
                NodeOf(stream).Writer.Enqueue(pending);
                return pending.Task;
            }
            catch (BusyException)
            {
                await Task.Delay(BusyPause, TimeProvider.System, cancellation);
            }
        }
    }

    private Pending Received(string stream, object command, Sender sender) => new(stream, command, sender, Fingerprint(stream, command), Clock.GetUtcNow());

    private string Fingerprint(string stream, object command)
    {
        var scratch = t_scratch ??= new(LogCodec.Writing);
        scratch.Clear();
        scratch.Put(stream);
        Definition.KindOf(stream).WriteCommand(scratch.Json, command);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(scratch.Written, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    private PartitionNode NodeOf(string stream) => _nodes[PartitionOf(stream, _nodes.Length)];

    /// <summary>The partition of a stream: FNV-1a over its name, the same on every machine; or over the home of its id, where that stands beside one.</summary>
    internal static int PartitionOf(string stream, int partitions)
    {
        if (partitions == 1) return 0;
        var id = stream.AsSpan(stream.IndexOf('/', StringComparison.Ordinal) + 1);
        var place = Id.PlaceOf(id);
        var hash = 2166136261u;
        foreach (var c in place.Length < id.Length ? place : stream) hash = unchecked((hash ^ c) * 16777619u);
        return (int)(hash % (uint)partitions);
    }

    /// <summary>Stops taking commands, answers those that wait, stops the followers, and gives the leases back. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _due.DisposeAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
        await _views.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [LoggerMessage(LogLevel.Warning, "{Service} refused what a message of {Source} asked for: {Code}. {Detail}")]
    private partial void LogRefusedMessage(string service, string source, string code, string detail);
}

/// <summary>Where a journal's writer and followers are.</summary>
/// <param name="Service">The service.</param>
/// <param name="Partitions">Each partition.</param>
/// <param name="Heard">For each partition of another service's log (<c>listing-0</c>): the last row whose announcements this process has handled.</param>
public sealed record JournalStatus(string Service, IReadOnlyList<PartitionStatus> Partitions, IReadOnlyDictionary<string, long> Heard);

/// <summary>Where a partition's writer and followers are.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Writes">Whether this node writes it.</param>
/// <param name="Head">The last committed row.</param>
/// <param name="Projected">The last row in the views.</param>
/// <param name="Relayed">The last row whose announcements are delivered.</param>
/// <param name="Announced">The last row that this process announced anything of.</param>
/// <param name="Waiting">Commands that wait for the writer.</param>
public sealed record PartitionStatus(int Partition, bool Writes, long Head, long Projected, long Relayed, long Announced, int Waiting);

/// <summary>What a journal gets from its process.</summary>
/// <param name="StoresOf">The stores of a service, by its name.</param>
/// <param name="Clock">The clock of the exchange.</param>
/// <param name="Outlet">Where announcements go.</param>
/// <param name="Loggers">Makes its loggers.</param>
/// <param name="Options">The bounds of its memory.</param>
public sealed record JournalHost(Func<string, Stores> StoresOf, TimeProvider Clock, IOutlet Outlet, ILoggerFactory Loggers, JournalOptions Options);

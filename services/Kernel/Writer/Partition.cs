using System.Collections.Frozen;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>What a node knows of one partition of its log: the committed head, the states, the keys, and the last rows.
/// The writer changes it after a commit; followers and queries look at it.</summary>
internal sealed class Partition(JournalDefinition definition, Database.Stores stores, int number, JournalOptions options, int partitions = 1) : IAsyncDisposable
{
    private const int PassedEntries = 1000;

    private static readonly IReadOnlyDictionary<string, StateTable.StateRow?> NoRows = FrozenDictionary<string, StateTable.StateRow?>.Empty;

    private readonly Lock _gate = new();
    private readonly List<LogRow> _recent = [];
    private HashSet<string> _unsaved = new(StringComparer.Ordinal); // streams that changed since state rows were written
    private List<KeyTable.Key> _unsavedKeys = [], _spareKeys = []; // and the keys of those rows; two lists in turn, because they grow large
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously), _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _dropped, _recentEntries, _unsavedCount, _waiting; // rows at the front of the recent ones that are dropped already
    private long _head, _projected, _relayed, _announced, _saved, _waitingEntries;

    public int Number => number;

    /// <summary>The time in which nobody wrote this partition, until it is made good; null for none.</summary>
    public Downtime? Downtime { get; set; }

    /// <summary>Whether a stream is in this partition.</summary>
    public bool Holds(string stream) => Journal.PartitionOf(stream, partitions) == number;

    public JournalDefinition Definition => definition;

    public Database.Stores Stores => stores;

    public LogTable Log { get; } = new(definition, stores.Log, number);

    public StateCache States { get; } = new(options.CachedStates);

    public KeyMemory Keys { get; } = new();

    /// <summary>Reads what is not in memory.</summary>
    public StateReader Resting { get; } = new(definition, stores);

    /// <summary>The hash of the head row.</summary>
    public string HeadHash { get; private set; } = LogCodec.NoHash;

    /// <summary>The receipt time of the last entry; times never fall along the log.</summary>
    public DateTimeOffset LastReceivedAt { get; private set; } = DateTimeOffset.MinValue;

    public long Head => Volatile.Read(ref _head);

    /// <summary>The last row that the views hold.</summary>
    public long Projected
    {
        get => Volatile.Read(ref _projected);
        set => Pass(ref _projected, value);
    }

    /// <summary>The last row whose announcements are delivered.</summary>
    public long Relayed
    {
        get => Volatile.Read(ref _relayed);
        set => Pass(ref _relayed, value);
    }

    /// <summary>The last row that the state rows hold. What changed since is held in memory.</summary>
    public long Saved
    {
        get => Volatile.Read(ref _saved);
        set => Volatile.Write(ref _saved, value);
    }

    /// <summary>The last row that this process announced anything of.</summary>
    public long Announced
    {
        get => Volatile.Read(ref _announced);
        set => Volatile.Write(ref _announced, value);
    }

    /// <summary>Whether so much is not projected or saved yet that no more may be accepted: it is held in memory.</summary>
    public bool IsOverdue => Volatile.Read(ref _waitingEntries) > options.UnprojectedEntries || Unsaved > options.UnsavedStates;

    /// <summary>How many streams have changed since their state rows were written.</summary>
    public int Unsaved => Volatile.Read(ref _unsavedCount);

    /// <summary>Counts entries as projected.</summary>
    public void EntriesProjected(int count) => Interlocked.Add(ref _waitingEntries, -count);

    /// <summary>Counts anew what is not projected of the rows that this node knows: another one may have projected some of them.</summary>
    public async Task CountUnprojected()
    {
        var rows = await ReadAfter(Projected, int.MaxValue);
        Interlocked.Exchange(ref _waitingEntries, rows.Sum(row => row.Entries.Count));
    }

    /// <summary>Waits until the head and the followers are where one wants them. The followers do not rest meanwhile.</summary>
    public async Task WaitUntil(Func<Partition, bool> condition, CancellationToken cancellation)
    {
        if (condition(this)) return;
        Await(1);
        try
        {
            for (var moved = Moved; !condition(this); moved = Moved) await moved.WaitAsync(cancellation);
        }
        finally
        {
            Await(-1);
        }
    }

    /// <summary>Lets a follower rest for a time, unless somebody waits for it.</summary>
    public Task Rest(TimeSpan time, CancellationToken stopping)
    {
        lock (_gate) return _waiting > 0 ? Task.CompletedTask : _awaited.Task.WaitAsync(time, TimeProvider.System, stopping);
    }

    /// <summary>Completes when the head or a follower has moved after this was read.</summary>
    public Task Moved
    {
        get
        {
            lock (_gate) return _moved.Task;
        }
    }

    /// <summary>Takes a committed row in: states, keys, recent rows, head. Only the writer calls it, row after row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="decided">The batch that became the row, when it was decided here.</param>
    public async Task Commit(LogRow row, Batch? decided = null)
    {
        if (decided is null) await EvolveAll(row);
        else
            foreach (var (stream, held) in decided.States) States.Put(stream, held);

        // Before the head passes the row: who takes what is unsaved up to the head must get the row's.
        var digests = decided?.Digests ?? KeyMemory.DigestsOf(row);
        if (row.Position.Sequence > Saved)
            NoteUnsaved(
                decided?.States.Keys ?? row.Entries.SelectMany(entry => entry.Parts).Select(part => part.Stream),
                digests.Select((digest, i) => new KeyTable.Key(digest, new(row.Position.Sequence, i))));
        Keys.Remember(row, digests);
        if (row.Entries.Count > 0 && row.Entries[^1].ReceivedAt is var last && last > LastReceivedAt) LastReceivedAt = last;
        if (row.Position.Sequence > Projected) Interlocked.Add(ref _waitingEntries, row.Entries.Count);
        HeadHash = row.Hash;
        Hold(row);
        Pass(ref _head, row.Position.Sequence);
        States.Trim(Saved);
    }

    /// <summary>Takes the streams whose state rows are behind and the keys that are not stored, and says up to which row that is all of them.</summary>
    public (IReadOnlyCollection<string> Streams, IReadOnlyList<KeyTable.Key> Keys, long Through) TakeUnsaved()
    {
        lock (_gate)
        {
            var (streams, keys) = (_unsaved, _unsavedKeys);
            (_unsaved, _unsavedKeys, _spareKeys, _unsavedCount) = (new(StringComparer.Ordinal), _spareKeys, [], 0);
            return (streams, keys, Head);
        }
    }

    /// <summary>Takes back a list of keys that are stored.</summary>
    public void Recycle(IReadOnlyList<KeyTable.Key> keys)
    {
        if (keys is not List<KeyTable.Key> list) return;
        list.Clear();
        lock (_gate) _spareKeys = list;
    }

    /// <summary>Takes back streams and keys that could not be saved after all.</summary>
    public void PutBack(IEnumerable<string> streams, IEnumerable<KeyTable.Key> keys)
    {
        lock (_gate)
        {
            _unsaved.UnionWith(streams);
            _unsavedKeys.InsertRange(0, keys); // they are those of earlier rows
            _unsavedCount = _unsaved.Count;
        }
    }

    /// <summary>Notes streams whose state rows are behind, and keys that are not stored.</summary>
    public void NoteUnsaved(IEnumerable<string> streams, IEnumerable<KeyTable.Key> keys)
    {
        lock (_gate)
        {
            _unsaved.UnionWith(streams);
            _unsavedKeys.AddRange(keys);
            _unsavedCount = _unsaved.Count;
        }
    }

    /// <summary>Says where the chain stands before the first row that is taken in.</summary>
    public void StartAfter(long sequence, string hash, long projected, long saved)
    {
        HeadHash = hash;
        Volatile.Write(ref _head, sequence);
        Volatile.Write(ref _projected, projected);
        Volatile.Write(ref _saved, saved);
    }

    /// <summary>Rows after a sequence, from memory where they are recent.</summary>
    public async Task<IReadOnlyList<LogRow>> ReadAfter(long after, int count)
    {
        if (after >= Head) return [];
        lock (_gate)
        {
            if (_dropped < _recent.Count && _recent[_dropped].Position.Sequence is var first && first <= after + 1)
            {
                var from = _dropped + (int)(after + 1 - first);
                return _recent.GetRange(from, Math.Min(count, _recent.Count - from));
            }
        }

        return await Log.Read(after, (int)Math.Min(count, Head - after));
    }

    /// <summary>The committed state of a stream: from memory, or from its state row.</summary>
    public async ValueTask<StateCache.Held> Load(string stream) => States.Find(stream) ?? await Resting.Read(stream);

    /// <summary>The state rows of those streams that are not in memory, together; null for a stream that has none. Of a single one nothing: it is left to <see cref="Load"/>.</summary>
    public async Task<IReadOnlyDictionary<string, StateTable.StateRow?>> LoadRows(IEnumerable<string> streams)
    {
        HashSet<string>? missing = null;
        foreach (var stream in streams)
            if (States.Find(stream) is null) (missing ??= new(StringComparer.Ordinal)).Add(stream);
        return missing is { Count: > 1 } ? await Resting.ReadRows(missing) : NoRows;
    }

    public async ValueTask DisposeAsync()
    {
        await Resting.DisposeAsync();
        await Log.DisposeAsync();
    }

    /// <summary>A state after a part of a log row; the same state when it has the part already.</summary>
    /// <exception cref="InvalidDataException">The part cannot follow.</exception>
    public StateCache.Held Evolve(StateCache.Held held, Part part, long sequence)
    {
        if (part.Version <= held.Version) return held with { Sequence = Math.Max(held.Sequence, sequence) };
        var missing = part.Version - held.Version;
        if (missing > part.Events.Count)
            throw new InvalidDataException($"{part.Stream} is at version {held.Version}, and the log goes on with {part.Version - part.Events.Count + 1}.");
        StreamKind kind = definition.KindOf(part.Stream);
        var state = held.State;
        for (var i = part.Events.Count - (int)missing; i < part.Events.Count; i++) state = kind.Evolve(state, part.Events[i]);
        return new(held.Stream, state, part.Version, sequence);
    }

    // Followers seldom lag, and what all have passed is only there for the live streams; so little is held that it dies young.
    private void Hold(LogRow row)
    {
        var passed = Math.Min(Projected, Relayed);
        lock (_gate)
        {
            _recent.Add(row);
            _recentEntries += row.Entries.Count;
            while (_recentEntries > options.RecentEntries || (_recentEntries > PassedEntries && _recent[_dropped].Position.Sequence <= passed))
            {
                _recentEntries -= _recent[_dropped].Entries.Count;
                _recent[_dropped++] = null!;
            }

            if (_dropped < 64 || _dropped < _recent.Count / 2) return;
            _recent.RemoveRange(0, _dropped);
            _dropped = 0;
        }
    }

    private void Await(int more)
    {
        lock (_gate)
        {
            _waiting += more;
            if (_waiting > 0) _awaited.TrySetResult();
            else _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task EvolveAll(LogRow row)
    {
        foreach (var part in row.Entries.SelectMany(entry => entry.Parts))
        {
            // A row whose states are saved already needs no memory, unless the state is held.
            if (row.Position.Sequence <= Saved && States.Find(part.Stream) is null) continue;
            States.Put(part.Stream, Evolve(await Load(part.Stream), part, row.Position.Sequence));
        }
    }

    private void Pass(ref long mark, long value)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            Volatile.Write(ref mark, value);
            (moved, _moved) = (_moved, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        moved.SetResult();
    }
}

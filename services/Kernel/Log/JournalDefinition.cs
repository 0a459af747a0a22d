using System.Collections.Frozen;
using System.Reflection;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Followers;

namespace Exchange.Kernel.Log;

/// <summary>What a service is made of: its kinds of streams, what follows its log, whom it hears, and what time makes due.
/// Data only, so that the same definition serves a running node, <c>check</c>, <c>rebuild</c> and the tests.</summary>
public sealed class JournalDefinition
{
    private readonly FrozenDictionary<string, StreamKind> _kinds = FrozenDictionary<string, StreamKind>.Empty;

    /// <summary>The service's name, lower case: file names, queue names and metrics carry it.</summary>
    public required string Service { get; init; }

    /// <summary>The assembly whose embedded <c>Migrations/*.sql</c> make the view tables.</summary>
    public required Assembly Migrations { get; init; }

    public required IReadOnlyList<StreamKind> Streams
    {
        get;
        init
        {
            field = value;
            _kinds = value.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
        }
    }

    /// <summary>The view tables and how events change them.</summary>
    public IReadOnlyList<View> Views { get; init; } = [];

    /// <summary>The messages that others hear of an event: contract records. Pure.</summary>
    public Func<Happened, IEnumerable<object>> Announce { get; init; } = static _ => [];

    /// <summary>The messages that sum up a batch: called once for all events that the relay sends together, so that many small changes cross the bus as one. Pure.</summary>
    public Func<IReadOnlyList<Happened>, IEnumerable<object>> Fold { get; init; } = static _ => [];

    /// <summary>Whether the log may have several partitions: no command has a companion but in streams whose ids stand beside one home (<see cref="Values.Id.Beside"/>).</summary>
    public bool MayPartition { get; init; }

    /// <summary>The commands that other services' messages cause. Pure.</summary>
    public IReadOnlyList<Hearing> Hears { get; init; } = [];

    /// <summary>The commands that time makes due.</summary>
    public IReadOnlyList<DueQuery> Clocks { get; init; } = [];

    /// <summary>What must be made good after a downtime before time makes anything due; nothing when null.</summary>
    public RecoveryQuery? Recovers { get; init; }

    /// <summary>The kind of a stream, by the first part of its name.</summary>
    /// <exception cref="ArgumentException">No such kind.</exception>
    public StreamKind KindOf(string stream)
    {
        var slash = stream.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && _kinds.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(stream.AsSpan(0, slash), out var kind)
            ? kind
            : throw new ArgumentException($"'{stream}' is of no kind that {Service} knows.", nameof(stream));
    }
}

/// <summary>A command that time has made due.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Command">The command.</param>
/// <param name="Key">Its idempotency key, the same whenever the same thing is due.</param>
public readonly record struct Due(string Stream, object Command, string Key);

/// <summary>Reads from the views what is due at a time: at most a few hundred, most overdue first. The decider has the last word.</summary>
public delegate Task<IReadOnlyList<Due>> DueQuery(Database.ViewSession session, DateTimeOffset now);

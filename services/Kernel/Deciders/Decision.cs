namespace Exchange.Kernel.Deciders;

/// <summary>A command for another stream of the same partition, which must succeed or fail together with the decision that carries it.</summary>
/// <param name="Stream">The stream, <c>kind/id</c>.</param>
/// <param name="Command">The command, of the stream kind's command type.</param>
public readonly record struct Also(string Stream, object Command);

/// <summary>What a decider answers: events (perhaps none), with commands that must succeed with them, or a refusal.</summary>
/// <typeparam name="TEvent">The stream's event type.</typeparam>
public readonly struct Decision<TEvent>
    where TEvent : class
{
    private readonly TEvent? _event;
    private readonly TEvent[]? _events;

    private Decision(TEvent? @event, TEvent[]? events, Refusal? refusal, IReadOnlyList<Also>? also)
    {
        _event = @event;
        _events = events;
        Refusal = refusal;
        Companions = also ?? [];
    }

    /// <summary>Accepted, and nothing changes: what was asked for is already so.</summary>
    public static Decision<TEvent> Nothing => default;

    /// <summary>The rule's no, or null when the command is accepted.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Commands of other streams that are decided in the same log entry; if one is refused, all is refused.</summary>
    public IReadOnlyList<Also> Companions { get => field ?? []; }

    /// <summary>The number of events.</summary>
    public int Count => _events?.Length ?? (_event is null ? 0 : 1);

    /// <summary>The events in their order. Allocates when there is one; the writer uses the indexer.</summary>
    public IReadOnlyList<TEvent> Events => _events ?? (_event is null ? [] : [_event]);

    public TEvent this[int index] => _events is not null ? _events[index] : index == 0 && _event is not null ? _event : throw new ArgumentOutOfRangeException(nameof(index));

    public static implicit operator Decision<TEvent>(Refusal refusal) => new(null, null, refusal, null);

    public static implicit operator Decision<TEvent>(TEvent @event) => new(@event, null, null, null);

    public static implicit operator Decision<TEvent>(TEvent[] events) => new(null, events, null, null);

    /// <summary>This decision together with commands of other streams of the partition: all happen, or none.</summary>
    public Decision<TEvent> And(params IEnumerable<Also> companions) =>
        Refusal is not null ? this : new(_event, _events, null, [.. Companions, .. companions]);

    /// <summary>This decision together with one command of another stream of the partition: both happen, or none.</summary>
    public Decision<TEvent> And(string stream, object command) => And(new Also(stream, command));
}

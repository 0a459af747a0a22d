using System.Text.Json;
using Exchange.Kernel.Values;

namespace Exchange.Kernel.Deciders;

/// <summary>A kind of stream as the writer and the log see it: its decider, with the types erased.</summary>
public abstract class StreamKind
{
    private protected StreamKind(string name) => Name = name;

    /// <summary>The first part of the stream's name: <c>auction</c> of <c>auction/0192…</c>.</summary>
    public string Name { get; }

    public abstract Type StateType { get; }

    public abstract Type EventType { get; }

    public abstract Type CommandType { get; }

    /// <summary>The state of a stream in which nothing has happened yet.</summary>
    public abstract object Initial { get; }

    /// <summary>Decides a command of the kind's command type on a state of its state type.</summary>
    public abstract ErasedDecision Decide(object state, object command, DateTimeOffset now);

    public abstract object Evolve(object state, object @event);

    public abstract void WriteEvent(Utf8JsonWriter writer, object @event);

    public abstract object ReadEvent(JsonElement json);

    public abstract string WriteState(object state);

    /// <summary>Writes a state, the same bytes as the text.</summary>
    public abstract void WriteState(Utf8JsonWriter writer, object state);

    public abstract object ReadState(string json);

    /// <summary>Writes a command as JSON, the same bytes for equal commands.</summary>
    public abstract void WriteCommand(Utf8JsonWriter writer, object command);

    /// <summary>The kind of stream whose rules are <typeparamref name="TState"/>'s.</summary>
    public static StreamKind Of<TState, TCommand, TEvent>(string name)
        where TState : class, IDecider<TState, TCommand, TEvent>
        where TCommand : class
        where TEvent : class => new Typed<TState, TCommand, TEvent>(name);

    private sealed class Typed<TState, TCommand, TEvent>(string name) : StreamKind(name)
        where TState : class, IDecider<TState, TCommand, TEvent>
        where TCommand : class
        where TEvent : class
    {
        public override Type StateType => typeof(TState);

        public override Type EventType => typeof(TEvent);

        public override Type CommandType => typeof(TCommand);

        public override object Initial => TState.Initial;

        public override ErasedDecision Decide(object state, object command, DateTimeOffset now)
        {
            var decision = TState.Decide((TState)state, (TCommand)command, now);
            return new(decision.Refusal, decision.Events, decision.Companions);
        }

        public override object Evolve(object state, object @event) => TState.Evolve((TState)state, (TEvent)@event);

        public override void WriteEvent(Utf8JsonWriter writer, object @event) => JsonSerializer.Serialize(writer, (TEvent)@event, StoredJson.Options);

        public override object ReadEvent(JsonElement json) => json.Deserialize<TEvent>(StoredJson.Options)
            ?? throw new InvalidDataException($"An event of a stream '{Name}' is null.");

        public override string WriteState(object state) => JsonSerializer.Serialize((TState)state, StoredJson.Options);

        public override void WriteState(Utf8JsonWriter writer, object state) => JsonSerializer.Serialize(writer, (TState)state, StoredJson.Options);

        public override object ReadState(string json) => JsonSerializer.Deserialize<TState>(json, StoredJson.Options)
            ?? throw new InvalidDataException($"The state of a stream '{Name}' is null.");

        public override void WriteCommand(Utf8JsonWriter writer, object command) => JsonSerializer.Serialize(writer, command, command.GetType(), StoredJson.Options);
    }
}

/// <summary>A decision whose event type is erased.</summary>
public readonly record struct ErasedDecision(Refusal? Refusal, IReadOnlyList<object> Events, IReadOnlyList<Also> Companions);

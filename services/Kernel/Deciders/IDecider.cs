namespace Exchange.Kernel.Deciders;

/// <summary>The rules of one kind of stream, as pure functions of a state that is a value. The state type implements it about itself.</summary>
/// <typeparam name="TState">The state; immutable, and written as JSON into state rows.</typeparam>
/// <typeparam name="TCommand">The base of the commands.</typeparam>
/// <typeparam name="TEvent">The base of the events, with a <c>JsonDerivedType</c> for each.</typeparam>
public interface IDecider<TState, TCommand, TEvent>
    where TState : class
    where TCommand : class
    where TEvent : class
{
    /// <summary>The state of a stream in which nothing has happened yet.</summary>
    static abstract TState Initial { get; }

    /// <summary>Says what happens when a command meets a state at a time. Pure: no clock, no randomness, no I/O.</summary>
    static abstract Decision<TEvent> Decide(TState state, TCommand command, DateTimeOffset now);

    /// <summary>The state after an event. Throws when the event cannot follow: that is corruption, not input.</summary>
    static abstract TState Evolve(TState state, TEvent @event);
}

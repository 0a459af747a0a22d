using System.Text.Json;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Xunit;

namespace Exchange.Tests;

/// <summary>A rule told as a story: given what has happened, when a command comes at a time, then these events happen, or it is refused.
/// <c>Scenario.Of&lt;Auction, AuctionCommand, AuctionEvent&gt;().Given(…).When(command, at).Then(…)</c></summary>
public static class Scenario
{
    /// <summary>A story in which nothing has happened yet.</summary>
    public static Scenario<TState, TCommand, TEvent> Of<TState, TCommand, TEvent>()
        where TState : class, IDecider<TState, TCommand, TEvent>
        where TCommand : class
        where TEvent : class => new([]);
}

/// <summary>What has happened so far. A value: several stories may go on from the same beginning.</summary>
public sealed class Scenario<TState, TCommand, TEvent>(IReadOnlyList<TEvent> history)
    where TState : class, IDecider<TState, TCommand, TEvent>
    where TCommand : class
    where TEvent : class
{
    /// <summary>The state after all of it.</summary>
    public TState State => history.Aggregate(TState.Initial, TState.Evolve);

    public IReadOnlyList<TEvent> History => history;

    /// <summary>This story, in which more has happened.</summary>
    public Scenario<TState, TCommand, TEvent> Given(params IEnumerable<TEvent> events) => new([.. history, .. events]);

    /// <summary>This story after a command that must be accepted.</summary>
    public Scenario<TState, TCommand, TEvent> After(TCommand command, DateTimeOffset at)
    {
        var decision = TState.Decide(State, command, at);
        Assert.Null(decision.Refusal);
        return Given(decision.Events);
    }

    public Decided When(TCommand command, DateTimeOffset at) => new(this, TState.Decide(State, command, at));

    /// <summary>What the decider said.</summary>
    public sealed class Decided(Scenario<TState, TCommand, TEvent> before, Decision<TEvent> decision)
    {
        /// <summary>Exactly these events, and they can follow; without events: nothing changes. Returns the story with them.</summary>
        public Scenario<TState, TCommand, TEvent> Then(params IReadOnlyList<TEvent> events)
        {
            Assert.Null(decision.Refusal);
            Assert.Equal(events.Select(Text), decision.Events.Select(Text));
            var after = before.Given(decision.Events);
            Assert.NotNull(after.State);
            return after;
        }

        /// <summary>The only event, for a closer look.</summary>
        public TOne Then<TOne>()
            where TOne : TEvent
        {
            Assert.Null(decision.Refusal);
            return Assert.IsType<TOne>(Assert.Single(decision.Events));
        }

        /// <summary>Refused with a code. Returns the refusal, for its facts.</summary>
        public Refusal Refused(string code)
        {
            Assert.Equal(code, decision.Refusal?.Code);
            Assert.Empty(decision.Events);
            return decision.Refusal!;
        }

        private static string Text(TEvent @event) => JsonSerializer.Serialize(@event, StoredJson.Options);
    }
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.SystemTests.Broker.Speaker.V1;

namespace Exchange.SystemTests.Broker.Speaker.V1
{
    /// <summary>What the speaker announces.</summary>
    public sealed record Said(string Word);
}

namespace Exchange.SystemTests.Broker
{
    public abstract record RumourCommand;

    /// <summary>Adds a word to what was said, or heard.</summary>
    public sealed record Tell(string Word) : RumourCommand;

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Told), "told.v1")]
    public abstract record RumourEvent;

    public sealed record Told(string Word) : RumourEvent;

    /// <summary>Words in the order in which they came, twice where they came twice.</summary>
    public sealed record Rumour(ImmutableList<string> Words) : IDecider<Rumour, RumourCommand, RumourEvent>
    {
        public static Rumour Initial { get; } = new([]);

        public static Decision<RumourEvent> Decide(Rumour state, RumourCommand command, DateTimeOffset now) => new Told(((Tell)command).Word);

        public static Rumour Evolve(Rumour state, RumourEvent @event) => new(state.Words.Add(((Told)@event).Word));
    }

    /// <summary>A service that announces what it is told.</summary>
    public sealed class SpeakerJournal(JournalHost host) : Journal(Definition, host)
    {
        public static new JournalDefinition Definition { get; } = new()
        {
            Service = "speaker",
            Migrations = typeof(SpeakerJournal).Assembly,
            Streams = [StreamKind.Of<Rumour, RumourCommand, RumourEvent>("rumour")],
            Announce = happened => [new Said(((Told)happened.Event).Word)],
        };

        public Task<Answer> Say(string word) => Submit("rumour/said", new Tell(word), new("tester", word));
    }

    /// <summary>A service that hears the speaker, and cannot bear one word.</summary>
    public sealed class ListenerJournal(JournalHost host) : Journal(Definition, host)
    {
        public const string Unbearable = "unbearable";

        public static new JournalDefinition Definition { get; } = new()
        {
            Service = "listener",
            Migrations = typeof(ListenerJournal).Assembly,
            Streams = [StreamKind.Of<Rumour, RumourCommand, RumourEvent>("rumour")],
            Hears = [Hearing()],
        };

        public async Task<IReadOnlyList<string>> Heard() => (await Peek<Rumour>("rumour/heard")).Words;

        private static Kernel.Bus.Hearing Hearing() => Kernel.Bus.Hearing.Of<Said>(said => said.Word == Unbearable
            ? throw new InvalidOperationException("It cannot be borne.")
            : [new Also("rumour/heard", new Tell(said.Word))]);
    }
}

using System.Text.Json.Serialization;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Exchange.Tests.Kernel;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Counted), "counted.v1")]
public abstract record TallyEvent;

public sealed record Counted(long By, long Total, string? Note = null) : TallyEvent;

public abstract record TallyCommand;

public sealed record Count(long By, string? AlsoIn = null) : TallyCommand;

/// <summary>The smallest stream there is: it counts, refuses to fall below zero, and can carry a second stream along.</summary>
public sealed record Tally(long Total) : IDecider<Tally, TallyCommand, TallyEvent>
{
    public static Tally Initial { get; } = new(0);

    public static Decision<TallyEvent> Decide(Tally state, TallyCommand command, DateTimeOffset now) => command switch
    {
        Count { By: 0 } => Decision<TallyEvent>.Nothing,
        Count { By: 666 } => throw new InvalidOperationException("A bug."),
        Count count when state.Total + count.By < 0 => new Refusal("tally.below-zero", "A tally never falls below zero."),
        Count { AlsoIn: { } other } count => Happen(state, count).And(other, new Count(count.By)),
        Count count => Happen(state, count),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    public static Tally Evolve(Tally state, TallyEvent @event) => @event switch
    {
        Counted counted when state.Total + counted.By == counted.Total => new(counted.Total),
        _ => throw new InvalidDataException($"{@event} cannot follow {state}."),
    };

    private static Decision<TallyEvent> Happen(Tally state, Count count) => new Counted(count.By, state.Total + count.By);
}

/// <summary>What another service hears of a tally.</summary>
public sealed record TallyMoved(string Tally, long Total);

public sealed class TallyView : View
{
    private const string Update = "update tallies set total = @total where tally = @tally";
    private const string Insert = "insert into tallies (tally, total) values (@tally, @total)";

    public override IReadOnlyList<string> Tables { get; } = ["tallies"];

    public override Task Apply(ViewSession session, IReadOnlyList<Happened> batch) => session.Upsert(
        Update, Insert, batch.GroupBy(happened => happened.StreamId).Select(group => new { tally = group.Key, total = ((Counted)group.Last().Event).Total }));
}

public sealed class TallyJournal(JournalHost host, IReadOnlyList<DueQuery>? clocks = null) : Journal(clocks is null ? Tallies : With(clocks), host)
{
    public static JournalDefinition Tallies { get; } = With([]);

    private static JournalDefinition With(IReadOnlyList<DueQuery> clocks) => new()
    {
        Clocks = clocks,
        Service = "tallies",
        Migrations = typeof(TallyJournal).Assembly,
        Streams = [StreamKind.Of<Tally, TallyCommand, TallyEvent>("tally")],
        Views = [new TallyView()],
        Announce = happened => [new TallyMoved(happened.StreamId, ((Counted)happened.Event).Total)],
        Hears = [Hearing.Of<TallyMoved>(moved => [new Also("tally/copy-of-" + moved.Tally, new Count(1))])],
    };

    public Task<Answer> Count(string tally, long by, string key, string? alsoIn = null) =>
        Submit("tally/" + tally, new Count(by, alsoIn is null ? null : "tally/" + alsoIn), new("tester", key));

    public async Task<long> Total(string tally) => (await Peek<Tally>("tally/" + tally)).Total;
}

/// <summary>A directory with the stores of a journal, and everything that a journal needs from its process.</summary>
/// <param name="stores">The stores, or null for SQLite files in a directory of its own.</param>
public sealed class TallyStore(Stores? stores = null) : IOutlet, IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-tests-").FullName;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(1989, 10, 5, 9, 0, 0, TimeSpan.FromHours(8)));

    public List<Announcements> Sent { get; } = [];

    /// <summary>How many sends fail before one succeeds.</summary>
    public int FailuresToCome { get; set; }

    public Stores Stores => stores ?? Stores.Sqlite(_directory, "tallies");

    public JournalOptions Options { get; set; } = new();

    public TallyJournal New(IReadOnlyList<DueQuery>? clocks = null) => new(new(_ => Stores, Clock, this, NullLoggerFactory.Instance, Options), clocks);

    public async Task<TallyJournal> Started()
    {
        var journal = New();
        await journal.Start();
        return journal;
    }

    public Task Send(Announcements pack, CancellationToken cancellation)
    {
        lock (Sent)
        {
            if (FailuresToCome-- > 0) throw new IOException("The bus is away.");
            Sent.Add(pack);
        }

        return Task.CompletedTask;
    }

    /// <summary>Every row of the log, its chain checked.</summary>
    public async Task<List<LogRow>> Rows()
    {
        await using var log = new LogTable(TallyJournal.Tallies, Stores.Log, 0);
        var rows = new List<LogRow>();
        await foreach (var row in log.ReadVerified()) rows.Add(row);
        return rows;
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}

using System.Text.Json;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Exchange.Tests.Matching;

/// <summary>A journal of Matching on files of its own, on a clock that the test moves.</summary>
internal sealed class MatchingStore : IOutlet, IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-tests-").FullName;
    private readonly List<Announcement> _sent = [];
    private MatchingJournal? _journal;
    private int _keys;

    /// <summary>The directory of its files.</summary>
    public string Data => _directory;

    public FakeTimeProvider Clock { get; } = new(Sale.During);

    public MatchingJournal Journal => _journal ?? throw new InvalidOperationException("Not started.");

    /// <summary>What the others heard, in its order.</summary>
    public IReadOnlyList<Announcement> Sent
    {
        get
        {
            lock (_sent) return [.. _sent];
        }
    }

    public static async Task<MatchingStore> Started()
    {
        var store = new MatchingStore();
        await store.Start();
        return store;
    }

    /// <summary>The key of its sealed bids, kept beside its files.</summary>
    public SealingKey Key => SealingKey.Load(new(), new() { Data = _directory });

    /// <summary>Stops the journal if it runs, and starts one on the same files.</summary>
    public async Task Start()
    {
        if (_journal is not null) await _journal.DisposeAsync();
        _journal = new(new(_ => Stores, Clock, this, NullLoggerFactory.Instance, new()), Key);
        await _journal.Start();
    }

    /// <summary>Stops the journal, as a process that ends does.</summary>
    public async Task Stop()
    {
        await Journal.DisposeAsync();
        _journal = null;
    }

    public Task<Answer> Submit(AuctionCommand command, string? lot = null, string? key = null) =>
        Journal.Submit(Auction.Stream(lot ?? Sale.LotId), command, new("tester", key ?? $"k{Interlocked.Increment(ref _keys)}"));

    /// <summary>Lets everything that is due now happen, and followers come to the end of the log.</summary>
    public Task<bool> Settle() => Journal.Settle(TestTimeout);

    /// <summary>Tells the journal a message, as the bus would.</summary>
    public Task Tell(object message, string id)
    {
        var announcement = new Announcement(id, ContractName.Of(message.GetType()), 0, null, JsonSerializer.SerializeToElement(message, StoredJson.Options));
        return Journal.Hear(new("listing", 0, 1, [announcement]), TestTimeout);
    }

    /// <summary>The tables that a rebuild from the log would change.</summary>
    public async Task<IReadOnlyList<Rebuild.Difference>> RebuildDifferences()
    {
        if (_journal is not null) await _journal.DisposeAsync();
        _journal = null;
        return await Rebuild.Run(MatchingJournal.Definition, Stores, new());
    }

    public Task Send(Announcements pack, CancellationToken cancellation)
    {
        lock (_sent) _sent.AddRange(pack.Items);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null) await _journal.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private Stores Stores => Stores.Sqlite(_directory, "matching");

    private static CancellationToken TestTimeout => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;
}

using System.Text.Json;
using Exchange.Contracts.Matching.V1;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Deals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Exchange.Tests.Settlement;

/// <summary>A directory with Settlement's stores, and its journal on them, with a clock that stands until it is moved.</summary>
public sealed class SettlementStore : IOutlet, IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-settlement-").FullName;
    private int _key;

    public FakeTimeProvider Clock { get; } = new(Awards.Awarded);

    /// <summary>What Settlement has said.</summary>
    public List<Announcement> Said { get; } = [];

    public SettlementJournal Journal { get; private set; } = null!;

    public Stores Stores => Stores.Sqlite(_directory, "settlement");

    public static async Task<SettlementStore> Started()
    {
        var store = new SettlementStore();
        await store.Start();
        return store;
    }

    public async Task Start()
    {
        Journal = new(new(_ => Stores, Clock, this, NullLoggerFactory.Instance, new()));
        await Journal.Start();
    }

    public async Task Restart()
    {
        await Journal.DisposeAsync();
        await Start();
    }

    /// <summary>Settlement hears awards, as one pack of Matching's.</summary>
    public Task Hear(params LotAwarded[] awards) => Journal.Hear(
        new("matching", 0, 1, [.. awards.Select(award => new Announcement(
            award.Award, ContractName.Of(typeof(LotAwarded)), award.At, null, JsonSerializer.SerializeToElement(award, StoredJson.Options)))]),
        CancellationToken.None);

    /// <summary>Settlement hears one message of a service.</summary>
    public Task HearAlso(string source, object message, string id) => Journal.Hear(
        new(source, 0, 1, [new(id, ContractName.Of(message.GetType()), 0, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options))]),
        CancellationToken.None);

    /// <summary>The refusal, or null.</summary>
    public async Task<Refusal?> Tell(string deal, DealCommand command, string? key = null) =>
        (await Journal.Submit(Deal.Stream(deal), command, new("tester", key ?? $"key-{_key++}")) as Answer.Refused)?.Refusal;

    /// <summary>Moves the clock to a time after the award, and lets all happen that is due then.</summary>
    public async Task At(long ms)
    {
        Clock.SetUtcNow(Awards.After(ms));
        await Journal.Settle(CancellationToken.None);
    }

    public async Task<T> Ask<T>(Func<ViewSession, Task<T>> query)
    {
        await Journal.Settle(CancellationToken.None);
        await using var session = await Journal.Read();
        return await query(session);
    }

    /// <summary>What the checker of the promises finds broken.</summary>
    public async Task<IEnumerable<Proof>> Broken()
    {
        await Journal.Settle(CancellationToken.None);
        return (await Promises.Prove(StoredExchange.In(_directory), Evidence.None, Screen.Blank, CancellationToken.None)).Where(proof => !proof.Held);
    }

    public Task Send(Announcements pack, CancellationToken cancellation)
    {
        lock (Said) Said.AddRange(pack.Items);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}

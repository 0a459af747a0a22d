using System.Net;
using System.Text.Json;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.SystemTests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Exchange.SystemTests.Broker;

/// <summary>Two services in two processes' worth of hosts, with a real broker between them.</summary>
public sealed class BrokerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-tests-").FullName;
    private readonly List<WebApplication> _processes = [];

    [Fact]
    public async Task A_pack_reaches_a_hearer_that_has_never_run_when_it_is_sent()
    {
        await using var broker = await RabbitBroker.Start();
        var speaker = (await Process<SpeakerJournal>(broker, SpeakerJournal.Definition)).Journal;
        await speaker.Say("one");
        await speaker.Say("two");
        await Until(() => Relayed(speaker), "the broker holds all that was said");
        Assert.True(await broker.Depth("exchange-listener") > 0);

        var listener = (await Process<ListenerJournal>(broker, ListenerJournal.Definition)).Journal;
        await Until(async () => (await listener.Heard()).Count == 2, "the listener has heard both");
        Assert.Equal(["one", "two"], await listener.Heard());
    }

    [Fact]
    public async Task A_broker_that_dies_between_packs_loses_none_and_keeps_their_order()
    {
        await using var broker = await RabbitBroker.Start();
        var speaker = (await Process<SpeakerJournal>(broker, SpeakerJournal.Definition)).Journal;
        var listener = (await Process<ListenerJournal>(broker, ListenerJournal.Definition)).Journal;
        await speaker.Say("before");
        await Until(async () => (await listener.Heard()).Count == 1, "the listener has heard the first");

        await broker.Kill();
        for (var i = 0; i < 20; i++) await speaker.Say($"during {i}");
        Assert.False(Relayed(speaker));
        await broker.Restart();
        await speaker.Say("after");

        await Until(async () => (await listener.Heard()).Contains("after"), "the listener has heard the last");
        Assert.Equal(["before", .. Enumerable.Range(0, 20).Select(i => $"during {i}"), "after"], (await listener.Heard()).Distinct());
        Assert.True(Relayed(speaker));
    }

    [Fact]
    public async Task A_pack_that_cannot_be_handled_ends_in_the_error_queue_and_is_counted_and_told()
    {
        await using var broker = await RabbitBroker.Start();
        var speaker = (await Process<SpeakerJournal>(broker, SpeakerJournal.Definition)).Journal;
        var (listener, process) = await Process<ListenerJournal>(broker, ListenerJournal.Definition, new() { ["Bus:Retries"] = "2" });

        await speaker.Say(ListenerJournal.Unbearable);
        await Until(async () => await broker.Depth("exchange-listener_error") == 1, "the pack is in the error queue");
        await speaker.Say("after");
        await Until(async () => (await listener.Heard()).Contains("after"), "the listener goes on");

        using var client = new HttpClient { BaseAddress = new(process.Urls.First()) };
        await Until(async () => (await client.GetStringAsync("/metrics")).Split('\n').Any(IsOneDeadLetter), "the metric shows it");
        Assert.Contains(process.Services.GetRequiredService<ErrorLog>().Lines, line => line.Contains("exchange-listener_error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_is_ready_only_while_the_broker_answers()
    {
        await using var broker = await RabbitBroker.Start();
        var (_, process) = await Process<SpeakerJournal>(broker, SpeakerJournal.Definition);
        using var client = new HttpClient { BaseAddress = new(process.Urls.First()) };
        await Until(async () => (await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "the process is ready");
        await broker.Kill();
        await Until(async () => (await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable, "the process is not ready");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        await broker.Restart();
        await Until(async () => (await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "the process is ready again");
    }

    [Fact]
    public async Task A_process_without_a_journal_is_heard_too_and_is_ready_while_the_broker_is_away()
    {
        await using var broker = await RabbitBroker.Start();
        var process = await Start(Builder(broker), builder => builder.Services.AddSingleton(new Exchange.Kernel.Bus.Speaker("speaker")));
        var outlet = process.Services.GetRequiredService<IOutlet>();
        await outlet.Send(Pack("one"), CancellationToken.None);
        var listener = (await Process<ListenerJournal>(broker, ListenerJournal.Definition)).Journal;
        await Until(async () => (await listener.Heard()).Count == 1, "the listener has heard the first");

        await broker.Kill();
        using var client = new HttpClient { BaseAddress = new(process.Urls.First()) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready")).StatusCode);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<Exception>(() => outlet.Send(Pack("two"), soon.Token));
        await broker.Restart();
        await Until(async () => await Sent(outlet, "two"), "the broker takes the second");
        await Until(async () => (await listener.Heard()).Contains("two"), "the listener has heard the second");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private static bool IsOneDeadLetter(string line) =>
        line.StartsWith("exchange_bus_dead_letters_total{", StringComparison.Ordinal)
        && line.Contains("service=\"listener\"", StringComparison.Ordinal)
        && line.Split(' ')[1] == "1";

    private static bool Relayed(Journal journal) => journal.Status().Partitions.All(partition => partition.Relayed == partition.Head);

    private static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);

    private static async Task Until(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Waited in vain until {what}.");
            await Task.Delay(BetweenLooks);
        }
    }

    private static Announcements Pack(string word) => new(
        "speaker", 0, 1, [new("speaker-" + word, ContractName.Of(typeof(Speaker.V1.Said)), 0, null, JsonSerializer.SerializeToElement(new Speaker.V1.Said(word), StoredJson.Options))]);

    private static async Task<bool> Sent(IOutlet outlet, string word)
    {
        try
        {
            await outlet.Send(Pack(word), CancellationToken.None);
            return true;
        }
        catch (Exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false; // not yet: whoever sends tries again, as a relay does
        }
    }

    private async Task<(TJournal Journal, WebApplication Process)> Process<TJournal>(
        RabbitBroker broker, JournalDefinition definition, Dictionary<string, string?>? settings = null)
        where TJournal : Journal
    {
        var process = await Start(Builder(broker, settings), builder => builder.AddJournal<TJournal>(definition));
        return (process.Services.GetRequiredService<TJournal>(), process);
    }

    private WebApplicationBuilder Builder(RabbitBroker broker, Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(broker.Settings);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Store:Data"] = _directory, ["urls"] = "http://127.0.0.1:0" });
        var errors = new ErrorLog();
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.Services.AddSingleton(errors);
        builder.AddKernel(source => source == "speaker" ? ["listener"] : []);
        return builder;
    }

    private async Task<WebApplication> Start(WebApplicationBuilder builder, Action<WebApplicationBuilder> add)
    {
        add(builder);
        var process = builder.Build();
        process.UseKernel();
        await process.StartAsync();
        _processes.Add(process);
        return process;
    }
}

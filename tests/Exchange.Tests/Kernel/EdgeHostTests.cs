using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Exchange.Contracts;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class EdgeHostTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-tests-").FullName;

    [Theory]
    [InlineData("Store:Kind", "oracle")]
    [InlineData("Store:Data", "")]
    [InlineData("Bus:Kind", "pigeon")]
    [InlineData("Bus:Retries", "-1")]
    [InlineData("Bus:Retries", "many")]
    [InlineData("Clock:Kind", "sundial")]
    [InlineData("Clock:Speed", "0")]
    [InlineData("Clock:Start", "yesterday")]
    [InlineData("Clock:Anchor", "yesterday")]
    [InlineData("Identity:Issuer", "exchange")]
    [InlineData("Identity:Authority", "ftp://exchange")]
    [InlineData("Identity:Issuers:0:Issuer", "http://localhost:8080/")]
    public void A_setting_that_cannot_be_stops_the_start_and_is_named(string setting, string value)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [setting] = value });
        var wrong = Assert.Throws<SettingsException>(() => builder.AddKernel(Hearers.Of));
        Assert.Contains(setting.Split(":0")[0], wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Store:Kind", "sqlserver", "Store:PasswordFile")]
    [InlineData("Bus:Kind", "rabbitmq", "Bus:PasswordFile")]
    [InlineData("Clock:Kind", "stepped", "Clock:Start")]
    public void A_choice_that_needs_another_setting_says_which(string setting, string value, string missing)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [setting] = value });
        Assert.Contains(missing, Assert.Throws<SettingsException>(() => builder.AddKernel(Hearers.Of)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_journal_announces_is_heard_within_the_process()
    {
        await using var host = await Tallies();
        var journal = host.App.Services.GetRequiredService<TallyJournal>();
        await journal.Count("apples", 5, "k1");
        await journal.Count("pears", 5, "k2");
        await journal.Settle(TestContext.Current.CancellationToken);
        var state = await host.App.Services.GetRequiredService<ListenerJournal>().Peek<Tally>("tally/heard");
        Assert.Equal(2, state.Total);
        Assert.Equal(0, await journal.Total("copy-of-apples"));
    }

    [Fact]
    public async Task The_clocks_page_shows_how_far_each_journal_has_come()
    {
        await using var host = await Tallies();
        var journal = host.App.Services.GetRequiredService<TallyJournal>();
        await journal.Count("apples", 5, "k1");
        var shown = await host.Client.GetFromJsonAsync<JsonElement>("/clock");
        var partition = shown.GetProperty("journals")[0].GetProperty("partitions")[0];
        Assert.Equal("tallies", shown.GetProperty("journals")[0].GetProperty("service").GetString());
        Assert.True(partition.GetProperty("head").GetInt64() >= 1);
    }

    [Fact]
    public async Task A_process_is_live_and_ready_without_a_token()
    {
        await using var host = await Tallies();
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_process_whose_store_does_not_answer_is_live_but_not_ready()
    {
        await using var host = await Tallies();
        SqliteConnection.ClearAllPools();
        var views = Path.Combine(_directory, "tallies.views.db");
        foreach (var file in Directory.GetFiles(_directory, "tallies.views.db*")) File.Delete(file);
        Directory.CreateDirectory(views);
        var problem = await (await host.Client.GetAsync("/health/ready")).Problem(503, "exchange.not-ready");
        Assert.Contains("tallies", problem.GetProperty("obstacles")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Metrics_tell_of_the_journals_without_a_token()
    {
        await using var host = await Tallies();
        await host.App.Services.GetRequiredService<TallyJournal>().Count("apples", 5, "k1");

        // A request is measured when its answer is complete, which may be a moment after the client has it.
        string metrics;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        do metrics = await host.Client.GetStringAsync("/metrics", patience.Token);
        while (!metrics.Contains("http_server_request_duration_seconds", StringComparison.Ordinal));

        Assert.Contains("exchange_log_head{", metrics, StringComparison.Ordinal);
        Assert.Contains("service=\"tallies\"", metrics, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private Task<EdgeHost> Tallies() => EdgeHost.Start(
        settings: new() { ["Store:Data"] = _directory },
        add: builder => builder.AddJournal<TallyJournal>(TallyJournal.Tallies).AddJournal<ListenerJournal>(ListenerJournal.Definition));

    /// <summary>A service that counts what it hears of the tallies.</summary>
    private sealed class ListenerJournal(JournalHost host) : Journal(Definition, host)
    {
        public static new JournalDefinition Definition { get; } = new()
        {
            Service = "listener",
            Migrations = typeof(TallyJournal).Assembly,
            Streams = [StreamKind.Of<Tally, TallyCommand, TallyEvent>("tally")],
            Hears = [Hearing.Of<TallyMoved>(_ => [new Also("tally/heard", new Count(1))])],
        };
    }
}

internal static class EdgeServices
{
    public static TimeProvider GetClock(this IServiceProvider services) => services.GetRequiredService<TimeProvider>();
}

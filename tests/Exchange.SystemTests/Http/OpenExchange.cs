using System.Globalization;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Host.Serving;
using Exchange.Identity;
using Exchange.SystemTests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Exchange.SystemTests.Http;

/// <summary>The exchange in one process, built as <c>exchange serve</c> builds it, on files of its own and a clock that the test moves.</summary>
internal sealed class OpenExchange : IAsyncDisposable
{
    private readonly DirectoryInfo _data;
    private readonly ErrorLog _log;

    private OpenExchange(WebApplication app, DirectoryInfo data, ErrorLog log, Clients clients) => (App, _data, _log, Clients) = (app, data, log, clients);

    public WebApplication App { get; }

    /// <summary>The directory of its data.</summary>
    public string Data => _data.FullName;

    /// <summary>What it logged that somebody would have to look at: our warnings, and everybody's errors.</summary>
    public IReadOnlyList<string> Alarms => [.. _log.Lines.Where(line => !line.StartsWith("Warning ", StringComparison.Ordinal) || line.StartsWith("Warning Exchange.", StringComparison.Ordinal))];

    /// <summary>Those who come to it over HTTP.</summary>
    public Clients Clients { get; }

    /// <summary>Starts it.</summary>
    /// <param name="settings">What is to be otherwise than usual.</param>
    /// <param name="publicAddress">The address of a portal that stands in front of the services; null for a portal inside.</param>
    public static async Task<OpenExchange> Start(IReadOnlyDictionary<string, string?>? settings = null, string? publicAddress = null)
    {
        var data = Directory.CreateTempSubdirectory("exchange-http-");
        var address = $"http://127.0.0.1:{ChildProcess.FreePort()}";
        var services = Rooms.All.Select(room => room.Service).Where(service => publicAddress is null || service != "portal");
        var app = AllInOne.Build(new(data, address, [.. services], new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["Identity:Issuer"] = publicAddress ?? address,
            ["Identity:Authority"] = address,
            ["Logging:LogLevel:Default"] = "Warning",
            ["Clock:Kind"] = "stepped",
            ["Clock:Start"] = Clients.Morning.ToString("O", CultureInfo.InvariantCulture),
        }), out _);
        var log = new ErrorLog(LogLevel.Warning);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await app.StartAsync();
        return new(app, data, log, new(new(address), (await File.ReadAllTextAsync(Secrets.OperatorFile(data.FullName))).Trim()));
    }

    /// <summary>Everything that a request may have changed: how far each log has come, and how many rows Identity has.</summary>
    public async Task<string> Standing()
    {
        var clock = await Clients.Get("/clock", null);
        var heads = clock.GetProperty("journals").EnumerateArray().SelectMany(journal => journal.GetProperty("partitions").EnumerateArray()
            .Select(partition => $"{journal.GetProperty("service")} {partition.GetProperty("partition")} at {partition.GetProperty("head")}"));
        await using var scope = App.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IdentityStore>();
        var (enterprises, people, requests) = (await store.Enterprises.CountAsync(), await store.People.CountAsync(), await store.Requests.CountAsync());
        return $"{string.Join(", ", heads)}, clock at {clock.GetProperty("now")}, {enterprises} enterprises, {people} people, {requests} requests";
    }

    /// <summary>The promises that its data do not hold; nothing may be under way.</summary>
    public async Task<IEnumerable<Proof>> Broken() =>
        (await Promises.Prove(StoredExchange.In(_data.FullName), Evidence.None, Screen.Blank, CancellationToken.None)).Where(proof => !proof.Held);

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        // Whoever still looks at a stream would keep the process waiting.
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await App.StopAsync(impatience.Token);
        await App.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }
}

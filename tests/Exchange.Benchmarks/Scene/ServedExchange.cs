using System.Net;
using System.Text.Json;
using Exchange.Benchmarks.Load;
using Exchange.Host.Serving;
using Exchange.SystemTests.Processes;

namespace Exchange.Benchmarks.Scene;

/// <summary>Where a log and its followers are, in rows.</summary>
/// <param name="Head">The last row of the log.</param>
/// <param name="Projected">The last row in the views.</param>
/// <param name="Relayed">The last row whose messages are delivered.</param>
public readonly record struct LogStanding(long Head, long Projected, long Relayed)
{
    /// <summary>How many rows the slower of the followers has before it.</summary>
    public long Lag => Head - Math.Min(Projected, Relayed);
}

/// <summary>The exchange in a process of its own, as it is shipped: all services but the pages, on a fresh directory, by the wall's clock.</summary>
public sealed class ServedExchange : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private ChildProcess _process;

    private ServedExchange(ChildProcess process, Uri address, string data, IReadOnlyDictionary<string, string?> settings)
    {
        (_process, Address, Data, _settings) = (process, address, data, settings);
        _http = new() { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>Where the sockets of a load connect.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port);

    /// <summary>The directory of its data.</summary>
    public string Data { get; }

    /// <summary>The file of Matching's log.</summary>
    public string MatchingLog => Path.Combine(Data, "matching.log.db");

    public int ProcessId => _process.Id;

    /// <summary>Starts an exchange and waits until it answers.</summary>
    /// <param name="data">The directory of its data.</param>
    /// <param name="settings">Settings that win over what is shipped.</param>
    public static async Task<ServedExchange> Start(string data, IReadOnlyDictionary<string, string?> settings)
    {
        var address = new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}");
        return new(await Process(address, data, settings), address, data, settings);
    }

    /// <summary>Ends the process at once, as a power cut would.</summary>
    public Task Stop() => _process.Kill();

    /// <summary>Starts the process again, once it has stopped, on the same data and address, and waits until it answers.</summary>
    public async Task Restart()
    {
        await _process.DisposeAsync();
        _process = await Process(Address, Data, _settings);
    }

    /// <summary>The operator's secret.</summary>
    public Task<string> OperatorSecret() => File.ReadAllTextAsync(Secrets.OperatorFile(Data));

    /// <summary>Where Matching's log is, its partitions added up.</summary>
    public async Task<LogStanding> Matching() => Standing(await Journals(), "matching");

    /// <summary>Waits until every follower of every service has come to the end, and says how long that took.</summary>
    public async Task<TimeSpan> Settle()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!IsSettled(await Journals()))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new TimeoutException("The followers do not come to the end of the log.");
            await Task.Delay(BetweenLooks);
        }

        return TimeProvider.System.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private static async Task<ChildProcess> Process(Uri address, string data, IReadOnlyDictionary<string, string?> settings)
    {
        string[] services = [.. Rooms.All.Select(room => room.Service).Where(service => service != "portal")];
        var environment = new Dictionary<string, string?>(settings) { ["Logging:LogLevel:Default"] = "Warning", [ClosedLoop.InlineCompletions] = "" };
        var process = ChildProcess.Start(
            "exchange", environment, ["serve", "--data", data, "--url", address.ToString().TrimEnd('/'), "--services", .. services]);
        return await process.Answers(new(address, "/health/ready"));
    }

    private async Task<IReadOnlyList<JsonElement>> Journals()
    {
        var clock = JsonSerializer.Deserialize<JsonElement>(await _http.GetByteArrayAsync(new Uri("/clock", UriKind.Relative)));
        return [.. clock.GetProperty("journals").EnumerateArray()];
    }

    private static bool IsSettled(IReadOnlyList<JsonElement> journals) =>
        journals.All(journal => Standing(journals, journal.GetProperty("service").GetString()!).Lag == 0);

    private static LogStanding Standing(IReadOnlyList<JsonElement> journals, string service)
    {
        var partitions = journals.First(journal => journal.GetProperty("service").GetString() == service).GetProperty("partitions").EnumerateArray();
        long Sum(string name) => partitions.Sum(partition => partition.GetProperty(name).GetInt64());
        return new(Sum("head"), Sum("projected"), Sum("relayed"));
    }
}

using System.Net;
using Exchange.Benchmarks.Conventional;
using Exchange.Benchmarks.Machine;
using Exchange.Benchmarks.Scene;
using Exchange.SystemTests.Broker;

namespace Exchange.Benchmarks.Bids;

/// <summary>What is measured, and on which disk.</summary>
/// <param name="Directory">Where the data lie while it is measured.</param>
/// <param name="Bus"><c>inprocess</c> or <c>rabbitmq</c>.</param>
/// <param name="WithConventional">Whether the conventional service is measured too.</param>
/// <param name="Settings">Settings of the exchange that win over what is shipped.</param>
public sealed record SceneSettings(string Directory, string Bus, bool WithConventional, IReadOnlyDictionary<string, string?> Settings);

/// <summary>The servers of a run of <c>bids</c>, each in a process of its own, and the fair.</summary>
public sealed class BidsScene : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _opened = new();
    private readonly List<Contestant> _contestants = [];
    private readonly List<string> _remarks = [];

    private BidsScene(string directory) => Directory = directory;

    /// <summary>A directory on the disk of the data.</summary>
    public string Directory { get; }

    public ServedExchange Exchange { get; private set; } = null!;

    /// <summary>The exchange first, then its limit, then what it is compared with.</summary>
    public IReadOnlyList<Contestant> Contestants => _contestants;

    /// <summary>What could not be started, and why.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Starts all servers and makes the fair.</summary>
    public static async Task<BidsScene> Open(SceneSettings settings, int lots, int bidders, CancellationToken cancellation)
    {
        var scene = new BidsScene(System.IO.Directory.CreateDirectory(Path.Combine(settings.Directory, $"exchange-bids-{Environment.ProcessId}")).FullName);
        try
        {
            await scene.Start(settings, lots, bidders, cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_opened.TryPop(out var one)) await one.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private async Task Start(SceneSettings settings, int lots, int bidders, CancellationToken cancellation)
    {
        var configuration = new Dictionary<string, string?>(settings.Settings);
        if (settings.Bus == "rabbitmq")
        {
            foreach (var (name, value) in Keep(await RabbitBroker.Start()).Settings) configuration[name] = value;
        }

        Exchange = Keep(await ServedExchange.Start(Path.Combine(Directory, "data"), configuration));
        var fair = await LoadFair.Make(Exchange, lots, bidders, cancellation);
        _contestants.Add(new(BidsBenchmark.Exchange, Exchange.EndPoint, () => [Exchange.ProcessId], fair.Market, fair.Tokens));

        var (bare, address) = await BareEndpoint.Start(Exchange.Address);
        Keep(bare);
        _contestants.Add(new(BidsBenchmark.Bare, new(IPAddress.Loopback, address.Port), () => [bare.Id], fair.Market, fair.Tokens));
        if (settings.WithConventional) await StartConventional(fair);
    }

    private async Task StartConventional(LoadFair fair)
    {
        if (PostgresServer.Programs is null)
        {
            _remarks.Add("The conventional service was not measured: PostgreSQL is not installed.");
            return;
        }

        var postgres = Keep(await PostgresServer.Start(Directory));
        var (service, address) = await ConventionalAuction.Start(postgres, fair.Lots, Exchange.Address);
        Keep(service);
        IReadOnlyList<int> Processes() => [service.Id, .. CpuTime.WithChildren(postgres.ProcessId)];
        _contestants.Add(new(BidsBenchmark.Conventional, new(IPAddress.Loopback, address.Port), Processes, fair.Market, fair.Tokens, showsMetrics: false));
    }

    private T Keep<T>(T one)
        where T : IAsyncDisposable
    {
        _opened.Push(one);
        return one;
    }
}

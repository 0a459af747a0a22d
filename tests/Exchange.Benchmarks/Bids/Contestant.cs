using System.Net;
using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Machine;

namespace Exchange.Benchmarks.Bids;

/// <summary>A server that takes bids: the exchange, its limit, or what it is compared with.</summary>
/// <param name="name">What it is called in the report.</param>
/// <param name="address">Where it listens.</param>
/// <param name="processes">Its process, and those that it needs.</param>
/// <param name="market">The first so many of its lots.</param>
/// <param name="tokens">The bidders' tokens.</param>
/// <param name="showsMetrics">Whether it tells of itself as the exchange does.</param>
public sealed class Contestant(
    string name, IPEndPoint address, Func<IReadOnlyList<int>> processes, Func<int, Market> market, IReadOnlyList<string> tokens, bool showsMetrics = true)
{
    private static int _runs;

    private readonly Dictionary<int, Market> _markets = [];

    public string Name => name;

    /// <summary>Connections to it.</summary>
    public ClosedLoop Connect(int connections) => new(address, connections, tokens, Interlocked.Increment(ref _runs));

    /// <summary>Loads it for a time and measures.</summary>
    public async Task<Window> Measure(ClosedLoop loop, int lots, TimeSpan time)
    {
        if (!_markets.TryGetValue(lots, out var book)) _markets[lots] = book = market(lots);
        var (server, driver, machine) = (await Server(), CpuTime.OfProcess(Environment.ProcessId), CpuTime.OfMachine());
        var tally = await loop.Bid(book, time);
        var (driven, ran) = (CpuTime.OfProcess(Environment.ProcessId) - driver, CpuTime.OfMachine() - machine);
        return new(tally, time.TotalSeconds, await Server() - server, driven, ran);
    }

    private Task<Effort> Server() => Effort.Of(processes(), showsMetrics ? new($"http://{address}/metrics") : null);
}

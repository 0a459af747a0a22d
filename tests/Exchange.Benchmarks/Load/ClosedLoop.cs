using System.Net;

namespace Exchange.Benchmarks.Load;

/// <summary>A number of connections of which each has one bid under way at a time. They stay open from window to window.</summary>
public sealed class ClosedLoop : IDisposable
{
    private readonly BidConnection[] _connections;

    /// <summary>Connections to one address.</summary>
    /// <param name="address">Where the exchange listens.</param>
    /// <param name="count">How many connections.</param>
    /// <param name="tokens">The bidders' tokens; each connection bids for two of them, shared with others only when there are not enough.</param>
    /// <param name="run">A number that no other load against the same exchange has, for the keys.</param>
    public ClosedLoop(IPEndPoint address, int count, IReadOnlyList<string> tokens, int run)
    {
        BidTemplate Template(int bidder, int connection) => new(tokens[bidder % tokens.Count], ((uint)run << 16) + (uint)connection);
        _connections =
        [
            .. Enumerable.Range(0, count).Select(i => new BidConnection(address, [Template(2 * i, i), Template((2 * i) + 1, i)], (double)i / count)),
        ];
    }

    /// <summary>How many connections there are.</summary>
    public int Count => _connections.Length;

    /// <summary>Bids for a time.</summary>
    public async Task<Tally> Bid(Market market, TimeSpan time)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);
        var all = new Tally();
        foreach (var tally in await Task.WhenAll(_connections.Select(connection => connection.BidUntil(market, end)))) all.Add(tally);
        return all;
    }

    /// <summary>Lets the system's event loops run what waits for a socket themselves, without the way over the thread pool: the load then costs half. Must be
    /// called before the first socket is made.</summary>
    public static void RunOnEventLoops() => Environment.SetEnvironmentVariable(InlineCompletions, "1");

    /// <summary>The setting of this process that its children must not have.</summary>
    public const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
    }
}

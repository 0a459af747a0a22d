using System.Net.Http.Headers;
using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Machine;
using Exchange.Benchmarks.Scene;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Sizes;

/// <summary>How <c>sizes</c> measures.</summary>
/// <param name="Connections">The numbers of connections, over a thousand lots.</param>
/// <param name="Lots">The numbers of open lots, at 64 connections.</param>
/// <param name="Bids">The lengths of the log in bids, ascending, at 64 connections over a thousand lots.</param>
/// <param name="Window">How long a window is.</param>
/// <param name="Directory">Where the data lie.</param>
/// <param name="Settings">Settings of the exchange.</param>
public sealed record SizesSettings(
    IReadOnlyList<int> Connections, IReadOnlyList<int> Lots, IReadOnlyList<int> Bids, TimeSpan Window, string Directory, IReadOnlyDictionary<string, string?> Settings);

/// <summary>What bidding cost at a size.</summary>
/// <param name="Size">How many connections, lots, or bids in the log.</param>
/// <param name="Rate">Accepted bids a second.</param>
/// <param name="P50">The median latency.</param>
/// <param name="P99">That of the slowest hundredth.</param>
/// <param name="Resident">The memory of the server before the load, in bytes.</param>
/// <param name="FirstBid">From the start of the process to the first accepted bid; zero when it was not restarted.</param>
/// <param name="Opening">The first look at the lot that has had all the bids since the start; zero when there is none.</param>
public sealed record SizeRow(long Size, double Rate, TimeSpan P50, TimeSpan P99, long Resident, TimeSpan FirstBid, TimeSpan Opening);

/// <summary>All rows.</summary>
/// <param name="ByConnections">By connections.</param>
/// <param name="ByLots">By open lots.</param>
/// <param name="ByBids">By the length of the log.</param>
public sealed record SizesReport(IReadOnlyList<SizeRow> ByConnections, IReadOnlyList<SizeRow> ByLots, IReadOnlyList<SizeRow> ByBids);

/// <summary>What bidding costs as the exchange grows: by connections, by open lots, by the length of its log.</summary>
public sealed class SizesBenchmark(SizesSettings settings, Screen screen, CancellationToken cancellation)
{
    private const int UsualConnections = 64, UsualLots = 1000, Rounds = 3;

    private int _runs = 100;
    private Market? _market; // what the lots of this stage cost by now; a restart does not change it

    public async Task<SizesReport> Run() => new(
        settings.Connections.Count == 0 ? [] : await Stage(UsualLots, settings.Connections.Max(), ByConnections),
        await ByLots(),
        settings.Bids.Count == 0 ? [] : await Stage(UsualLots, UsualConnections, ByBids));

    private async Task<IReadOnlyList<SizeRow>> ByLots()
    {
        var rows = new List<SizeRow>();
        foreach (var lots in settings.Lots)
            rows.AddRange(await Stage(lots, UsualConnections, async (exchange, fair) =>
            {
                screen.Say($"{lots:N0} lots …");
                await Load(exchange, fair, UsualConnections);
                await exchange.Settle();
                await exchange.Stop();
                return [await Restarted(exchange, fair, lots, null)];
            }));
        return rows;
    }

    private async Task<IReadOnlyList<SizeRow>> ByConnections(ServedExchange exchange, LoadFair fair)
    {
        var rows = new List<SizeRow>();
        await Load(exchange, fair, UsualConnections);
        foreach (var connections in settings.Connections)
        {
            screen.Say($"{connections:N0} connections …");
            rows.Add(Row(connections, await Load(exchange, fair, connections), CpuTime.ResidentBytes(exchange.ProcessId), default, default));
        }

        return rows;
    }

    private async Task<IReadOnlyList<SizeRow>> ByBids(ServedExchange exchange, LoadFair fair)
    {
        var (rows, filled) = (new List<SizeRow>(), 0);
        foreach (var bids in settings.Bids)
        {
            screen.Say($"{bids:N0} bids in the log …");
            await exchange.Settle();
            await exchange.Stop();
            var lot = bids > filled ? await LogFiller.Fill(exchange.Data, bids - filled) : null;
            filled = bids;
            rows.Add(await Restarted(exchange, fair, bids, lot));
        }

        return rows;
    }

    private async Task<SizeRow> Restarted(ServedExchange exchange, LoadFair fair, long size, string? lot)
    {
        var began = TimeProvider.System.GetTimestamp();
        await exchange.Restart();
        await FirstBid(exchange, fair);
        var firstBid = TimeProvider.System.GetElapsedTime(began);
        var opening = lot is null ? default : await Open(exchange, fair, lot);
        await exchange.Settle();
        var resident = CpuTime.ResidentBytes(exchange.ProcessId);
        await Load(exchange, fair, UsualConnections); // its code is compiled anew, which takes ten seconds under load
        return Row(size, await Load(exchange, fair, UsualConnections), resident, firstBid, opening);
    }

    private async Task FirstBid(ServedExchange exchange, LoadFair fair)
    {
        using var connection = new RawConnection(exchange.EndPoint);
        var (market, sender) = (_market!, (uint)Interlocked.Increment(ref _runs) << 16);
        for (var (bid, status) = (0L, 0); status != 201; bid++)
        {
            cancellation.ThrowIfCancellationRequested();
            // The leader may not raise itself: two take turns.
            var template = new BidTemplate(fair.Tokens[(int)(bid % 2)], sender);
            status = await connection.Send(template.Fill(market.Lot(0), market.NextAmount(0), bid));
            if (connection.Number("\"nextBidMinor\":"u8) is { } next) market.Learn(0, next);
        }
    }

    private static async Task<TimeSpan> Open(ServedExchange exchange, LoadFair fair, string lot)
    {
        using var http = new HttpClient { BaseAddress = exchange.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fair.Tokens[0]);
        var began = TimeProvider.System.GetTimestamp();
        using var answer = await http.GetAsync(new Uri("/api/matching/lots/" + lot, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return TimeProvider.System.GetElapsedTime(began);
    }

    // The first windows warm up; the best of the others is least disturbed by what else the machine does.
    private async Task<Tally> Load(ServedExchange exchange, LoadFair fair, int connections)
    {
        using var loop = new ClosedLoop(exchange.EndPoint, connections, fair.Tokens, Interlocked.Increment(ref _runs));
        var market = _market!;
        var best = new Tally();
        for (var round = 0; round <= Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var tally = await loop.Bid(market, settings.Window);
            if (round > 0 && tally.Accepted > best.Accepted) best = tally;
            await exchange.Settle();
        }

        return best;
    }

    private SizeRow Row(long size, Tally tally, long resident, TimeSpan firstBid, TimeSpan opening) => new(
        size, tally.Accepted / settings.Window.TotalSeconds, tally.Latency.Quantile(0.5), tally.Latency.Quantile(0.99), resident, firstBid, opening);

    private async Task<IReadOnlyList<SizeRow>> Stage(int lots, int connections, Func<ServedExchange, LoadFair, Task<IReadOnlyList<SizeRow>>> measure)
    {
        var directory = Directory.CreateDirectory(Path.Combine(settings.Directory, $"exchange-sizes-{Environment.ProcessId}")).FullName;
        try
        {
            await using var exchange = await ServedExchange.Start(Path.Combine(directory, "data"), settings.Settings);
            var fair = await LoadFair.Make(exchange, lots, 2 * connections, cancellation);
            _market = fair.Market(lots);
            return await measure(exchange, fair);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}

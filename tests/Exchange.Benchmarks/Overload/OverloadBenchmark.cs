using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Machine;
using Exchange.Benchmarks.Scene;
using Exchange.Host.Cli;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Matching;

namespace Exchange.Benchmarks.Overload;

/// <summary>How <c>overload</c> loads.</summary>
/// <param name="Times">How many times the capacity that was measured before.</param>
/// <param name="Connections">How many connections, each with one bid under way.</param>
/// <param name="Lots">How many lots.</param>
/// <param name="Time">How long.</param>
/// <param name="Directory">Where the data lie.</param>
/// <param name="Settings">Settings of the exchange.</param>
public sealed record OverloadSettings(
    double Times, int Connections, int Lots, TimeSpan Time, string Directory, IReadOnlyDictionary<string, string?> Settings);

/// <summary>What an overload came to.</summary>
/// <param name="Capacity">Accepted bids a second of a closed loop, before.</param>
/// <param name="Offered">The pace of the overload, bids a second.</param>
/// <param name="Tally">The answers.</param>
/// <param name="Seconds">How long it was.</param>
/// <param name="Resident">The memory of the server in bytes, second by second.</param>
/// <param name="Lost">Bids that were answered 201 and are not in the log.</param>
/// <param name="SettleTime">How long the followers needed afterwards.</param>
public sealed record OverloadReport(
    double Capacity, double Offered, PacedTally Tally, double Seconds, IReadOnlyList<long> Resident, long Lost, TimeSpan SettleTime)
{
    /// <summary>What the server answered 503 of all answers.</summary>
    public double ShedShare => Tally.Answers.Others.GetValueOrDefault(503) / (double)Math.Max(1, Tally.Answers.Accepted + Tally.Answers.Others.Values.Sum());

    /// <summary>The greatest memory of the last third over that of the first.</summary>
    public double Growth
    {
        get
        {
            var third = Math.Max(1, Resident.Count / 3);
            return Resident.Count == 0 ? 1 : Resident.TakeLast(third).Max() / (double)Resident.Take(third).Max();
        }
    }
}

/// <summary>More bids than the exchange can take: what it sheds, what it keeps, and whether it stands.</summary>
public static class OverloadBenchmark
{
    private static readonly TimeSpan CapacityWindow = TimeSpan.FromSeconds(2);
    private const int CapacityRounds = 5, CapacityConnections = 256;

    public static async Task<OverloadReport> Run(OverloadSettings settings, Screen screen, CancellationToken cancellation)
    {
        var directory = Directory.CreateDirectory(Path.Combine(settings.Directory, $"exchange-overload-{Environment.ProcessId}")).FullName;
        try
        {
            await using var exchange = await ServedExchange.Start(Path.Combine(directory, "data"), settings.Settings);
            var fair = await LoadFair.Make(exchange, settings.Lots, 2 * CapacityConnections, cancellation);
            var market = fair.Market(settings.Lots);
            screen.Say("Measuring the capacity …");
            var capacity = await Capacity(exchange, fair, market);
            await exchange.Settle();
            var head = (await exchange.Matching()).Head;

            screen.Say($"Offering {settings.Times:0.#} times {capacity:N0} bids a second …");
            var load = new PacedLoad(exchange.EndPoint, fair.Tokens, settings.Connections, capacity * settings.Times);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var watching = Watch(exchange.ProcessId, over.Token);
            var tally = await load.Bid(market, settings.Time);
            await over.CancelAsync();
            var settle = await exchange.Settle();
            var lost = await Lost(exchange, head, tally.AcceptedKeys);
            return new(capacity, capacity * settings.Times, tally, settings.Time.TotalSeconds, await watching, lost, settle);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<double> Capacity(ServedExchange exchange, LoadFair fair, Market market)
    {
        using var loop = new ClosedLoop(exchange.EndPoint, CapacityConnections, fair.Tokens, run: 1);
        var best = 0.0;
        for (var round = 0; round < CapacityRounds; round++) best = Math.Max(best, (await loop.Bid(market, CapacityWindow)).Accepted / CapacityWindow.TotalSeconds);
        return best;
    }

    private static async Task<IReadOnlyList<long>> Watch(int process, CancellationToken over)
    {
        var seen = new List<long>();
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await second.WaitForNextTickAsync(over)) seen.Add(CpuTime.ResidentBytes(process));
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }

        return seen;
    }

    // What was answered is looked up in the file of the log itself, by its key.
    private static async Task<long> Lost(ServedExchange exchange, long after, IEnumerable<string> accepted)
    {
        var missing = accepted.ToHashSet(StringComparer.Ordinal);
        await using var log = new LogTable(MatchingJournal.Definition, Database.SqliteFile(exchange.MatchingLog, durable: true), 0);
        while (await log.Read(after, 500) is { Count: > 0 } rows)
        {
            foreach (var entry in rows.SelectMany(row => row.Entries)) missing.Remove(entry.Key);
            after = rows[^1].Position.Sequence;
        }

        return missing.Count;
    }
}

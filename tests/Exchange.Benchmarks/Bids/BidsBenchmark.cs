using Exchange.Benchmarks.Limits;
using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Machine;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Bids;

/// <summary>How <c>bids</c> measures.</summary>
/// <param name="Connections">The numbers of connections.</param>
/// <param name="Lots">The numbers of lots.</param>
/// <param name="Window">How long a window is.</param>
/// <param name="Repetitions">How many windows of each kind are taken.</param>
/// <param name="Scene">What is measured, and on which disk.</param>
/// <param name="Lone">Whether a lone bid is measured beside a sync of the disk.</param>
public sealed record BidsSettings(
    IReadOnlyList<int> Connections, IReadOnlyList<int> Lots, TimeSpan Window, int Repetitions, SceneSettings Scene, bool Lone);

/// <summary>Accepted durable bids a second over HTTP, beside the limits measured in the same run, window by window in turn.</summary>
public sealed class BidsBenchmark(BidsSettings settings, Screen screen)
{
    public const string Exchange = "exchange", Bare = "bare endpoint", Conventional = "conventional";

    private const int LeastWarmUps = 12, MostWarmUps = 30;
    private static readonly TimeSpan CommitWindow = TimeSpan.FromMilliseconds(700), WarmUpWindow = TimeSpan.FromSeconds(1);

    /// <summary>Measures.</summary>
    public async Task<BidsReport> Run(CancellationToken cancellation)
    {
        var busyBefore = CpuTime.LoadAverage();
        screen.Say("Starting the servers and making the fair …");
        await using var scene = await BidsScene.Open(settings.Scene, settings.Lots.Max(), 2 * settings.Connections.Max(), cancellation);
        await WarmUp(scene);
        var cases = new List<LoadCase>();
        foreach (var lots in settings.Lots)
            foreach (var connections in settings.Connections)
                cases.Add(await Measure(scene, lots, connections, cancellation));
        var lone = settings.Lone ? await MeasureLone(scene) : null;
        var machine = $"{Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, .NET {Environment.Version}; load average {busyBefore} before, {CpuTime.LoadAverage()} after";
        return new(machine, settings.Scene.Bus, cases, lone, scene.Remarks);
    }

    // Code is compiled again while it runs, so each server is loaded until it does not get faster any more.
    private async Task WarmUp(BidsScene scene)
    {
        screen.Say("Warming up …");
        foreach (var contestant in scene.Contestants)
        {
            using var loop = contestant.Connect(Math.Min(64, settings.Connections.Max()));
            var best = 0.0;
            for (var (round, faster) = (0, true); round < LeastWarmUps || (faster && round < MostWarmUps); round++)
            {
                var rate = (await contestant.Measure(loop, settings.Lots[round % settings.Lots.Count], WarmUpWindow)).Rate;
                (faster, best) = (rate > best * 1.1, Math.Max(rate, best));
            }
        }

        await scene.Exchange.Settle();
    }

    private async Task<LoadCase> Measure(BidsScene scene, int lots, int connections, CancellationToken cancellation)
    {
        screen.Say($"{connections} connections, {lots} lots …");
        var loops = scene.Contestants.ToDictionary(contestant => contestant, contestant => contestant.Connect(connections));
        var series = scene.Contestants.ToDictionary(contestant => contestant.Name, _ => new Series());
        var (lag, rows, headBefore) = (0.0, 0L, (await scene.Exchange.Matching()).Head);
        for (var repetition = 0; repetition <= settings.Repetitions; repetition++)
        {
            foreach (var (contestant, loop) in loops)
            {
                cancellation.ThrowIfCancellationRequested();
                // The first round only opens the connections.
                var window = await contestant.Measure(loop, lots, repetition == 0 ? settings.Window / 6 : settings.Window);
                if (repetition > 0) series[contestant.Name].Add(window);
                if (contestant.Name != Exchange) continue;
                var took = await scene.Exchange.Settle();
                var head = (await scene.Exchange.Matching()).Head;
                if (repetition > 0) (lag, rows) = (Math.Max(lag, took.TotalSeconds), rows + head - headBefore);
                headBefore = head;
            }
        }

        foreach (var loop in loops.Values) loop.Dispose();
        return new(lots, connections, series, await MeasureStore(scene, rows, series[Exchange]), lag);
    }

    private static async Task<StoreLimit> MeasureStore(BidsScene scene, long rows, Series exchange)
    {
        var bytes = await CommitRate.RowBytes(scene.Exchange.MatchingLog, Math.Max(1, rows));
        var rate = await CommitRate.Measure(scene.Directory, bytes, CommitWindow);
        return new(rate, bytes, exchange.Windows.Sum(window => window.Tally.Accepted) / (double)Math.Max(1, rows));
    }

    private async Task<LoneBid> MeasureLone(BidsScene scene)
    {
        screen.Say("A lone bid, and a sync of the disk …");
        var (bids, syncs) = (new Series(), new Histogram());
        using var loop = scene.Contestants[0].Connect(1);
        for (var repetition = 0; repetition <= settings.Repetitions; repetition++)
        {
            var window = await scene.Contestants[0].Measure(loop, 1, settings.Window / 2);
            await scene.Exchange.Settle();
            if (repetition == 0) continue;
            bids.Add(window);
            syncs.Add(DiskSync.Measure(scene.Directory, settings.Window / 2));
        }

        return new(bids, syncs);
    }
}

using System.Globalization;
using Exchange.Benchmarks.Load;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Bids;

/// <summary>Shows what <c>bids</c> has measured.</summary>
public static class BidsTables
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static void Show(BidsReport report, Screen screen)
    {
        screen.Say("");
        screen.Say($"{report.Machine}; bus {report.Bus}");
        foreach (var lots in report.Cases.Select(load => load.Lots).Distinct())
        {
            List<LoadCase> cases = [.. report.Cases.Where(load => load.Lots == lots)];
            screen.Say("");
            screen.Say(lots == 1 ? "One hot lot" : string.Create(Plain, $"{lots:N0} lots"));
            screen.Table(["", "connections", "accepted/s", "other answers", "p50", "p99", "p99.9", "of bare"], cases.SelectMany(Rates));
            screen.Say("");
            screen.Table(
                ["the store alone", "connections", "rows/s", "bytes a row", "bids a row", "bids/s", "reached", "followers behind"],
                cases.Select(load => (IReadOnlyList<string>)
                [
                    "", Number(load.Connections), Number(load.Store.RowsPerSecond), Number(load.Store.RowBytes), load.Store.BidsPerRow.ToString("F1", Plain),
                    Number(load.Store.Rate), Share(load.Exchange.Rate / load.Store.Rate), string.Create(Plain, $"{load.LagSeconds:F2} s"),
                ]));
        }

        ShowCpu(report, screen);
        if (report.Lone is { } lone)
        {
            screen.Say("");
            screen.Table(
                ["", "p50", "p99", "p99.9"],
                [["a lone bid", .. Quantiles(lone.Bid.Quantile)], ["4 KiB and fdatasync", .. Quantiles(lone.Sync.Quantile)]]);
        }

        screen.Say("");
        screen.Table(["target", "wanted", "reached", ""], report.Targets().Select(target => (IReadOnlyList<string>)
        [
            target.What, (target.AtMost ? "<= " : ">= ") + target.Wanted.ToString("0.##", Plain), target.Reached.ToString("0.00", Plain), target.IsMet ? "ok" : "short",
        ]));
        foreach (var remark in report.Remarks) screen.Say(remark);
    }

    private static IEnumerable<IReadOnlyList<string>> Rates(LoadCase load) => load.Series.Select(pair => (IReadOnlyList<string>)
    [
        pair.Key, Number(load.Connections), Number(pair.Value.Rate), Others(pair.Value), .. Quantiles(pair.Value.Quantile),
        (pair.Value.Rate / load.Bare.Rate).ToString("0.00", Plain),
    ]);

    private static void ShowCpu(BidsReport report, Screen screen)
    {
        screen.Say("");
        screen.Table(
            ["processor time, in cores", "lots", "connections", "server", "its kernel part", "driver", "its kernel part", "others", "server µs a bid", "waits a bid", "kB a bid"],
            report.Cases.SelectMany(load => load.Series.Select(pair => (IReadOnlyList<string>)
            [
                pair.Key, Number(load.Lots), Number(load.Connections),
                Cores(pair.Value, window => window.Server.Cpu.Total), Cores(pair.Value, window => window.Server.Cpu.Kernel),
                Cores(pair.Value, window => window.Driver.Total), Cores(pair.Value, window => window.Driver.Kernel),
                Cores(pair.Value, window => Math.Max(0, window.Machine.Total - window.Server.Cpu.Total - window.Driver.Total)),
                pair.Value.Median(window => window.ABid(window.Server.Cpu.Total) * 1e6).ToString("0.0", Plain),
                pair.Value.Median(window => window.ABid(window.Server.Switches)).ToString("0.00", Plain),
                pair.Value.Median(window => window.ABid(window.Server.Allocated) / 1000).ToString("0.00", Plain),
            ])));
    }

    private static string Cores(Series series, Func<Window, double> seconds) =>
        series.Median(window => seconds(window) / window.Seconds).ToString("0.00", Plain);

    private static string Others(Series series) => series.Others.Count == 0 ? "-"
        : Share(series.RefusedShare) + " " + string.Join(' ', series.Others.Select(pair => (pair.Key == Tally.Broken ? "broken" : Number(pair.Key)) + "×" + Number(pair.Value)));

    private static IEnumerable<string> Quantiles(Func<double, TimeSpan> quantile) => new[] { 0.5, 0.99, 0.999 }.Select(share => Time(quantile(share)));

    private static string Time(TimeSpan time) => time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "0.00" : "0.0", Plain) + " ms";

    private static string Share(double share) => share.ToString("P1", Plain);

    private static string Number(double number) => number.ToString(number < 10_000 ? "0" : "N0", Plain);
}

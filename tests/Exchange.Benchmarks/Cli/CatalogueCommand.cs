using System.CommandLine;
using System.Globalization;
using Exchange.Benchmarks.Catalogue;
using Exchange.Benchmarks.Load;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>catalogue</c>: searches of a full catalogue while bids flow.</summary>
internal static class CatalogueCommand
{
    private static readonly Option<int> Lots = new("--lots") { Description = "How many lots there are to search.", DefaultValueFactory = _ => 1_000_000 };
    private static readonly Option<double> Queries = new("--queries-per-second") { Description = "The pace of the searches.", DefaultValueFactory = _ => 20 };
    private static readonly Option<double> Bids = new("--bids-per-second") { Description = "The pace of the bids beside them.", DefaultValueFactory = _ => 500 };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "How long.", DefaultValueFactory = _ => 60 };

    public static Command Create()
    {
        var command = new Command("catalogue", "Searches a catalogue of a million lots at a fixed pace while bids flow: how long an answer takes, and until a new lot is found.")
        {
            Lots, Queries, Bids, Seconds, Options.Directory, Options.Set,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output);
        var settings = new CatalogueSettings(
            parsed.GetValue(Lots), parsed.GetValue(Queries), parsed.GetValue(Bids), TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
            parsed.GetValue(Options.Directory)!.FullName, Options.Settings(parsed));
        var report = await new CatalogueBenchmark(settings, screen, cancellation).Run();
        screen.Say("");
        screen.Table(["", ""], Rows(report).Select(row => (IReadOnlyList<string>)[row.What, row.Said]));
        return report.Alone.Failed + report.BesideBids.Failed == 0 ? 0 : 1;
    }

    private static IEnumerable<(string What, string Said)> Rows(CatalogueReport report)
    {
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        yield return ("the log is filled in", Text($"{report.Filling.TotalSeconds:0.0} s"));
        yield return ("the index is made from the log in", Text($"{report.Building.TotalSeconds:0.0} s, with the start of the process and a fair of 1,000 lots"));
        yield return ("a process with an index answers after", Text($"{report.Opening.TotalSeconds:0.0} s"));
        yield return ("the index on the disk", Text($"{report.IndexBytes / 1e6:N0} MB"));
        yield return ("memory of the exchange", Text($"{report.Resident / 1e6:N0} MB"));
        yield return ("searches without bids", Said(report.Alone.Latency) + Failed(report.Alone));
        yield return ("searches beside bids", Said(report.BesideBids.Latency) + Failed(report.BesideBids));
        foreach (var (kind, latency) in report.BesideBids.ByKind) yield return ("- " + kind, Said(latency));
        yield return ("bids", Text($"{report.Bids.Answers.Accepted:N0} accepted, ") + Said(report.Bids.Answers.Latency) + Text($"; {report.Bids.Unsent:N0} could not be sent"));
        yield return ("a new lot is found after", Said(report.Findable));
    }

    private static string Failed(SearchTally tally) => tally.Failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {tally.Failed} FAILED");

    private static string Said(Histogram times) => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {times.Quantile(0.5).TotalMilliseconds:0.0} ms, p99 {times.Quantile(0.99).TotalMilliseconds:0.0} ms, longest {times.Quantile(1).TotalMilliseconds:0.0} ms of {times.Count:N0}");
}

using System.CommandLine;
using System.Globalization;
using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Overload;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>overload</c>: more bids than the exchange can take.</summary>
internal static class OverloadCommand
{
    private static readonly Option<double> Times = new("--times") { Description = "How many times the capacity is offered.", DefaultValueFactory = _ => 2 };
    private static readonly Option<int> Connections = new("--connections") { Description = "How many connections.", DefaultValueFactory = _ => 4096 };
    private static readonly Option<int> Lots = new("--lots") { Description = "How many lots.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "How long.", DefaultValueFactory = _ => 30 };

    public static Command Create()
    {
        var command = new Command("overload", "Offers twice what the exchange can take at a fixed pace: what it sheds, whether its memory is flat, and whether it loses a bid.")
        {
            Times, Connections, Lots, Seconds, Options.Directory, Options.Set,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output);
        var settings = new OverloadSettings(
            parsed.GetValue(Times), parsed.GetValue(Connections), parsed.GetValue(Lots), TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
            parsed.GetValue(Options.Directory)!.FullName, Options.Settings(parsed));
        var report = await OverloadBenchmark.Run(settings, screen, cancellation);
        screen.Say("");
        screen.Table(["", ""], Rows(report).Select(row => (IReadOnlyList<string>)[row.What, row.Said]));
        return report.Lost == 0 ? 0 : 1;
    }

    private static IEnumerable<(string What, string Said)> Rows(OverloadReport report)
    {
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        var (answers, tally) = (report.Tally.Answers, report.Tally);
        yield return ("capacity in a closed loop", Text($"{report.Capacity:N0} bids/s"));
        yield return ("offered", Text($"{report.Offered:N0} bids/s for {report.Seconds:N0} s; {tally.Unsent:N0} could not be sent"));
        yield return ("accepted", Text($"{answers.Accepted / report.Seconds:N0} bids/s, p50 {answers.Latency.Quantile(0.5).TotalMilliseconds:N1} ms"));
        yield return ("p99, p99.9 of the accepted", Text($"{answers.Latency.Quantile(0.99).TotalMilliseconds:N0} ms, {answers.Latency.Quantile(0.999).TotalMilliseconds:N0} ms"));
        yield return ("503 of all answers", Text($"{report.ShedShare:P1}; {tally.ToldWhen:N0} of {answers.Others.GetValueOrDefault(503):N0} with Retry-After"));
        foreach (var (status, count) in answers.Others.Where(other => other.Key != 503)) yield return (status == Tally.Broken ? "broken connections" : Text($"answered {status}"), Text($"{count:N0}"));
        if (report.Resident.Count > 0)
            yield return ("memory", Text($"{report.Resident.Min() / 1e6:N0} to {report.Resident.Max() / 1e6:N0} MB; the last third {report.Growth:0.00} times the first"));
        yield return ("followers at the end", Text($"{report.SettleTime.TotalSeconds:0.00} s after the load"));
        yield return ("accepted and not in the log", report.Lost == 0 ? "none" : Text($"{report.Lost:N0} LOST"));
    }
}

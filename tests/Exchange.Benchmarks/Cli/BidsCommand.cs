using System.CommandLine;
using Exchange.Benchmarks.Bids;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>bids</c>: accepted durable bids a second, beside their limits.</summary>
internal static class BidsCommand
{
    private static readonly Option<int[]> Connections = Options.Numbers("--connections", "The numbers of connections.", 16, 64, 256);
    private static readonly Option<int[]> Lots = Options.Numbers("--lots", "The numbers of lots.", 1, 1000);
    private static readonly Option<double> Seconds = new("--seconds") { Description = "The length of a window.", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> Repetitions = new("--repetitions") { Description = "How many windows of each kind.", DefaultValueFactory = _ => 3 };
    private static readonly Option<bool> NoLone = new("--no-lone") { Description = "Leaves the lone bid out." };

    private static readonly Option<string[]> With = new("--with")
    {
        Description = "conventional: also measures a competent conventional service on PostgreSQL, where that is installed.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Writes all that was measured as JSON." };

    public static Command Create()
    {
        var command = new Command("bids", "Accepted durable bids a second with their latencies, beside the limits measured in the same run.")
        {
            Connections, Lots, Seconds, Repetitions, NoLone, With, Json, Options.Bus, Options.Directory, Options.Set,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output);
        var settings = new BidsSettings(
            parsed.GetValue(Connections)!, parsed.GetValue(Lots)!, TimeSpan.FromSeconds(parsed.GetValue(Seconds)), parsed.GetValue(Repetitions),
            new(parsed.GetValue(Options.Directory)!.FullName, parsed.GetValue(Options.Bus)!, (parsed.GetValue(With) ?? []).Contains("conventional"), Options.Settings(parsed)),
            !parsed.GetValue(NoLone));
        var report = await new BidsBenchmark(settings, screen).Run(cancellation);
        BidsTables.Show(report, screen);
        if (parsed.GetValue(Json) is { } file) await File.WriteAllTextAsync(file.FullName, BidsJson.Of(report), cancellation);
        return 0;
    }
}

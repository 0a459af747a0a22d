using System.CommandLine;
using System.Globalization;
using Exchange.Benchmarks.Machine;
using Exchange.Benchmarks.Sizes;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>sizes</c>: what bidding costs as the exchange grows.</summary>
internal static class SizesCommand
{
    private static readonly Option<int[]> Connections = Options.Numbers("--connections", "The numbers of connections; 1,024 at most make sense here.", 1, 4, 16, 64, 256, 1024);
    private static readonly Option<int[]> Lots = Options.Numbers("--lots", "The numbers of open lots.", 1, 10, 100, 1000, 10_000, 100_000);
    private static readonly Option<int[]> Bids = Options.Numbers("--bids", "The lengths of the log in bids; 1 for none.", 1, 100_000, 1_000_000, 10_000_000);
    private static readonly Option<double> Seconds = new("--seconds") { Description = "The length of a window.", DefaultValueFactory = _ => 3 };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "connections, lots or bids: only these tables.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<DirectoryInfo?> Output = new("--output") { Description = "Writes sizes.md and its pictures into this directory: docs/performance." };

    public static Command Create()
    {
        var command = new Command("sizes", "Bids a second, latency, memory and restart by connections, by open lots and by the length of the log. Takes long; the options bound it.")
        {
            Connections, Lots, Bids, Seconds, Only, Output, Options.Directory, Options.Set,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output);
        var only = parsed.GetValue(Only) ?? [];
        int[] Of(Option<int[]> option, string table) => only.Length == 0 || only.Contains(table) ? parsed.GetValue(option)! : [];
        var settings = new SizesSettings(
            Of(Connections, "connections"), Of(Lots, "lots"), Of(Bids, "bids"), TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
            parsed.GetValue(Options.Directory)!.FullName, Options.Settings(parsed));
        var report = await new SizesBenchmark(settings, screen, cancellation).Run();
        var heading = string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, driver included, .NET {Environment.Version}, load average {CpuTime.LoadAverage()} at the end.");
        var files = SizesPages.Of(report, heading);
        screen.Say("");
        screen.Say(files["sizes.md"]);
        if (parsed.GetValue(Output) is not { } output) return 0;
        output.Create();
        foreach (var (name, text) in files) await File.WriteAllTextAsync(Path.Combine(output.FullName, name), text, cancellation);
        return 0;
    }
}

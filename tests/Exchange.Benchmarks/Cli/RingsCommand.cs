using System.CommandLine;
using System.Globalization;
using Exchange.Benchmarks.Machine;
using Exchange.Benchmarks.Rings;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>rings</c>: how long rings of barter take, by size and length.</summary>
internal static class RingsCommand
{
    private static readonly Option<int[]> Items = Options.Numbers("--items", "How many items; for each, one of four others would be taken.", 100, 300, 1_000, 3_000);
    private static readonly Option<int[]> Lengths = new("--max-lengths")
    {
        Description = "The longest rings; 0 for any length.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [3, 5, 0],
    };

    private static readonly Option<long> Seed = new("--seed") { Description = "Makes the wants.", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("rings", "How long the rings that move the most of random items take, from file to totals.") { Items, Lengths, Seed, Options.Directory };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output);
        var directory = Directory.CreateDirectory(Path.Combine(parsed.GetValue(Options.Directory)!.FullName, $"exchange-rings-{Environment.ProcessId}"));
        var rows = new List<IReadOnlyList<string>>();
        try
        {
            foreach (var items in parsed.GetValue(Items)!)
                foreach (var length in parsed.GetValue(Lengths)!)
                {
                    cancellation.ThrowIfCancellationRequested();
                    rows.Add(Row(await RingBenchmark.Measure(items, length, parsed.GetValue(Seed), directory.FullName, parsed.InvocationConfiguration.Error)));
                }
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load average {CpuTime.LoadAverage()} at the end."));
        screen.Table(["items", "longest allowed", "traded", "bound", "rings", "longest", "exchange rings", "peak memory"], rows);
        return 0;
    }

    private static IReadOnlyList<string> Row(RingCost cost)
    {
        return
        [
            Number(cost.Items), cost.MaxLength == 0 ? "any" : Number(cost.MaxLength), Number(cost.Traded), Number(cost.Bound), Number(cost.Rings), Number(cost.Longest),
            cost.Command.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) + " s", Number(cost.PeakBytes >> 20) + " MB",
        ];

        static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
    }
}

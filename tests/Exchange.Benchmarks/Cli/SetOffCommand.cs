using System.CommandLine;
using System.Globalization;
using Exchange.Benchmarks.Machine;
using Exchange.Benchmarks.SetOffs;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>setoff</c>: how long the largest set-off takes, by size.</summary>
internal static class SetOffCommand
{
    private static readonly Option<int[]> Enterprises = Options.Numbers("--enterprises", "How many enterprises; each owes ten debts.", 1_000, 10_000, 100_000);
    private static readonly Option<long> Seed = new("--seed") { Description = "Makes the debts.", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("setoff", "How long the largest set-off of random debts takes, from file to file, with its proof.") { Enterprises, Seed, Options.Directory };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output);
        var directory = Directory.CreateDirectory(Path.Combine(parsed.GetValue(Options.Directory)!.FullName, $"exchange-setoff-{Environment.ProcessId}"));
        var rows = new List<IReadOnlyList<string>>();
        try
        {
            foreach (var enterprises in parsed.GetValue(Enterprises)!)
            {
                cancellation.ThrowIfCancellationRequested();
                rows.Add(Row(await SetOffBenchmark.Measure(enterprises, parsed.GetValue(Seed), directory.FullName, parsed.InvocationConfiguration.Error)));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load average {CpuTime.LoadAverage()} at the end."));
        screen.Table(["enterprises", "debts", "cleared", "from file to file", "solver", "proof", "peak memory", "proof says"], rows);
        return 0;
    }

    private static IReadOnlyList<string> Row(SetOffCost cost)
    {
        return
        [
            Number(cost.Enterprises), Number(cost.Obligations), cost.Cleared.ToString("P1", CultureInfo.InvariantCulture),
            Seconds(cost.Command), Seconds(cost.Solving), Seconds(cost.Proving), Number(cost.PeakBytes >> 20) + " MB", cost.Faults.Count == 0 ? "held" : cost.Faults[0],
        ];

        static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

        static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) + " s";
    }
}

using System.CommandLine;
using System.Globalization;
using Exchange.Benchmarks.Imports;
using Exchange.Benchmarks.Machine;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>import</c>: how long a stock file of a million rows takes, and how much memory.</summary>
internal static class ImportCommand
{
    private static readonly Option<long> Rows = new("--rows") { Description = "How many rows the file has.", DefaultValueFactory = _ => 1_000_000 };

    private static readonly Option<string[]> Queries = new("--query")
    {
        Description = "How it is imported, such as dryRun=true or mode=all; may be repeated.",
        DefaultValueFactory = _ => ["dryRun=true", ""],
    };

    private static readonly Option<bool> Csv = new("--csv-only") { Description = "Leaves the workbook out." };

    public static Command Create()
    {
        var command = new Command("import", "How long a stock file takes into a fair of a fresh exchange, over HTTP, and how much memory.") { Rows, Queries, Csv, Options.Directory };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output);
        var directory = Directory.CreateDirectory(Path.Combine(parsed.GetValue(Options.Directory)!.FullName, $"exchange-import-{Environment.ProcessId}"));
        var rows = new List<IReadOnlyList<string>>();
        try
        {
            foreach (var workbook in parsed.GetValue(Csv) ? [false] : new[] { false, true })
                foreach (var query in parsed.GetValue(Queries)!)
                    rows.Add(Row(await ImportBenchmark.Measure(parsed.GetValue(Rows), workbook, query, directory.FullName, cancellation)));
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load average {CpuTime.LoadAverage()} at the end."));
        screen.Table(["file", "size", "rows", "entered", "bad", "took", "rows a second", "followers after", "peak memory"], rows);
        return 0;
    }

    private static IReadOnlyList<string> Row(ImportCost cost)
    {
        return
        [
            cost.What, Megabytes(cost.Bytes), Number(cost.Report.Rows), Number(cost.Report.Entered), Number(cost.Report.Bad), Seconds(cost.Took),
            Number((long)(cost.Report.Rows / cost.Took.TotalSeconds)), Seconds(cost.Settled), Megabytes(cost.PeakBytes),
        ];

        static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

        static string Megabytes(long bytes) => Number(bytes >> 20) + " MiB";

        static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s";
    }
}

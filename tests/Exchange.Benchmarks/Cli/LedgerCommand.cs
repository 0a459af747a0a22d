using System.CommandLine;
using System.Globalization;
using Exchange.Benchmarks.Ledger;
using Exchange.Benchmarks.Machine;
using Exchange.Host.Cli;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>ledger</c>: how fast the ledger books, and how fast it answers for what it has booked.</summary>
internal static class LedgerCommand
{
    private static readonly Option<double> Seconds = new("--seconds") { Description = "The length of a window.", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> Repetitions = new("--repetitions") { Description = "How many windows of each; medians are shown.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> Lines = new("--lines") { Description = "How many postings the account has whose year's statement is asked for.", DefaultValueFactory = _ => 100_000 };

    private static readonly Option<long> Postings = new("--postings")
    {
        Description = "How many postings the trial balance is of; each entry has two. They are booked through the writer, which takes its time.",
        DefaultValueFactory = _ => 10_000_000,
    };

    private static readonly Option<bool> Prove = new("--prove") { Description = "Proves all promises on those postings besides, as exchange check does, and says how long it took." };

    public static Command Create()
    {
        var command = new Command("ledger", "Balanced entries a second beside the store's raw rate of batched rows, a year's statement, the trial balance, and the check of all postings.")
        {
            Seconds, Repetitions, Lines, Postings, Prove, Options.Directory,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var screen = Screen.Of(parsed.InvocationConfiguration.Output);
        var settings = new LedgerSettings(
            TimeSpan.FromSeconds(parsed.GetValue(Seconds)), parsed.GetValue(Repetitions), parsed.GetValue(Lines), parsed.GetValue(Postings), parsed.GetValue(Prove),
            parsed.GetValue(Options.Directory)!.FullName);
        var targets = await new LedgerBenchmark(settings, screen, cancellation).Run();
        screen.Say("");
        screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, load average {CpuTime.LoadAverage()} at the end."));
        screen.Table(["", "measured", "target", ""], targets.Select(target => (IReadOnlyList<string>)[target.What, target.Measured, target.Aim, target.IsMet ? "ok" : "short"]));
        return 0;
    }
}

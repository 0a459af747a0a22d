using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Exchange.Benchmarks.Micro;

namespace Exchange.Benchmarks.Cli;

/// <summary><c>micro</c>: the rules by themselves, with BenchmarkDotNet.</summary>
internal static class MicroCommand
{
    private static readonly Option<bool> Short = new("--short") { Description = "Fewer rounds: an impression in half a minute." };

    public static Command Create()
    {
        var command = new Command("micro", "What deciding a bid and resolving a lot of 100,000 bids cost, with allocations.") { Short, Options.Directory };
        command.SetAction(parsed =>
        {
            // In this process, because the project that BenchmarkDotNet makes otherwise would be built by the rules of this house.
            var job = (parsed.GetValue(Short) ? Job.ShortRun : Job.Default).WithToolchain(new InProcessEmitToolchain(new()));
            var artifacts = Path.Combine(parsed.GetValue(Options.Directory)!.FullName, "exchange-micro");
            BenchmarkRunner.Run<DecideBenchmarks>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath(artifacts));
        });
        return command;
    }
}

using System.Diagnostics;
using System.Globalization;
using Exchange.Host.Cli;
using Exchange.Host.Rehearsal;
using Exchange.Settlement.Netting;

namespace Exchange.Benchmarks.SetOffs;

/// <summary>What a set-off of one size cost.</summary>
/// <param name="Enterprises">How many enterprises.</param>
/// <param name="Obligations">How many debts between them.</param>
/// <param name="Cleared">The share of all debt that was cleared.</param>
/// <param name="Command">How long <c>exchange setoff</c> took, from file to file.</param>
/// <param name="Solving">How long the solver took of it.</param>
/// <param name="Proving">How long it takes to prove the result without the solver.</param>
/// <param name="PeakBytes">The most memory that the process had until then.</param>
/// <param name="Faults">What the proof found.</param>
internal sealed record SetOffCost(int Enterprises, int Obligations, double Cleared, TimeSpan Command, TimeSpan Solving, TimeSpan Proving, long PeakBytes, IReadOnlyList<string> Faults);

/// <summary>How long the largest set-off takes, by size: random debts of very different amounts, ten for each enterprise.</summary>
internal static class SetOffBenchmark
{
    private const int DebtsOfEach = 10;
    private const double Median = 5_000_000, Spread = 1.5; // 50,000 yuan, log-normal

    /// <summary>Measures one size in a directory.</summary>
    public static async Task<SetOffCost> Measure(int enterprises, long seed, string directory, TextWriter errors)
    {
        var debts = Debts(enterprises, seed);
        var (file, notices) = (Path.Combine(directory, "debts.csv"), Path.Combine(directory, "notices.csv"));
        await File.WriteAllLinesAsync(file, debts.Select(debt => string.Create(
            CultureInfo.InvariantCulture, $"{debt.Id},{debt.Debtor},{debt.Creditor},{debt.AmountMinor / 100m:0.00}")).Prepend("id,debtor,creditor,amount"));
        var command = await Time(async () =>
        {
            if (await CommandTree.Run(["setoff", file, "--out", notices], TextWriter.Null, errors) != 0) throw new InvalidOperationException("The command failed.");
        });
        var network = new DebtNetwork(debts);
        SetOff? setOff = null;
        var solving = await Time(() => Task.Run(() => setOff = SetOffSolver.Largest(network)));
        IReadOnlyList<string> faults = [];
        var proving = await Time(() => Task.Run(() => faults = SetOffProof.Faults(setOff!)));
        using var self = Process.GetCurrentProcess();
        return new(enterprises, debts.Count, (double)setOff!.ClearedMinor / network.TotalMinor, command, solving, proving, self.PeakWorkingSet64, faults);
    }

    private static List<Obligation> Debts(int enterprises, long seed)
    {
        var dice = Dice.For(seed, "debts", enterprises);
        var debts = new List<Obligation>(enterprises * DebtsOfEach);
        while (debts.Count < enterprises * DebtsOfEach)
        {
            var (debtor, creditor) = (dice.Below(enterprises), dice.Below(enterprises));
            if (debtor == creditor) continue;
            var amount = Math.Max(1, (long)(Median * Math.Exp(Spread * dice.Normal())));
            debts.Add(new(Name("D", debts.Count), Name("E", debtor), Name("E", creditor), amount));
        }

        return debts;
    }

    private static string Name(string letter, int number) => letter + number.ToString("D7", CultureInfo.InvariantCulture);

    private static async Task<TimeSpan> Time(Func<Task> act)
    {
        var began = TimeProvider.System.GetTimestamp();
        await act();
        return TimeProvider.System.GetElapsedTime(began);
    }
}

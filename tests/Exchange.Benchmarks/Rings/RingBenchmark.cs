using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Exchange.Host.Cli;
using Exchange.Host.Rehearsal;

namespace Exchange.Benchmarks.Rings;

/// <summary>What rings of one size cost.</summary>
/// <param name="Items">How many items.</param>
/// <param name="MaxLength">The longest ring that was allowed; 0 for any.</param>
/// <param name="Traded">How many items changed hands.</param>
/// <param name="Bound">How many no choice of rings could exceed.</param>
/// <param name="Rings">How many rings.</param>
/// <param name="Longest">How many items the longest had.</param>
/// <param name="Command">How long <c>exchange rings</c> took.</param>
/// <param name="PeakBytes">The most memory that the process had until then.</param>
internal sealed record RingCost(int Items, int MaxLength, int Traded, int Bound, int Rings, int Longest, TimeSpan Command, long PeakBytes);

/// <summary>How long the rings that move the most items take, by size and length: each giver would take one of four random items.</summary>
internal static class RingBenchmark
{
    private const int WantsOfEach = 4;

    /// <summary>Measures one size and length in a directory.</summary>
    public static async Task<RingCost> Measure(int items, int maxLength, long seed, string directory, TextWriter errors)
    {
        var (file, output) = (Path.Combine(directory, "wants.csv"), new StringWriter(CultureInfo.InvariantCulture));
        await File.WriteAllLinesAsync(file, Wants(items, seed).Prepend("item,wants"));
        var began = Stopwatch.GetTimestamp();
        if (await CommandTree.Run(["rings", file, "--max-length", maxLength.ToString(CultureInfo.InvariantCulture)], output, errors) != 0) throw new InvalidOperationException("The command failed.");
        var took = Stopwatch.GetElapsedTime(began);
        var totals = JsonSerializer.Deserialize<JsonElement>(output.ToString().TrimEnd().Split('\n')[^1]);
        using var self = Process.GetCurrentProcess();
        return new(items, maxLength, Total("traded"), Total("bound"), Total("rings"), Total("longest"), took, self.PeakWorkingSet64);

        int Total(string name) => totals.GetProperty(name).GetInt32();
    }

    private static IEnumerable<string> Wants(int items, long seed)
    {
        var dice = Dice.For(seed, "wants", items);
        for (var item = 0; item < items; item++)
        {
            var wanted = new HashSet<int>();
            while (wanted.Count < Math.Min(WantsOfEach, items - 1))
                if (dice.Below(items) is var other && other != item) wanted.Add(other);
            yield return $"{Name(item)},{string.Join(' ', wanted.Select(Name))}";
        }
    }

    private static string Name(int item) => "L" + item.ToString("D6", CultureInfo.InvariantCulture);
}

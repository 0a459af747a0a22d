using System.Globalization;

namespace Exchange.Benchmarks.Machine;

/// <summary>What a server has spent since it started. Beside other work its rates say little, but what it spends on a bid says nearly the same.</summary>
/// <param name="Cpu">Processor time.</param>
/// <param name="Switches">How often one of its threads went to wait for something: voluntary context switches of the threads that there are.</param>
/// <param name="Allocated">Bytes that its code has allocated; 0 where it does not tell.</param>
public readonly record struct Effort(CpuTime Cpu, long Switches, double Allocated)
{
    private const string AllocatedName = "dotnet_gc_heap_total_allocated_bytes";

    private static readonly HttpClient Http = new();

    public static Effort operator -(Effort left, Effort right) => new(left.Cpu - right.Cpu, left.Switches - right.Switches, left.Allocated - right.Allocated);

    /// <summary>What some processes have spent together.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="metrics">Where the first of them shows its metrics, or null.</param>
    public static async Task<Effort> Of(IReadOnlyList<int> processes, Uri? metrics) => new(
        processes.Select(CpuTime.OfProcess).Aggregate(default(CpuTime), (sum, one) => sum + one), processes.Sum(SwitchesOf), metrics is null ? 0 : await AllocatedAt(metrics));

    private static long SwitchesOf(int process)
    {
        var tasks = $"/proc/{process}/task";
        return Directory.Exists(tasks) ? Directory.EnumerateDirectories(tasks).Sum(SwitchesOfThread) : 0;
    }

    private static long SwitchesOfThread(string task)
    {
        try
        {
            var line = File.ReadLines(task + "/status").FirstOrDefault(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It ended just now.
        }
    }

    private static async Task<double> AllocatedAt(Uri metrics)
    {
        var line = (await Http.GetStringAsync(metrics)).Split('\n').FirstOrDefault(line => line.StartsWith(AllocatedName, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}

using System.Globalization;

namespace Exchange.Benchmarks.Machine;

/// <summary>Processor time from <c>/proc</c>, in seconds: of a process, or of the whole machine.</summary>
/// <param name="User">In programs.</param>
/// <param name="Kernel">In the operating system on their behalf.</param>
public readonly record struct CpuTime(double User, double Kernel)
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux
    private const string Proc = "/proc";

    public double Total => User + Kernel;

    public static CpuTime operator -(CpuTime left, CpuTime right) => new(left.User - right.User, left.Kernel - right.Kernel);

    public static CpuTime operator +(CpuTime left, CpuTime right) => new(left.User + right.User, left.Kernel + right.Kernel);

    /// <summary>What a process has used since it started; nothing where there is no <c>/proc</c> or the process has gone.</summary>
    public static CpuTime OfProcess(int id)
    {
        var file = $"{Proc}/{id}/stat";
        if (!File.Exists(file)) return default;
        // The name in brackets may hold blanks; utime and stime are the 14th and 15th field, the 12th and 13th behind it.
        var text = File.ReadAllText(file);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new(Seconds(fields[11]), Seconds(fields[12]));
    }

    /// <summary>What all processes have used since the machine started.</summary>
    public static CpuTime OfMachine()
    {
        if (!File.Exists($"{Proc}/stat")) return default;
        var fields = File.ReadLines($"{Proc}/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // cpu user nice system idle iowait irq softirq
        return new(Seconds(fields[1]) + Seconds(fields[2]), Seconds(fields[3]) + Seconds(fields[6]) + Seconds(fields[7]));
    }

    /// <summary>The load averages of the machine over 1, 5 and 15 minutes, or a dash.</summary>
    public static string LoadAverage() => File.Exists($"{Proc}/loadavg") ? string.Join(' ', File.ReadAllText($"{Proc}/loadavg").Split(' ').Take(3)) : "-";

    /// <summary>The memory that a process holds now, in bytes; 0 where there is no <c>/proc</c>.</summary>
    public static long ResidentBytes(int id)
    {
        var file = $"{Proc}/{id}/status";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) : null;
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static double Seconds(string ticks) => long.Parse(ticks, CultureInfo.InvariantCulture) / TicksPerSecond;
}

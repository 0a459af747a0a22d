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
        // utime and stime are the 14th and 15th field.
        var fields = Fields(id);
        return fields.Length == 0 ? default : new(Seconds(fields[11]), Seconds(fields[12]));
    }

    /// <summary>A process and those that it has started.</summary>
    public static IReadOnlyList<int> WithChildren(int id)
    {
        if (!Directory.Exists(Proc)) return [id];
        var all = Directory.EnumerateDirectories(Proc).Select(Path.GetFileName).Select(name => int.TryParse(name, out var number) ? number : 0);
        return [id, .. all.Where(number => number > 0 && Fields(number) is [_, var parent, ..] && parent == id.ToString(CultureInfo.InvariantCulture))];
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

    // The fields behind the name, which stands in brackets and may hold blanks: the third field is the first of these. None when the process has gone.
    private static string[] Fields(int id)
    {
        try
        {
            var text = File.ReadAllText($"{Proc}/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return []; // It ended just now, or there is no such directory here.
        }
    }

    private static double Seconds(string ticks) => long.Parse(ticks, CultureInfo.InvariantCulture) / TicksPerSecond;
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Exchange.SystemTests.Processes;

/// <summary>A program of ours in a process of its own, as an operator would start it.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120), BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private ChildProcess(Process process) => _process = process;

    /// <summary>The number by which the system knows it.</summary>
    public int Id => _process.Id;

    /// <summary>What it wrote.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Starts a program that stands beside the tests.</summary>
    /// <param name="program">Its assembly without the ending: <c>Exchange.Matching</c>.</param>
    /// <param name="settings">Its configuration, given by the environment.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ChildProcess Start(string program, IReadOnlyDictionary<string, string?> settings, params IEnumerable<string> arguments)
    {
        // A file that may not grow is then an error to the program, as a full disk is, and not its end.
        var start = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", "dotnet", Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var child = new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
        child._process.OutputDataReceived += child.Hear;
        child._process.ErrorDataReceived += child.Hear;
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits until it answers at an address.</summary>
    public async Task<ChildProcess> Answers(Uri address)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await Http.GetAsync(address);
                if (response.IsSuccessStatusCode) return this;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                // It has not opened its door yet.
            }

            if (_process.HasExited || TimeProvider.System.GetElapsedTime(began) > Patience) throw new InvalidOperationException($"Nothing answers at {address}. {Said}");
            await Task.Delay(BetweenLooks);
        }
    }

    /// <summary>Ends it at once, as a power cut would: SIGKILL.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it where it is, as a machine does that sleeps or swaps: SIGSTOP.</summary>
    public Task Pause() => Run("kill", "-STOP", Pid);

    /// <summary>Lets it go on where it was stopped.</summary>
    public Task GoOn() => Run("kill", "-CONT", Pid);

    /// <summary>Lets no file of it grow beyond a size, whatever is written to it; null for no bound.</summary>
    public Task BoundFiles(long? bytes) => Run("prlimit", "--pid", Pid, $"--fsize={bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}:");

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _process.Dispose();
    }

    /// <summary>A port on which nobody listens now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Pid => Id.ToString(CultureInfo.InvariantCulture);

    private static async Task Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said) _said.AppendLine(line.Data);
    }
}

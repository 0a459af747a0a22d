using System.Diagnostics;
using System.Globalization;
using Exchange.SystemTests.Processes;
using Npgsql;

namespace Exchange.Benchmarks.Conventional;

/// <summary>A PostgreSQL server of this run: its own directory and port, and nothing of it left behind. Durable as it is shipped: fsync on, and every commit waits.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly string _programs, _data;
    private readonly Process _process;

    private PostgresServer(string programs, string data, int port, Process process)
    {
        (_programs, _data, _process) = (programs, data, process);
        ConnectionString = string.Create(
            CultureInfo.InvariantCulture,
            $"Host=127.0.0.1;Port={port};Username=exchange;Database=postgres;Maximum Pool Size=40;Max Auto Prepare=20;No Reset On Close=true");
    }

    /// <summary>For a service that keeps its statements prepared and its pool as large as two cores can use.</summary>
    public string ConnectionString { get; }

    /// <summary>The process that all others of the server stem from.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The directory of the newest installed programs, or null when PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = new[] { "/usr/lib/postgresql" }.Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories).OrderByDescending(directory => directory, StringComparer.Ordinal)
        .Select(directory => Path.Combine(directory, "bin")).Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres")));

    /// <summary>Makes a server in a directory and starts it.</summary>
    /// <exception cref="InvalidOperationException">It does not start; what it said is told.</exception>
    public static async Task<PostgresServer> Start(string directory)
    {
        var programs = Programs ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        var (data, port) = (Path.Combine(directory, "postgres"), ChildProcess.FreePort());
        Directory.CreateDirectory(data);
        // It refuses to run as the superuser.
        if (Environment.IsPrivilegedProcess) await Run("chown", [Unprivileged, data]);
        await RunUnprivileged(Path.Combine(programs, "initdb"), ["-D", data, "-A", "trust", "-U", "exchange", "--no-instructions", "-E", "UTF8", "--locale=C"]);
        string[] arguments =
        [
            "-D", data, "-k", data, "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB", "-c", "logging_collector=off",
        ];
        var server = new PostgresServer(programs, data, port, Begin(Path.Combine(programs, "postgres"), arguments));
        await server.Answers();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunUnprivileged(Path.Combine(_programs, "pg_ctl"), ["stop", "-m", "immediate", "-D", _data]);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Unprivileged => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static Process Begin(string program, IReadOnlyList<string> arguments)
    {
        string[] asOther = ["--reuid", Unprivileged, "--clear-groups", program, .. arguments];
        var start = Environment.IsPrivilegedProcess ? new ProcessStartInfo("setpriv", asOther) : new ProcessStartInfo(program, arguments);
        return Begin(start);
    }

    private static Process Begin(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, "/");
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        // What is not read would fill the pipe and stop the process.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => LastSaid = line.Data ?? LastSaid;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string LastSaid { get; set; } = "";

    private static Task RunUnprivileged(string program, IReadOnlyList<string> arguments) => End(Begin(program, arguments));

    private static Task Run(string program, IReadOnlyList<string> arguments) => End(Begin(new ProcessStartInfo(program, arguments)));

    private static async Task End(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{process.StartInfo.FileName} failed: {LastSaid}");
        }
    }

    private async Task Answers()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(BetweenTries); // It is still starting.
            }
        }
    }
}

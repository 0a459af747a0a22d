using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Exchange.SystemTests.Broker;

/// <summary>A RabbitMQ server of the test's own: free ports of this machine, a directory that goes when the test ends, no trace of any other server.
/// It can be killed and started again with all that it holds. Clients come in through a door that stays shut until the server has
/// all its queues again.</summary>
public sealed class RabbitBroker : IAsyncDisposable
{
    // A single node of RabbitMQ 3 may forget to elect a quorum queue's leader when it comes back (rabbitmq-server issue 10070).
    private const string TriggerElections =
        "[ra:trigger_election(amqqueue:get_pid(Q)) || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_quorum_queue].";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90), ElectionPatience = TimeSpan.FromSeconds(3), BetweenTries = TimeSpan.FromMilliseconds(200);

    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-broker-").FullName;
    private readonly int[] _ports = FreePorts(4);
    private Door? _door;
    private Process? _process;
    private int _logBefore;

    private RabbitBroker() => File.WriteAllText(PasswordFile, "guest");

    /// <summary>Where clients connect.</summary>
    public int Port => _ports[3];

    /// <summary>The directory of all its files.</summary>
    public string Files => _directory;

    private int ServerPort => _ports[0];

    private string LogDirectory => Path.Combine(_directory, "log");

    /// <summary>The file that holds the password of the user <c>guest</c>.</summary>
    public string PasswordFile => Path.Combine(_directory, "password");

    /// <summary>The settings of a process that uses this broker.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Bus:Kind"] = "rabbitmq",
        ["Bus:Host"] = "127.0.0.1",
        ["Bus:Port"] = Port.ToString(CultureInfo.InvariantCulture),
        ["Bus:User"] = "guest",
        ["Bus:PasswordFile"] = PasswordFile,
    };

    /// <summary>A broker that takes connections. Skips the test, or fails it, where RabbitMQ is missing.</summary>
    public static async Task<RabbitBroker> Start()
    {
        Require.Broker();
        var broker = new RabbitBroker();
        await broker.Restart();
        return broker;
    }

    /// <summary>Starts the server again after <see cref="Kill"/>, and waits until it takes connections.</summary>
    public async Task Restart()
    {
        _logBefore = Log().Length;
        _process = Process.Start(Command(Program("rabbitmq-server"))) ?? throw new InvalidOperationException("rabbitmq-server did not start.");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (!await Until(TakesConnections, Patience)) throw new InvalidOperationException($"rabbitmq-server does not answer. {Log()}");
        if (!await Until(() => Task.FromResult(AllQueuesHaveLeaders()), ElectionPatience))
        {
            var told = await Run(Program("rabbitmqctl"), "eval", TriggerElections);
            if (!await Until(() => Task.FromResult(AllQueuesHaveLeaders()), Patience))
                throw new InvalidOperationException($"A queue has no leader. {told} {Log()}");
        }

        _door = new(Port, ServerPort);
    }

    /// <summary>Ends the server at once, as a power cut would.</summary>
    public async Task Kill()
    {
        if (_process is null) return;
        if (_door is not null) await _door.DisposeAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public Task<IConnection> Connect() => Connect(Port);

    /// <summary>Makes the server publish a copy of every message that crosses it from now on to its exchange <c>amq.rabbitmq.trace</c>.</summary>
    public async Task Trace()
    {
        var told = await Run(Program("rabbitmqctl"), "trace_on");
        if (!told.Contains("enabled", StringComparison.Ordinal)) throw new InvalidOperationException($"The messages are not traced. {told}");
    }

    /// <summary>How many messages a queue holds that nobody has taken; null when there is no such queue.</summary>
    public async Task<uint?> Depth(string queue)
    {
        await using var connection = await Connect();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();

        // The port mapper outlives its server.
        await Run("epmd", "-port", _ports[2].ToString(CultureInfo.InvariantCulture), "-kill");
        Directory.Delete(_directory, recursive: true);
    }

    // Debian's wrapper would change the user; the server behind it runs as whoever starts it.
    private const string DebianPrograms = "/usr/lib/rabbitmq/bin";

    private static string Program(string name) => File.Exists(Path.Combine(DebianPrograms, name)) ? Path.Combine(DebianPrograms, name)
        : Path.Combine(Path.GetDirectoryName(Require.BrokerProgram)!, name);

    private async Task<string> Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(Command(program, arguments))!;
        var told = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return string.Concat(told);
    }

    private async Task<bool> TakesConnections()
    {
        if (_process!.HasExited) throw new InvalidOperationException($"rabbitmq-server has ended. {Log()}");
        try
        {
            await using var connection = await Connect(ServerPort);
            return true;
        }
        catch (Exception notYet) when (notYet is BrokerUnreachableException or OperationInterruptedException)
        {
            return false;
        }
    }

    private static async Task<bool> Until(Func<Task<bool>> condition, TimeSpan patience)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience) return false;
            await Task.Delay(BetweenTries);
        }

        return true;
    }

    private ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _directory };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = _directory,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = _ports[2].ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_NODENAME"] = $"exchange-{ServerPort}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = ServerPort.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_DIST_PORT"] = _ports[1].ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_directory, "data"),
            ["RABBITMQ_LOG_BASE"] = LogDirectory,
            ["RABBITMQ_PID_FILE"] = Path.Combine(_directory, "pid"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_directory, "none"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_directory, "none.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_directory, "plugins"),
        }) start.Environment[name] = value;
        return start;
    }

    private static Task<IConnection> Connect(int port) => new ConnectionFactory { HostName = "127.0.0.1", Port = port }.CreateConnectionAsync();

    // The log of the last start names the queues that it recovers and each election.
    private bool AllQueuesHaveLeaders()
    {
        var start = Log()[_logBefore..];
        var recovered = Regex.Match(start, "Recovering ([0-9]+) queues of type rabbit_quorum_queue");
        return recovered.Success && Regex.Count(start, "candidate -> leader in term") >= int.Parse(recovered.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private string Log() => Directory.Exists(LogDirectory)
        ? string.Concat(Directory.EnumerateFiles(LogDirectory, "*localhost.log").Select(File.ReadAllText))
        : "";

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}

namespace Exchange.SystemTests;

/// <summary>The part that a broker needs; what the system tests' broker asks, here without a test to skip.</summary>
internal static class Require
{
    /// <summary>The program of RabbitMQ's server, or null.</summary>
    public static string? BrokerProgram { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(["/usr/sbin", "/usr/lib/rabbitmq/bin"]).Select(directory => Path.Combine(directory, "rabbitmq-server")).FirstOrDefault(File.Exists);

    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static void Broker()
    {
        if (BrokerProgram is null) throw new InvalidOperationException("rabbitmq-server is not installed.");
    }
}

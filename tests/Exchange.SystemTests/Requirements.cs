using Xunit;

// One after the other: each starts processes that take all cores, and what they wait for has its own patience.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Exchange.SystemTests;

/// <summary>The parts that a test needs and a machine may lack. A test without its part is skipped, with the reason shown; where
/// <c>EXCHANGE_TEST_REQUIRE</c> names the part (<c>broker,browser,sqlserver</c>), it fails instead.</summary>
public static class Require
{
    /// <summary>The program of RabbitMQ's server, or null.</summary>
    public static string? BrokerProgram { get; } = Find("rabbitmq-server", "/usr/sbin", "/usr/lib/rabbitmq/bin");

    /// <summary>The program of Chromium, or null.</summary>
    public static string? BrowserProgram { get; } = Find("chromium") ?? Find("chromium-browser") ?? Find("google-chrome");

    /// <summary>A connection string of a SQL Server on which databases may be created, or null.</summary>
    public static string? SqlServerConnection { get; } = Environment.GetEnvironmentVariable("EXCHANGE_TEST_SQLSERVER") is { Length: > 0 } text ? text : null;

    public static void Broker() => Part("broker", BrokerProgram is not null, "rabbitmq-server is not installed.");

    public static void Browser() => Part("browser", BrowserProgram is not null, "Chromium is not installed.");

    public static void SqlServer() => Part("sqlserver", SqlServerConnection is not null, "EXCHANGE_TEST_SQLSERVER names no SQL Server.");

    private static void Part(string part, bool present, string reason)
    {
        if (present) return;
        var required = Environment.GetEnvironmentVariable("EXCHANGE_TEST_REQUIRE")?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        if (required.Contains(part)) Assert.Fail($"{reason} EXCHANGE_TEST_REQUIRE asks for it.");
        Assert.Skip(reason);
    }

    private static string? Find(string program, params IEnumerable<string> directories) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(directories)
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}

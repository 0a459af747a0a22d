using Exchange.Kernel.Hosting;

namespace Exchange.Kernel.Bus;

/// <summary>How announcements travel; configuration section <c>Bus</c>.</summary>
public sealed class BusSettings : ISettings
{
    public const string Section = "Bus";

    /// <summary><c>inprocess</c> or <c>rabbitmq</c>.</summary>
    public string Kind { get; set; } = "inprocess";

    /// <summary>The broker's host.</summary>
    public string Host { get; set; } = "localhost";

    /// <summary>The broker's AMQP port.</summary>
    public ushort Port { get; set; } = 5672;

    public string VirtualHost { get; set; } = "/";

    public string User { get; set; } = "exchange";

    /// <summary>The file that holds the password.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>How many times a pack that fails is tried again at once, with pauses that grow from a fifth of a second to five.</summary>
    public int Retries { get; set; } = 5;

    public IEnumerable<string> Errors()
    {
        if (Kind is not ("inprocess" or "rabbitmq")) yield return $"Bus:Kind is '{Kind}'; it must be inprocess or rabbitmq.";
        if (Retries is < 0 or > 100) yield return $"Bus:Retries is {Retries}; it must be 0 to 100.";
        if (Kind != "rabbitmq") yield break;
        if (Host.Length == 0) yield return "Bus:Host is empty; it must name the broker's host.";
        if (Port == 0) yield return "Bus:Port is 0; it must be the broker's AMQP port.";
        if (User.Length == 0) yield return "Bus:User is empty.";
        if (!File.Exists(PasswordFile)) yield return $"Bus:PasswordFile is '{PasswordFile}'; it must name a file that holds the password.";
    }
}

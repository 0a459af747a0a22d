using System.CommandLine;
using Exchange.Host.Serving;

namespace Exchange.Host.Cli;

/// <summary><c>exchange serve</c>: all services in one process.</summary>
internal static class ServeCommand
{
    public const string DefaultUrl = "http://localhost:8080", DefaultData = "data";

    public static Command Create()
    {
        var (data, url, set) = (Data(), Url(), Set());
        var services = new Option<string[]>("--services")
        {
            Description = "Only these services: " + string.Join(", ", Rooms.All.Select(room => room.Service)) + ".",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("serve", "Serves the exchange. What is configured by environment (Store__Kind) or appsettings.json holds; the options here win.")
        {
            data, url, services, set,
        };
        command.SetAction((parsed, cancellation) => Run(
            new ServeSettings(parsed.GetValue(data), parsed.GetValue(url), parsed.GetValue(services) ?? [], Pairs(parsed.GetValue(set))),
            Screen.Of(parsed.InvocationConfiguration.Output),
            cancellation));
        return command;
    }

    /// <summary>Makes serving what the root command does without a command.</summary>
    public static RootCommand AsDefault(RootCommand root)
    {
        root.SetAction((parsed, cancellation) => Run(new ServeSettings(null, null, [], Pairs(null)), Screen.Of(parsed.InvocationConfiguration.Output), cancellation));
        return root;
    }

    public static Option<DirectoryInfo?> Data() => new("--data") { Description = $"The directory of the data, made if needed. Default: {DefaultData}." };

    public static Option<string?> Url() => new("--url") { Description = $"The address to listen on, which is also the issuer of the tokens. Default: {DefaultUrl}." };

    /// <summary>Any other setting of the configuration.</summary>
    public static Option<string[]> Set() => new("--set") { Description = "Any setting, as NAME=VALUE: --set Clock:Kind=accelerated.", HelpName = "NAME=VALUE" };

    public static Dictionary<string, string?> Pairs(string[]? texts) => (texts ?? [])
        .Select(text => text.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : null, StringComparer.OrdinalIgnoreCase);

    private static async Task<int> Run(ServeSettings settings, Screen screen, CancellationToken cancellation)
    {
        await using var app = AllInOne.Build(settings, out var secrets);
        foreach (var made in secrets.Made) screen.Say($"Made a secret, readable by you alone: {made}");
        await app.StartAsync(cancellation);
        foreach (var address in app.Urls) screen.Say($"The exchange is open at {address}");
        screen.Say("Stop it with Ctrl+C.");
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }
}

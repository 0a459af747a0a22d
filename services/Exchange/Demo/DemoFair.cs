using System.Globalization;
using Exchange.Host.Cli;
using Exchange.Host.Serving;
using Exchange.Identity;

namespace Exchange.Host.Demo;

/// <summary>How the demo is run.</summary>
/// <param name="Data">The directory of the data; null for a fresh temporary one.</param>
/// <param name="Url">The address.</param>
/// <param name="Speed">How many times as fast as the wall's the clock runs.</param>
/// <param name="Settings">Settings that win over what is configured.</param>
internal sealed record DemoSettings(DirectoryInfo? Data, string Url, double Speed, IReadOnlyDictionary<string, string?> Settings);

/// <summary>A fair that is going on, with simulated enterprises, and somebody to sign in as for each role.</summary>
internal static class DemoFair
{
    /// <summary>Serves the demo until it is stopped.</summary>
    public static async Task<int> Run(DemoSettings settings, Screen screen, CancellationToken cancellation)
    {
        var passing = settings.Data is null ? Directory.CreateTempSubdirectory("exchange-demo-") : null;
        var data = settings.Data ?? passing!;
        data.Create();
        var password = Secrets.Generate();
        screen.Say("Preparing the demo fair …");
        await using (var app = AllInOne.Build(new(data, settings.Url, [], Configuration(settings, data, password)), out _))
        {
            await app.StartAsync(cancellation);
            var people = await IdentitySeed.Demo(app.Services, password, cancellation);
            using var crowd = await DemoCrowd.Gather(app, people, cancellation);
            var trading = crowd.Trade(() => Say(screen, settings, people, password, data), cancellation);
            await Task.WhenAny(trading, app.WaitForShutdownAsync(cancellation));
            if (trading.IsFaulted) await trading;
        }

        passing?.Delete(recursive: true);
        return 0;
    }

    private static Dictionary<string, string?> Configuration(DemoSettings settings, DirectoryInfo data, string password)
    {
        // A demo that is started again on its data goes on where its clock would have been.
        var anchor = AnchorOf(Path.Combine(data.FullName, "demo.clock"));
        var configuration = new Dictionary<string, string?>(settings.Settings, StringComparer.OrdinalIgnoreCase)
        {
            ["Clock:Kind"] = "accelerated",
            ["Clock:Start"] = anchor,
            ["Clock:Anchor"] = anchor,
            ["Clock:Speed"] = settings.Speed.ToString(CultureInfo.InvariantCulture),
        };
        configuration.TryAdd("Logging:LogLevel:Default", "Warning");
        string[] roles = ["organizer", "consignor", "bidder", "operator"];
        for (var i = 0; i < roles.Length; i++)
        {
            configuration[$"Portal:Demo:{i}:Role"] = roles[i];
            configuration[$"Portal:Demo:{i}:UserName"] = roles[i];
            configuration[$"Portal:Demo:{i}:Password"] = password;
        }

        return configuration;
    }

    private static string AnchorOf(string file)
    {
        if (!File.Exists(file)) File.WriteAllText(file, TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        return File.ReadAllText(file);
    }

    private static void Say(Screen screen, DemoSettings settings, IReadOnlyList<DemoPerson> people, string password, DirectoryInfo data)
    {
        screen.Say("");
        screen.Say($"The demo fair is going on at {settings.Url}");
        screen.Say(string.Create(CultureInfo.InvariantCulture, $"A minute there is {60 / settings.Speed:0.##} s here. Sign in with the password {password} as"));
        foreach (var person in people) screen.Say($"  {person.UserName,-10} {person.Name} of {person.EnterpriseName}");
        screen.Say($"The data are in {data.FullName}{(settings.Data is null ? ", and go when the demo is stopped" : "")}. Stop it with Ctrl+C.");
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Exchange.Host.Serving;

namespace Exchange.Host.Rehearsal;

/// <summary>Where a rehearsal takes place: an exchange in this process, with a stepped clock, or processes that run already.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly WebApplication? _host;
    private readonly DirectoryInfo? _passing;
    private bool _stopped;

    private Stage(WebApplication? host, DirectoryInfo? passing, Targets targets, string? data, Actor @operator)
    {
        (_host, _passing) = (host, passing);
        (Targets, Data, Operator) = (targets, data, @operator);
    }

    public Targets Targets { get; }

    /// <summary>The directory of the data, or null when it cannot be seen from here.</summary>
    public string? Data { get; }

    /// <summary>The operator's system.</summary>
    public Actor Operator { get; }

    /// <summary>Opens the stage.</summary>
    public static async Task<Stage> Open(RehearsalSettings settings, CancellationToken cancellation)
    {
        if (settings.Targets is { } targets)
        {
            var file = settings.OperatorSecret?.FullName
                ?? (settings.Data is { } known ? Secrets.OperatorFile(known.FullName) : throw new RehearsalException("With --target, give --operator-secret or --data."));
            return new(null, null, targets, settings.Data?.FullName, OperatorOf(await File.ReadAllTextAsync(file, cancellation)));
        }

        var passing = settings.Data is null ? Directory.CreateTempSubdirectory("exchange-rehearsal-") : null;
        var data = settings.Data ?? passing!;
        var url = $"http://127.0.0.1:{FreePort()}";
        var host = AllInOne.Build(
            new(data, url, [.. Rooms.All.Select(room => room.Service).Where(service => service != "portal")], Configuration(settings)), out _);
        await host.StartAsync(cancellation);
        var secret = await File.ReadAllTextAsync(host.Configuration["Identity:Bootstrap:SecretFile"]!, cancellation);
        return new(host, settings.Keep ? null : passing, Targets.All(new(url)), data.FullName, OperatorOf(secret));
    }

    /// <summary>Stops the exchange of this process, so that its data stand still; running processes are left alone.</summary>
    public async Task Close()
    {
        if (_host is null || _stopped) return;
        _stopped = true;
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        _passing?.Delete(recursive: true);
    }

    private static Actor OperatorOf(string secret) => new("", "the operator", Secrets.OperatorClient, secret.Trim());

    private static Dictionary<string, string?> Configuration(RehearsalSettings settings) => new()
    {
        ["Clock:Kind"] = "stepped",
        ["Clock:Start"] = settings.Start.ToString("O", CultureInfo.InvariantCulture),
        ["Logging:LogLevel:Default"] = "Warning",
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using Exchange.Contracts;
using Exchange.Kernel.Hosting;

namespace Exchange.Host.Serving;

/// <summary>How the exchange is served.</summary>
/// <param name="Data">The directory of the data, or null for what is configured.</param>
/// <param name="Url">The address, or null for what is configured.</param>
/// <param name="Services">The services; empty for all.</param>
/// <param name="Settings">Settings that win over what is configured.</param>
public sealed record ServeSettings(DirectoryInfo? Data, string? Url, IReadOnlyCollection<string> Services, IReadOnlyDictionary<string, string?> Settings);

/// <summary>The exchange in one process.</summary>
public static class AllInOne
{
    private const string DefaultUrl = "http://localhost:8080", DefaultData = "data";

    /// <summary>A process with the services that are asked for, ready to start. Secrets that are not configured are made in the data directory.</summary>
    /// <param name="settings">How it is served.</param>
    /// <param name="secrets">The secrets in the data directory.</param>
    public static WebApplication Build(ServeSettings settings, out Secrets secrets)
    {
        var rooms = Rooms.Named(settings.Services);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(AllInOne).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        Configure(builder.Configuration, settings, out secrets);
        builder.WebHost.UseStaticWebAssets();
        builder.AddKernel(Hearers.Of);
        foreach (var room in rooms) room.Add(builder);

        var app = builder.Build();
        app.UseKernel();
        foreach (var room in rooms) room.Map(app);
        return app;
    }

    private static void Configure(ConfigurationManager configuration, ServeSettings settings, out Secrets secrets)
    {
        var url = settings.Url ?? configuration["urls"] ?? configuration["Identity:Issuer"] ?? DefaultUrl;
        var data = Path.GetFullPath(settings.Data?.FullName ?? configuration["Store:Data"] ?? DefaultData);
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = url,
            ["Store:Data"] = data,
            ["Identity:Issuer"] = settings.Url ?? configuration["Identity:Issuer"] ?? url.Split(';')[0],
        });
        configuration.AddInMemoryCollection(settings.Settings);
        secrets = Secrets.In(Path.Combine(data, "secrets"));
        configuration.AddInMemoryCollection(secrets.Missing(configuration));
    }
}

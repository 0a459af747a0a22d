using Exchange.Kernel.Bus;
using Exchange.Kernel.Load;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Telemetry;
using Exchange.Kernel.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Hosting;

/// <summary>What every process of the exchange has: one clock, token checks, problems, telemetry, health, the bus.</summary>
public static class ExchangeHost
{
    /// <summary>Adds what every process has. Call once, before the services.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="hearers">The services that hear a source.</param>
    /// <exception cref="SettingsException">The configuration is wrong.</exception>
    public static WebApplicationBuilder AddKernel(this WebApplicationBuilder builder, Func<string, IReadOnlyList<string>> hearers)
    {
        // First of all sources, so that every other one may say otherwise.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        var clock = Settings.Read<ClockSettings>(builder.Configuration, ClockSettings.Section);
        var store = Settings.Read<StoreSettings>(builder.Configuration, StoreSettings.Section);
        var bus = Settings.Read<BusSettings>(builder.Configuration, BusSettings.Section);

        builder.AddWeb();
        builder.AddTelemetry();
        builder.Services
            .AddSingleton(clock).AddSingleton(clock.Clock(TimeProvider.System))
            .AddSingleton(store).AddSingleton(bus)
            .AddSingleton<ExchangeBus>(services => bus.Kind == "rabbitmq"
                ? new RabbitBus(bus, hearers, [.. services.GetServices<Speaker>().Select(speaker => speaker.Source)], services.GetRequiredService<ILoggerFactory>())
                : new InProcessBus())
            .AddSingleton<IOutlet>(services => services.GetRequiredService<ExchangeBus>())
            .AddSingleton(builder.Configuration.GetSection(JournalOptions.Section).Get<JournalOptions>() ?? new())
            .AddSingleton(services => new JournalHost(
                store.Of, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IOutlet>(),
                services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<JournalOptions>()))
            .AddSingleton(services => new Journals([.. services.GetServices<JournalPlace>().Select(place => place.Find(services))]))
            .AddHostedService<JournalRunner>()
            .AddSingleton(Settings.Read<LoadSettings>(builder.Configuration, LoadSettings.Section))
            .AddSingleton<LoadShedding>().AddHostedService(services => services.GetRequiredService<LoadShedding>())
            .AddBearerTokens(Settings.Read<IdentitySettings>(builder.Configuration, IdentitySettings.Section));
        return builder;
    }

    /// <summary>Adds a service's journal: its stores, its writer, its followers, its place on the bus.</summary>
    public static WebApplicationBuilder AddJournal<TJournal>(this WebApplicationBuilder builder, JournalDefinition definition)
        where TJournal : Journal
    {
        builder.Services.AddSingleton<TJournal>().AddSingleton(new JournalPlace(definition, services => services.GetRequiredService<TJournal>()));
        return builder.AddOpenApiDocument(definition.Service);
    }

    /// <summary>The middleware and the endpoints that every process has. Call before the services' own mappings.</summary>
    public static WebApplication UseKernel(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<LoadSheddingMiddleware>();
        app.UseMiddleware<BodyLimit>();
        app.UseRouting();
        // What asks for a token names its scheme; only pages and Identity's own addresses have anything that looks at every request.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal), pages => pages.UseAuthentication());
        app.UseAuthorization();
        app.MapClock();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
        return app.MapOpenApiDocuments();
    }

    // The framework's own tales of each request drown ours.
    private static IEnumerable<KeyValuePair<string, string?>> Defaults =>
    [
        new("Logging:LogLevel:Default", "Information"),
        new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        new("Logging:LogLevel:System.Net.Http.HttpClient", "Warning"),
        new("Logging:LogLevel:MassTransit", "Warning"),
    ];
}

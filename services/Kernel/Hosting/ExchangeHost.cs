using Exchange.Kernel.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Exchange.Kernel.Hosting;

/// <summary>What every process of the exchange has: one clock, token checks, problems, telemetry, health, the bus.</summary>
public static class ExchangeHost
{
    /// <summary>Adds what every process has. Call once, before the services.</summary>
    public static WebApplicationBuilder AddKernel(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>Adds a service's journal: its stores, its writer, its followers, its place on the bus.</summary>
    public static WebApplicationBuilder AddJournal<TJournal>(this WebApplicationBuilder builder, JournalDefinition definition)
        where TJournal : Journal
    {
        builder.Services.AddSingleton<TJournal>();
        return builder;
    }

    /// <summary>The middleware and the endpoints that every process has. Call before the services' own mappings.</summary>
    public static WebApplication UseKernel(this WebApplication app) => app;
}

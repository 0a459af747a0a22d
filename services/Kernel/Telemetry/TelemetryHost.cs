using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Exchange.Kernel.Telemetry;

/// <summary>Where metrics, traces and logs go.</summary>
internal static class TelemetryHost
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT", MassTransitName = "MassTransit";

    private static readonly string[] Probes = ["/health", "/metrics"];

    /// <summary>Metrics for Prometheus at <c>/metrics</c>; metrics and traces to an OTLP collector when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one;
    /// logs as JSON lines when <c>Logging:Json</c> is true.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var collector = !string.IsNullOrEmpty(builder.Configuration[Endpoint]);
        if (builder.Configuration.GetValue<bool>("Logging:Json"))
            builder.Logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("exchange-" + builder.Environment.ApplicationName.Split('.')[^1].ToLowerInvariant()))
            .WithMetrics(metrics =>
            {
                // Requests and connections; the framework's other meters would each take their time of every request.
                metrics.AddMeter(Measures.Name, MassTransitName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddHttpClientInstrumentation().AddRuntimeInstrumentation();
                metrics.AddPrometheusExporter();
                if (collector) metrics.AddOtlpExporter();
            });
        builder.Services.AddHostedService<JournalGauges>();

        // Without a collector nobody would see the spans, and each request is spared their cost; the trace context is passed on all the same.
        if (collector)
            telemetry.WithTracing(traces => traces
                .AddSource(Measures.Name, MassTransitName)
                .AddAspNetCoreInstrumentation(requests => requests.Filter = http => !Probes.Any(probe => http.Request.Path.StartsWithSegments(probe, StringComparison.Ordinal)))
                .AddHttpClientInstrumentation()
                .AddOtlpExporter());
    }
}

using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workflows.Server.Api;
using Workflows.Server.Hosting;
using Workflows.Server.Security;
using Workflows.Storage.Running;

namespace Workflows.Server.Operations;

/// <summary>
/// Traces and metrics by OpenTelemetry. They leave the process only where the operator says: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> for
/// a collector, <c>Workflows:Metrics</c> for /metrics in Prometheus' form.
/// </summary>
internal static class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder, ServerOptions options)
    {
        var collector = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        if (!collector && !options.Metrics) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("workflows", serviceInstanceId: NodeDesk.Name))
            .WithTracing(t =>
            {
                t.AddSource(Telemetry.Name).AddAspNetCoreInstrumentation(o => o.Filter = http => !http.Request.Path.StartsWithSegments("/healthz")).AddHttpClientInstrumentation();
                if (collector) t.AddOtlpExporter();
            })
            .WithMetrics(m =>
            {
                m.AddMeter(Telemetry.Name).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation();
                if (collector) m.AddOtlpExporter();
                if (options.Metrics) m.AddPrometheusExporter();
            });
    }

    /// <summary>/metrics has no personal data, and is still nobody's but the operators'.</summary>
    public static void MapMetrics(this WebApplication app, ServerOptions options)
    {
        if (options.Metrics) app.MapPrometheusScrapingEndpoint("/metrics").NeedsScope(Scopes.Platform);
    }
}

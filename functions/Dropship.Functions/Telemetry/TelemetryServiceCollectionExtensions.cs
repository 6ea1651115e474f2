using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Dropship.Core.Orders;
using Dropship.Functions.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dropship.Functions.Telemetry;

/// <summary>
/// Sends the app's spans and metrics to where the settings say: by OTLP, to Application Insights, to both or to neither. Only the app's own
/// are sent: the HTTP client's would hold addresses with tokens in them.
/// </summary>
internal static class TelemetryServiceCollectionExtensions
{
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string InsightsConnection = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    public const string InsightsAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    private const string ServiceName = "dropship";

    public static IServiceCollection AddDropshipTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var sendsOtlp = configuration[OtlpEndpoint] is { Length: > 0 };
        var insights = configuration[InsightsConnection];
        if (!sendsOtlp && string.IsNullOrEmpty(insights))
        {
            return services;
        }

        services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(ServiceName, serviceVersion: typeof(DropshipSettings).Assembly.GetName().Version?.ToString())
            )
            .WithTracing(tracing =>
            {
                tracing.AddSource(OrderTraces.SourceName);
                if (sendsOtlp)
                {
                    tracing.AddOtlpExporter();
                }

                if (!string.IsNullOrEmpty(insights))
                {
                    tracing.AddAzureMonitorTraceExporter(Configure);
                }
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(PromiseMetrics.MeterName);
                if (sendsOtlp)
                {
                    metrics.AddOtlpExporter();
                }

                if (!string.IsNullOrEmpty(insights))
                {
                    metrics.AddAzureMonitorMetricExporter(Configure);
                }
            });
        return services;

        void Configure(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = insights;
            options.Credential = CredentialOf(configuration[InsightsAuthentication]);
        }
    }

    /// <summary>The identity that the host's own setting names, in its form <c>Authorization=AAD;ClientId=…</c>; null when the connection
    /// string alone is enough.</summary>
    internal static TokenCredential? CredentialOf(string? authentication)
    {
        if (string.IsNullOrEmpty(authentication))
        {
            return null;
        }

        var parts = new DbConnectionStringBuilder { ConnectionString = authentication };
        if (!parts.TryGetValue("Authorization", out var way) || way as string != "AAD")
        {
            return null;
        }

        return new ManagedIdentityCredential(
            parts.TryGetValue("ClientId", out var client) && client is string { Length: > 0 } id
                ? ManagedIdentityId.FromUserAssignedClientId(id)
                : ManagedIdentityId.SystemAssigned
        );
    }
}

using Azure.Data.Tables;
using Dropship.AzureSdk.Durable.Hub;
using Dropship.AzureSdk.Durable.Serialization;
using Dropship.AzureSdk.Host;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dropship.AzureSdk.Durable.Hosting;

/// <summary>The durableTask section of host.json.</summary>
internal sealed class DurableSettings(
    HostSettings settings,
    SettingNames names,
    HostConnections connections,
    IConfiguration configuration,
    IOptions<WorkerOptions> worker,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private const string DefaultHub = "TestHubName";

    // The host gives listeners eight seconds to stop.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(6);

    private readonly IConfigurationSection _section = settings.Extension("durableTask");

    public string HubName => _section["hubName"] is { Length: > 0 } name
        ? names.Resolve(name)
        : configuration["WEBSITE_SITE_NAME"] ?? DefaultHub;

    /// <summary>The connection of the hub's storage; null for the host's own. Other providers than tables have no counterpart here.</summary>
    public string? Connection
    {
        get
        {
            var provider = _section.GetSection("storageProvider");
            return provider["type"] is { } type && !type.Equals("azureStorage", StringComparison.OrdinalIgnoreCase)
                ? null
                : provider["connectionName"] ?? provider["connectionStringName"];
        }
    }

    public TableServiceClient Tables => connections.Tables(Connection);

    /// <exception cref="InvalidDataException">A value is not one of those that are known.</exception>
    public HubOptions ToOptions()
    {
        var defaults = new HubOptions();
        return new HubOptions
        {
            HubName = HubName,
            MaxConcurrentActivities = Positive("maxConcurrentActivityFunctions", defaults.MaxConcurrentActivities),
            MaxConcurrentOrchestrators = Positive("maxConcurrentOrchestratorFunctions", defaults.MaxConcurrentOrchestrators),
            DefaultVersion = _section["defaultVersion"] ?? defaults.DefaultVersion,
            VersionMatch = OneOf("versionMatchStrategy", defaults.VersionMatch),
            VersionFailure = OneOf("versionFailureStrategy", defaults.VersionFailure),
            ReplacesRunningInstances = _section["overridableExistingInstanceStates"] switch
            {
                null => false,
                var text when text.Equals("NonRunningStates", StringComparison.OrdinalIgnoreCase) => false,
                var text when text.Equals("AnyState", StringComparison.OrdinalIgnoreCase) => true,
                var text => throw Unknown("overridableExistingInstanceStates", text),
            },
            Grace = s_grace,
            Converter = worker.Value.Serializer is { } serializer ? new SerializerDataConverter(serializer) : DurableJson.Converter,
            Time = time,
            LoggerFactory = loggers,
        };
    }

    private static InvalidDataException Unknown(string key, string value) => new($"host.json: extensions.durableTask.{key} cannot be '{value}'.");

    private int Positive(string key, int otherwise) => _section[key] switch
    {
        null => otherwise,
        var text when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0 => value,
        var text => throw Unknown(key, text),
    };

    private T OneOf<T>(string key, T otherwise)
        where T : struct, Enum => _section[key] switch
        {
            null => otherwise,
            var text when Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) => value,
            var text => throw Unknown(key, text),
        };
}

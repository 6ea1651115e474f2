using Dropship.AzureSdk.Durable.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>How a task hub runs; the values of host.json's durableTask section, with its defaults.</summary>
internal sealed record HubOptions
{
    public string HubName { get; init; } = "TestHubName";

    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>The version of new instances, and of this worker.</summary>
    public string DefaultVersion { get; init; } = string.Empty;

    public VersionMatchStrategy VersionMatch { get; init; } = VersionMatchStrategy.CurrentOrOlder;

    public VersionFailureStrategy VersionFailure { get; init; } = VersionFailureStrategy.Reject;

    /// <summary>Whether a start may replace an instance that has not ended, when it names no statuses itself (overridableExistingInstanceStates AnyState).</summary>
    public bool ReplacesRunningInstances { get; init; }

    /// <summary>Characters of history that are kept in memory for instances that are idle.</summary>
    public long CachedHistory { get; init; } = 32 * 1024 * 1024;

    /// <summary>An owner that has not been heard of for this long has lost the hub.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for activities that run.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.FromDays(3);

    public DataConverter Converter { get; init; } = DurableJson.Converter;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public bool Accepts(string version) => VersionMatch switch
    {
        VersionMatchStrategy.Strict => string.Equals(version, DefaultVersion, StringComparison.OrdinalIgnoreCase),
        VersionMatchStrategy.CurrentOrOlder => TaskOrchestrationVersioningUtils.CompareVersions(version, DefaultVersion) <= 0,
        _ => true,
    };
}

using Dropship.AzureSdk.Durable.Serialization;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>What every orchestrator of a hub is played with.</summary>
internal sealed record ReplaySettings
{
    public DataConverter Converter { get; init; } = DurableJson.Converter;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The version a sub-orchestration gets when the caller names none.</summary>
    public string DefaultVersion { get; init; } = string.Empty;

    /// <summary>Timers longer than this are made of several.</summary>
    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.FromDays(3);
}

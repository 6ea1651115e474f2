namespace Dropship.ServiceBus.Settings;

/// <summary>What a queue promises. The defaults are those of the service.</summary>
internal sealed record QueueDefinition(string Name)
{
    public bool DeadLetteringOnMessageExpiration { get; init; }

    /// <summary>How long a message lives at most; null for ever.</summary>
    public TimeSpan? DefaultMessageTimeToLive { get; init; }

    public TimeSpan DuplicateDetectionHistoryTimeWindow { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how many deliveries a message dies; null for never.</summary>
    public int? MaxDeliveryCount { get; init; } = 10;

    public bool RequiresDuplicateDetection { get; init; }

    public bool RequiresSession { get; init; }
}

namespace Dropship.Core.Ports;

/// <summary>What a delivery says once its signature was checked. It is a hint to read again, never the data.</summary>
public sealed record WebhookReading
{
    public required WebhookVerdict Verdict { get; init; }

    /// <summary>What is wrong, for the log; null when the signature is right.</summary>
    public string? Problem { get; init; }

    /// <summary>The platform's name for what happened.</summary>
    public string Topic { get; init; } = string.Empty;

    /// <summary>The same for all repeats of one delivery; empty when the platform names none.</summary>
    public string DeliveryId { get; init; } = string.Empty;

    /// <summary>The id that ties together deliveries of one event over several subscriptions; empty when there is none.</summary>
    public string EventId { get; init; } = string.Empty;

    public WebhookSubject Subject { get; init; }

    /// <summary>The order it is about; null when it is not about one.</summary>
    public string? StoreOrderId { get; init; }

    /// <summary>The order's time of change that the delivery names; null when it names none. An order that was read as of then need not be
    /// read for it.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The orders whose personal data is to be erased; only for erasure requests.</summary>
    public IReadOnlyList<string> StoreOrderIds { get; init; } = [];
}

namespace Dropship.Core.Ports;

/// <summary>A tracking service's callback, as far as it may be believed.</summary>
/// <param name="Answer">Whether it is genuine and readable.</param>
/// <param name="Readings">What it says of numbers; none when it is about something else.</param>
/// <param name="Reply">The JSON that the service wants in return; null when the status is enough.</param>
public sealed record CourierCallback(WebhookAnswer Answer, IReadOnlyList<CourierReading> Readings, string? Reply = null);

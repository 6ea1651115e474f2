namespace Dropship.Core.Ports;

/// <summary>A forwarder's callback, as far as it may be believed.</summary>
/// <param name="Answer">Whether it is genuine and readable.</param>
/// <param name="References">The announcements that it is about; they are read from the forwarder.</param>
public sealed record ForwarderCallback(WebhookAnswer Answer, IReadOnlyList<string> References);

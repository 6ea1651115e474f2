namespace Dropship.Core.Ports;

/// <summary>A delivery as it came.</summary>
/// <param name="Address">The public address that it was sent to, as the platform knows it; some sign it too.</param>
/// <param name="Headers">The request's headers; names ignore case.</param>
/// <param name="Body">The raw body.</param>
public sealed record WebhookRequest(Uri Address, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);

namespace Dropship.ServiceBus.Storage;

/// <summary>A message id that was seen.</summary>
internal sealed record StoredDuplicate(string Queue, string MessageId, DateTimeOffset SeenAt);

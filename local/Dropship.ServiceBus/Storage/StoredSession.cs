namespace Dropship.ServiceBus.Storage;

/// <summary>What a session's holder keeps with it.</summary>
internal sealed record StoredSession(string Queue, string Id, byte[] State, DateTimeOffset ChangedAt);

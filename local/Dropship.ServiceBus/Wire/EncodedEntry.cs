namespace Dropship.ServiceBus.Wire;

/// <summary>An entry of a map whose value stays as the bytes it came in.</summary>
internal readonly record struct EncodedEntry(string Key, ReadOnlyMemory<byte> Value);

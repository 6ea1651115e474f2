namespace Dropship.ServiceBus.Queues;

/// <summary>A message as it was when it was handed out.</summary>
/// <param name="Token">What it is locked by; empty when it is not.</param>
/// <param name="Bytes">All of it, as its receiver gets it.</param>
internal sealed record OutgoingMessage(Guid Token, byte[] Bytes);

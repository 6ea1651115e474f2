using Dropship.ServiceBus.Wire;

namespace Dropship.ServiceBus.Queues;

/// <summary>A message as it was when it was handed out.</summary>
/// <param name="Token">What it is locked by; empty when it is not.</param>
internal sealed record OutgoingMessage(MessageContent Content, MessageStanding State, Guid Token)
{
    public ReadOnlyMemory<byte> Encode() => Content.Encode(State);
}

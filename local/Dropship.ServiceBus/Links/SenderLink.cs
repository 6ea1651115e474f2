namespace Dropship.ServiceBus.Links;

/// <summary>A link over which a client sends to a queue.</summary>
internal sealed class SenderLink(ReceivingAmqpLink link, MessageQueue queue)
{
    public const uint Credit = 1000;
    public const ulong MaxMessageSize = 256 * 1024;

    private const uint BatchFormat = 0x80013700;

    public void Open() => link.RegisterMessageListener(message => _ = TakeAsync(message));

    /// <summary>All bytes of a message.</summary>
    public static byte[] BytesOf(AmqpMessage message)
    {
        using var stream = message.ToStream();
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private async Task TakeAsync(AmqpMessage message)
    {
        DeliveryState answer = AmqpConstants.AcceptedOutcome;
        try
        {
            var bytes = BytesOf(message);
            await queue.SendAsync(message.MessageFormat == BatchFormat ? MessageContent.ParseBatch(bytes) : [MessageContent.Parse(bytes)]);
        }
        catch (Exception exception)
        {
            answer = new Rejected { Error = BrokerException.Of(exception).Error };
        }

        try
        {
            link.DisposeMessage(message, answer, settled: true, batchable: false);
        }
        catch (AmqpException)
        {
            // The link closed; the client sends again what it has no answer for.
        }
    }
}

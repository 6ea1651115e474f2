using Dropship.ServiceBus.Queues;
using Dropship.ServiceBus.Wire;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Dropship.ServiceBus.Links;

/// <summary>A link over which a client sends to a queue.</summary>
internal sealed class SenderLink
{
    public const uint Credit = 1000;
    public const ulong MaxMessageSize = 256 * 1024;

    private const uint BatchFormat = 0x80013700;

    private readonly ReceivingAmqpLink _link;
    private readonly MessageQueue _queue;
    private readonly EmulatorLog _log;

    public SenderLink(ReceivingAmqpLink link, MessageQueue queue, EmulatorLog log)
    {
        _link = link;
        _queue = queue;
        _log = log;
        link.RegisterMessageListener(message => _ = TakeAsync(message));
    }

    /// <summary>All bytes of a message.</summary>
    public static ReadOnlyMemory<byte> BytesOf(AmqpMessage message)
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
            await _queue.SendAsync(message.MessageFormat == BatchFormat ? MessageContent.ParseBatch(bytes) : [MessageContent.Parse(bytes)]);
        }
        catch (BrokerException exception)
        {
            answer = new Rejected { Error = exception.Error };
        }
        catch (Exception exception)
        {
            _log.Error($"A message to '{_queue.Name}' could not be taken", exception);
            answer = new Rejected { Error = Error.FromException(exception) };
        }

        try
        {
            _link.DisposeMessage(message, answer, settled: true, batchable: false);
        }
        catch (AmqpException)
        {
            // The link closed; the client sends again what it has no answer for.
        }
    }
}

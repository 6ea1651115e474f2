using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Dropship.ServiceBus.Links;

/// <summary>A link over which a client asks; the answers go over the link that it opened for the request's reply address.</summary>
internal sealed class RequestLink
{
    private readonly ReceivingAmqpLink _link;
    private readonly ClientConnection _client;
    private readonly Func<Request, Task<AmqpMessage>> _answer;
    private readonly EmulatorLog _log;
    private int _tag;

    public RequestLink(ReceivingAmqpLink link, ClientConnection client, Func<Request, Task<AmqpMessage>> answer, EmulatorLog log)
    {
        _link = link;
        _client = client;
        _answer = answer;
        _log = log;
        link.RegisterMessageListener(message => _ = AnswerAsync(message));
    }

    private async Task AnswerAsync(AmqpMessage message)
    {
        try
        {
            var bytes = SenderLink.BytesOf(message).ToArray();
            if (!message.Settled)
            {
                _link.AcceptMessage(message, batchable: false);
            }

            var request = new Request(AmqpMessage.CreateInputMessage(new BufferListStream([new ArraySegment<byte>(bytes)])), _link.Session.Connection);
            var response = await _answer(request);
            response.Properties.CorrelationId = request.MessageId;
            if (_client.Responses(request.ReplyTo) is { } responses)
            {
                responses.SendMessageNoWait(response, BitConverter.GetBytes(Interlocked.Increment(ref _tag)), AmqpConstants.NullBinary);
            }
        }
        catch (Exception exception)
        {
            // The link stays: a client does not get over the loss of this one.
            _log.Error($"A request to '{((Target)_link.Settings.Target)?.Address}' could not be answered", exception);
        }
    }
}

namespace Dropship.ServiceBus.Links;

/// <summary>A link over which a client asks; the answers go over the link that it opened for the request's reply address.</summary>
/// <param name="serve">Does what is asked and gives the body of the answer; null when there is nothing to tell.</param>
internal sealed class RequestLink(ReceivingAmqpLink link, ClientConnection client, Func<Request, Task<AmqpMap?>> serve)
{
    private const string TrackingId = BrokerException.Prefix + "tracking-id";

    private int _tag;

    public void Open() => link.RegisterMessageListener(message => _ = AnswerAsync(message));

    private async Task AnswerAsync(AmqpMessage message)
    {
        var bytes = SenderLink.BytesOf(message);
        if (!message.Settled)
        {
            link.AcceptMessage(message, batchable: false);
        }

        var request = new Request(AmqpMessage.CreateInputMessage(new BufferListStream([bytes])), link.Session.Connection);
        AmqpMap? body = null;
        BrokerException? problem = null;
        try
        {
            body = await serve(request);
        }
        catch (Exception exception)
        {
            problem = BrokerException.Of(exception);
        }

        var response = AmqpMessage.Create(new AmqpValue { Value = body ?? [] });
        response.Properties.CorrelationId = request.MessageId;
        var properties = response.ApplicationProperties.Map;

        // What takes tokens spells it in one way, and what manages queues in the other.
        properties["status-code"] = properties["statusCode"] = problem?.Status ?? (body is null ? 204 : 200);
        properties["status-description"] = properties["statusDescription"] = problem?.Message ?? "OK";
        properties[TrackingId] = request.Property(TrackingId);
        if (problem is not null)
        {
            properties["errorCondition"] = new AmqpSymbol(problem.Condition);
        }

        client
            .Responses(request.ReplyTo)
            ?.SendMessageNoWait(response, BitConverter.GetBytes(Interlocked.Increment(ref _tag)), AmqpConstants.NullBinary);
    }
}

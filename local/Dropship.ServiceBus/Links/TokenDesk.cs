using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Dropship.ServiceBus.Links;

/// <summary>Takes the tokens that clients show before they open links.</summary>
internal sealed class TokenDesk(SharedAccessKey key, TimeProvider time)
{
    public Task<AmqpMessage> AnswerAsync(Request request, ClientConnection client)
    {
        try
        {
            if (request.Operation != "put-token" || request.Property<string>("name") is not { } audience)
            {
                throw BrokerException.InvalidArgument("Only tokens can be put here.");
            }

            var path = SharedAccessKey.PathOf(Uri.UnescapeDataString(audience));
            client.Allow(path, key.Check(request.Text ?? string.Empty, path, time.GetUtcNow()));
            return Task.FromResult(Response(202, "Accepted"));
        }
        catch (BrokerException exception)
        {
            return Task.FromResult(Response(exception.Status, exception.Message));
        }
    }

    private static AmqpMessage Response(int status, string description)
    {
        var message = AmqpMessage.Create(new AmqpValue { Value = description });
        message.ApplicationProperties.Map["status-code"] = status;
        message.ApplicationProperties.Map["status-description"] = description;
        return message;
    }
}

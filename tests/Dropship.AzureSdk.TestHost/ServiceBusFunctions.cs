using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Dropship.AzureSdk.TestHost;

internal sealed class ServiceBusFunctions(Witness witness, IConfiguration configuration, TimeProvider time)
{
    /// <summary>Sends <c>count</c> messages to each of <c>sessions</c> sessions, each message once however often this is asked for.</summary>
    [Function("SendSessions")]
    public async Task<IResult> Send([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sessions/{sessions:int}/{count:int}")] HttpRequest request, int sessions, int count, CancellationToken cancellationToken)
    {
        await using var client = new ServiceBusClient(configuration["ServiceBus"]!);
        var sender = client.CreateSender("sessions");
        for (var i = 0; i < count; i++)
        {
            await sender.SendMessagesAsync(
                Enumerable.Range(0, sessions).Select(s => new ServiceBusMessage($"{i:000}") { SessionId = $"s{s}", MessageId = $"s{s}-{i:000}" }), cancellationToken);
        }

        return Results.NoContent();
    }

    [Function("Session")]
    public async Task Session([ServiceBusTrigger("sessions", Connection = "ServiceBus", IsSessionsEnabled = true)] ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        await witness.NoteAsync("Session", message.MessageId, cancellationToken);
        await witness.NoteOrderAsync($"Order-{message.SessionId}", message.Body.ToString(), cancellationToken);
    }
}

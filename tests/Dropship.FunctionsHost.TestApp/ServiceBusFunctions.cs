using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.FunctionsHost.TestApp;

public sealed class ServiceBusFunctions(Witness witness)
{
    /// <summary>Takes long when the message says how long, fails when it says so.</summary>
    [Function("Session")]
    public async Task Session(
        [ServiceBusTrigger("%SessionQueue%", Connection = "ServiceBus", IsSessionsEnabled = true)] string body,
        string sessionId,
        string messageId,
        long deliveryCount,
        CancellationToken cancellationToken
    )
    {
        await witness.NoteAsync("Begun-" + sessionId, body, cancellationToken);
        if (body.Split(' ') is ["slow", var seconds, ..])
        {
            await Task.Delay(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), cancellationToken);
        }

        await witness.NoteAsync("Session-" + sessionId, $"{body}|{messageId}|{deliveryCount > 0}", cancellationToken);
    }

    [Function("Plain")]
    public async Task Plain(
        [ServiceBusTrigger("%PlainQueue%", Connection = "ServiceBus")] string body,
        string messageId,
        long deliveryCount,
        DateTime enqueuedTimeUtc,
        FunctionContext context,
        CancellationToken cancellationToken
    )
    {
        var properties = context.BindingContext.BindingData["ApplicationProperties"];
        await witness.NoteAsync("Plain-" + messageId, $"{deliveryCount}|{enqueuedTimeUtc.Year > 2000}|{properties}", cancellationToken);
        if (body == "fail")
        {
            throw new InvalidOperationException("as asked");
        }
    }

    [Function("Dead")]
    public Task Dead(
        [ServiceBusTrigger("%PlainQueue%/$DeadLetterQueue", Connection = "ServiceBus")] string body,
        string messageId,
        CancellationToken cancellationToken
    ) => witness.NoteAsync("Dead-" + messageId, body, cancellationToken);
}

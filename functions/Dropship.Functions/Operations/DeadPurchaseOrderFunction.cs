using System.Text.Json;
using Dropship.Core.Operations;
using Dropship.Functions.Upkeep;
using Dropship.Storage;
using Dropship.Storage.Queues;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Takes in what Service Bus has put aside. What the storage queues put aside, <see cref="WatchHeartbeatsFunction"/> takes in: a
/// trigger for each would ask all day.</summary>
public sealed class DeadPurchaseOrderFunction(FailedMessageService service)
{
    /// <summary>Takes in a dead letter.</summary>
    /// <param name="text">The message.</param>
    /// <param name="sessionId">The session that it came from; dead letters have none of their own.</param>
    /// <param name="applicationProperties">What goes with it, as JSON: why it is here among it.</param>
    [Function("DeadPurchaseOrder")]
    public Task RunAsync(
        [ServiceBusTrigger(QueueNames.DeadPurchaseOrders, Connection = StorageServiceCollectionExtensions.ServiceBusConnection)]
            string text,
        string? sessionId,
        string? applicationProperties,
        CancellationToken cancellationToken
    ) => service.TakeAsync(QueueNames.PurchaseOrders, text, sessionId, WhyDead(applicationProperties), cancellationToken);

    private static string? WhyDead(string? properties)
    {
        if (properties is null)
        {
            return null;
        }

        using var read = JsonDocument.Parse(properties);
        return $"{Text("DeadLetterReason")}: {Text("DeadLetterErrorDescription")}";

        string? Text(string name) => read.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
    }
}

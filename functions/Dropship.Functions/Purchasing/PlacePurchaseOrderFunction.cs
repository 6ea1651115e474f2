using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Storage;
using Dropship.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Purchasing;

/// <summary>Places purchase orders, those of one lane of a purchasing account one after the other.</summary>
public sealed class PlacePurchaseOrderFunction(PurchasePlacer placer, FailedMessageService failures)
{
    [Function("PlacePurchaseOrder")]
    public Task RunAsync(
        [ServiceBusTrigger(
            QueueNames.PurchaseOrders,
            Connection = StorageServiceCollectionExtensions.ServiceBusConnection,
            IsSessionsEnabled = true
        )]
            string message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) =>
        failures.WatchAsync(
            QueueNames.PurchaseOrders,
            message,
            () => placer.PlaceAsync(PurchaseOrderKey.Parse(message), cancellationToken),
            cancellationToken
        );
}

using Azure.Messaging.ServiceBus;
using Dropship.Core.Operations;
using Dropship.Storage;
using Dropship.Storage.Operations;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Takes in what each queue has put aside, so that nothing lies where nobody looks.</summary>
public sealed class PoisonFunctions(FailedMessageDesk desk)
{
    [Function("PoisonStorePull")]
    public Task StorePullAsync([QueueTrigger(QueueNames.StorePulls + QueueNames.Poison)] string text, CancellationToken cancellationToken) => TakeAsync(QueueNames.StorePulls, text, cancellationToken);

    [Function("PoisonStoreChange")]
    public Task StoreChangeAsync([QueueTrigger(QueueNames.StoreChanges + QueueNames.Poison)] string text, CancellationToken cancellationToken) => TakeAsync(QueueNames.StoreChanges, text, cancellationToken);

    [Function("PoisonOrder")]
    public Task OrderAsync([QueueTrigger(QueueNames.Orders + QueueNames.Poison)] string text, CancellationToken cancellationToken) => TakeAsync(QueueNames.Orders, text, cancellationToken);

    [Function("PoisonSupplierChange")]
    public Task SupplierChangeAsync([QueueTrigger(QueueNames.SupplierChanges + QueueNames.Poison)] string text, CancellationToken cancellationToken) => TakeAsync(QueueNames.SupplierChanges, text, cancellationToken);

    [Function("PoisonAlert")]
    public Task AlertAsync([QueueTrigger(QueueNames.Alerts + QueueNames.Poison)] string text, CancellationToken cancellationToken) => TakeAsync(QueueNames.Alerts, text, cancellationToken);

    [Function("PoisonReconciliation")]
    public Task ReconciliationAsync([QueueTrigger(QueueNames.Reconciliations + QueueNames.Poison)] string text, CancellationToken cancellationToken) => TakeAsync(QueueNames.Reconciliations, text, cancellationToken);

    [Function("PoisonErasure")]
    public Task ErasureAsync([QueueTrigger(QueueNames.Erasures + QueueNames.Poison)] string text, CancellationToken cancellationToken) => TakeAsync(QueueNames.Erasures, text, cancellationToken);

    /// <summary>Dead letters have no sessions of their own; the message keeps the one it came from.</summary>
    [Function("DeadPurchaseOrder")]
    public Task PurchaseOrderAsync([ServiceBusTrigger(QueueNames.DeadPurchaseOrders, Connection = StorageServiceCollectionExtensions.ServiceBusConnection)] ServiceBusReceivedMessage message, CancellationToken cancellationToken) =>
        desk.TakeAsync(QueueNames.PurchaseOrders, message.Body.ToString(), message.SessionId, $"{message.DeadLetterReason}: {message.DeadLetterErrorDescription}", cancellationToken);

    private Task TakeAsync(string queue, string text, CancellationToken cancellationToken) => desk.TakeAsync(queue, text, null, null, cancellationToken);
}

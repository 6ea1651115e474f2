using System.Text.Json;
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

    /// <summary>Takes in a dead letter.</summary>
    /// <param name="text">The message.</param>
    /// <param name="sessionId">The session that it came from; dead letters have none of their own.</param>
    /// <param name="applicationProperties">What goes with it, as JSON: why it is here among it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    [Function("DeadPurchaseOrder")]
    public Task PurchaseOrderAsync(
        [ServiceBusTrigger(QueueNames.DeadPurchaseOrders, Connection = StorageServiceCollectionExtensions.ServiceBusConnection)] string text,
        string? sessionId,
        string? applicationProperties,
        CancellationToken cancellationToken) =>
        desk.TakeAsync(QueueNames.PurchaseOrders, text, sessionId, WhyDead(applicationProperties), cancellationToken);

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

    private Task TakeAsync(string queue, string text, CancellationToken cancellationToken) => desk.TakeAsync(queue, text, null, null, cancellationToken);
}

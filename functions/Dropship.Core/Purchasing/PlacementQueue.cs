using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Queues the next look at a purchase order that is being placed.</summary>
public sealed class PlacementQueue(IWorkQueues queues, PurchasingOptions options, TimeProvider time)
{
    // More than the clocks of hosts differ.
    private static readonly TimeSpan s_leastWait = TimeSpan.FromSeconds(10);

    /// <summary>Queues the next try after a pause; null for the usual one. Each try is a message of its own, so that waiting uses up no
    /// deliveries.</summary>
    public Task RetryAsync(PurchaseOrder purchase, TimeSpan? pause, CancellationToken cancellationToken) =>
        NotBeforeAsync(purchase, time.GetUtcNow() + (pause ?? options.RetryAfter), cancellationToken);

    /// <summary>Queues a look for a time.</summary>
    public Task NotBeforeAsync(PurchaseOrder purchase, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var earliest = time.GetUtcNow() + s_leastWait;
        return SendAsync(purchase, PlacementMessageId.At(due > earliest ? due : earliest), cancellationToken);
    }

    /// <summary>
    /// Queues a look while all money is stopped, which may last for days. Whatever else calls for the purchase order meanwhile joins the
    /// same round, so that it is not asked ever more often.
    /// </summary>
    public Task InRoundsAsync(PurchaseOrder purchase, StopState stop, CancellationToken cancellationToken)
    {
        var round = Math.Max(stop.Rest(options.RetryAfter, time.GetUtcNow()).Ticks, 1);
        var due = new DateTimeOffset((((time.GetUtcNow() + s_leastWait).UtcTicks / round) + 1) * round, TimeSpan.Zero);
        return SendAsync(purchase, PlacementMessageId.At(due), cancellationToken);
    }

    /// <summary>Queues a look at once, because the order changed while it was in hand.</summary>
    public Task ChangedAsync(Order order, PurchaseOrder purchase, CancellationToken cancellationToken) =>
        SendAsync(purchase, PlacementMessageId.Changed(order), cancellationToken);

    /// <summary>Queues what is due next for a purchase order that is not placed yet, if anything is.</summary>
    /// <param name="before">The purchase order before the step.</param>
    /// <param name="after">The purchase order after it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task NextAsync(PurchaseOrder before, PurchaseOrder after, CancellationToken cancellationToken)
    {
        if (after.State == PurchaseOrderState.PlacementUnknown)
        {
            // Hosts' clocks differ, so a look-up may be called for before it is due here. The queue would drop the same message as a
            // repeat.
            var isEarly = before.State == PurchaseOrderState.PlacementUnknown && before.Placement!.LookUpAt == after.Placement!.LookUpAt;
            return isEarly
                ? RetryAsync(after, null, cancellationToken)
                : SendAsync(after, PlacementMessageId.At(after.Placement!.LookUpAt!.Value), cancellationToken);
        }

        return after.State == PurchaseOrderState.Planned && before.State == PurchaseOrderState.PlacementUnknown
            ? SendAsync(after, PlacementMessageId.Planned(after), cancellationToken)
            : Task.CompletedTask;
    }

    private Task SendAsync(PurchaseOrder purchase, PlacementMessageId id, CancellationToken cancellationToken) =>
        queues.SendPurchaseOrderAsync(purchase.Key, purchase.PurchasingAccountId, id, cancellationToken);
}

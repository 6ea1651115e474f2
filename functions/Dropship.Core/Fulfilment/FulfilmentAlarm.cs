using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment;

/// <summary>Tells what comes next for a purchase order, and wakes its orchestration when that is something to do.</summary>
public sealed class FulfilmentAlarm(ApprovalOptions approvals, FulfilmentOptions options, TimeProvider time) : IFulfilmentAlarm
{
    public FulfilmentView ViewOf(Order record, PurchaseOrder purchase) =>
        FulfilmentCourse.Next(purchase, ShipmentDeadline.WarnAt(record, purchase, options), approvals, time.GetUtcNow());

    public async Task WakeAsync(Order before, Order after, bool isRedelivery, IWorkflows workflows, CancellationToken cancellationToken)
    {
        foreach (var purchase in after.PurchaseOrders.Where(HasOrchestration))
        {
            var earlier = before.Find(purchase.Key);
            if (PurchaseOrderTransitions.IsFinal(purchase.State) ? isRedelivery || earlier?.State != purchase.State : isRedelivery || HasNews(before, earlier, after, purchase))
            {
                await workflows.WakeAsync(purchase.Key, cancellationToken);
            }
        }
    }

    private bool HasNews(Order before, PurchaseOrder? earlier, Order after, PurchaseOrder purchase)
    {
        var next = ViewOf(after, purchase);
        return !next.IsWaiting(time.GetUtcNow().UtcDateTime) || earlier is null || !HasOrchestration(earlier) || (next.WakeAt is { } wakeAt && !(ViewOf(before, earlier).WakeAt <= wakeAt));
    }

    // News of an order on 1688 may come before its purchase order is known to be placed.
    internal static bool HasOrchestration(PurchaseOrder purchase) =>
        purchase is { SupplierOrders.Count: > 0, State: not (PurchaseOrderState.Planned or PurchaseOrderState.Placing or PurchaseOrderState.PlacementUnknown) };
}

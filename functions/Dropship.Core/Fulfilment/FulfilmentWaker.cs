using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment;

/// <summary>Wakes the orchestrations for which an order's change means something to do.</summary>
public sealed class FulfilmentWaker(IWorkflows workflows, ApprovalOptions approvals, FulfilmentOptions options, TimeProvider time)
    : IFulfilmentWaker
{
    public async Task WakeAsync(Order before, Order after, bool isRedelivery, CancellationToken cancellationToken)
    {
        foreach (var purchase in after.PurchaseOrders.Where(purchase => purchase.IsPlaced))
        {
            var earlier = before.Find(purchase.Key);
            var isNews = PurchaseOrderTransitions.IsFinal(purchase.State)
                ? earlier?.State != purchase.State
                : HasNews(before, earlier, after, purchase);
            if (isRedelivery || isNews)
            {
                await workflows.WakeAsync(purchase.Key, cancellationToken);
            }
        }
    }

    /// <summary>Whether an orchestration has something to do now.</summary>
    public bool IsDue(Order order, PurchaseOrder purchase) =>
        purchase.IsPlaced
        && !PurchaseOrderTransitions.IsFinal(purchase.State)
        && !NextOf(order, purchase).IsWaiting(time.GetUtcNow().UtcDateTime);

    private bool HasNews(Order before, PurchaseOrder? earlier, Order after, PurchaseOrder purchase)
    {
        var next = NextOf(after, purchase);
        return !next.IsWaiting(time.GetUtcNow().UtcDateTime)
            || earlier is not { IsPlaced: true }
            || (next.WakeAt is { } wakeAt && !(NextOf(before, earlier).WakeAt <= wakeAt));
    }

    private NextStep NextOf(Order order, PurchaseOrder purchase) =>
        NextStepDecision.Of(order, purchase, approvals, options, time.GetUtcNow());
}

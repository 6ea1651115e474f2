using Dropship.Core.Fulfilment;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;

namespace Dropship.Core.Operations;

/// <summary>
/// Closes alerts of holds that are over. The step that lifts a hold closes its alert, and when it ends in between only the alert knows; so the open
/// alerts, which are few, are held against their orders now and then.
/// </summary>
public sealed class OrderAlertWatch(IAlerts alerts, IOrders orders, OrderAftermath aftermath)
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var alert in await alerts.ListOpenAsync(cancellationToken))
        {
            if (alert.Notice is { Order: { } key } notice && OrderAftermath.IsAboutHold(notice) && await orders.LoadAsync(key, cancellationToken) is { } record && IsOver(notice, record))
            {
                await alerts.ResolveAsync(notice.Key, cancellationToken);

                // Held again meanwhile, its new alert may be the one that was closed.
                var now = await orders.RequireAsync(key, cancellationToken);
                await aftermath.FinishAsync(now, now, mayRepeat: true, cancellationToken);
            }
        }
    }

    // A step that fails again and again holds nothing: its alert is over with its purchase order.
    private static bool IsOver(AlertNotice notice, OrderRecord record) => notice.Code == HoldReasons.StepFailing.Code
        ? record.PurchaseOrders.Any(purchase => notice.Key == StepTrouble.AlertKey(purchase.Key) && PurchaseOrderTransitions.IsFinal(purchase.State))
        : !OrderAftermath.NoticesOf(record).ContainsKey(notice.Key);
}

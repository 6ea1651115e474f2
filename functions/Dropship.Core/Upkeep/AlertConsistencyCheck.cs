using Dropship.Core.Fulfilment;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>
/// Makes up for steps that ended, or were overtaken, between their change and its telling: alerts of holds that are over are closed, and
/// what is held is listed as it is. The open alerts, which are few, say which orders to look at.
/// </summary>
public sealed class AlertConsistencyCheck(IAlerts alerts, IOrders orders, OrderProjection projection) : IHeartbeatLook
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var told = (await alerts.ListOpenAsync(cancellationToken))
            .Select(alert => alert.Notice)
            .Where(OrderProjection.IsAboutHold)
            .ToList();
        if (told.Count == 0)
        {
            return;
        }

        var listed = new Dictionary<OrderKey, OrderSummary>();
        await foreach (var summary in orders.ListOpenAsync(null, cancellationToken))
        {
            listed[summary.Key] = summary;
        }

        var failures = new List<Exception>();
        foreach (var notice in told)
        {
            try
            {
                if (notice.Order is { } key && await orders.LoadAsync(key, cancellationToken) is { } record)
                {
                    await LookAsync(notice, record, listed.GetValueOrDefault(key), cancellationToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One order keeps no other back; the run fails all the same.
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private async Task LookAsync(AlertNotice notice, Order record, OrderSummary? listed, CancellationToken cancellationToken)
    {
        if (IsOver(notice, record))
        {
            await alerts.ResolveAsync(notice.Key, cancellationToken);

            // Held again meanwhile, its new alert may be the one that was closed.
            record = await orders.RequireAsync(record.Key, cancellationToken);
        }
        else if (listed?.Shows(record) == true)
        {
            return;
        }

        await projection.FinishAsync(record, record, isRedelivery: true, cancellationToken);
    }

    // A step that fails again and again holds nothing: its alert is over with its purchase order.
    private static bool IsOver(AlertNotice notice, Order record) =>
        notice.Is(HoldReasons.StepFailing)
            ? record.PurchaseOrders.Any(purchase =>
                notice.Key == StepFailure.KeyOf(purchase.Key) && PurchaseOrderTransitions.IsFinal(purchase.State)
            )
            : !OrderProjection.NoticesOf(record).ContainsKey(notice.Key);
}

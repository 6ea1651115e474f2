using System.Globalization;
using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>
/// Tells a person of what waits longer than is normal where no step of its own does: steps of this system, a customer's money, a number
/// that the store does not show. Closes the alert once it goes on.
/// </summary>
public sealed class WaitWatch(IOrders orders, IAlerts alerts, IStopSwitch stop, WaitOptions options, TimeProvider time) : IHeartbeatLook
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();

        // What is neither placed nor paid while payments are stopped waits for that one reason, which is told.
        var isStopped = (await stop.ReadAsync(cancellationToken)).IsStopped;
        var due = new Dictionary<AlertKey, AlertNotice>();
        await foreach (var order in orders.ListOpenAsync(null, cancellationToken))
        {
            foreach (var notice in ListOverdue(order, isStopped, now))
            {
                due[notice.Key] = notice;
            }
        }

        foreach (var alert in await alerts.ListOpenAsync(cancellationToken))
        {
            if (HoldReasons.IsOfWait(alert.Notice.Code) && !due.ContainsKey(alert.Notice.Key))
            {
                await alerts.ResolveAsync(alert.Notice.Key, cancellationToken);
            }
        }

        foreach (var notice in due.Values)
        {
            await alerts.RaiseAsync(notice, cancellationToken);
        }
    }

    private IEnumerable<AlertNotice> ListOverdue(OrderSummary order, bool isStopped, DateTimeOffset now)
    {
        if (order is { State: OrderState.New, HoldCode: null } && order.StateSince + options.StepsWithin <= now)
        {
            yield return Notice(AlertKey.Of(order.Key, HoldReasons.StepOverdue), HoldReasons.StepOverdue, order, order.StateSince);
        }

        if (
            order is { State: OrderState.Purchasing, HoldCode: null, PurchaseOrders: { Count: > 0 } all }
            && all.All(purchase => PurchaseOrderTransitions.IsFinal(purchase.State))
            && all.Max(purchase => purchase.StateSince) is var ended
            && ended + options.StepsWithin <= now
        )
        {
            yield return Notice(AlertKey.Of(order.Key, HoldReasons.StepOverdue), HoldReasons.StepOverdue, order, ended);
        }

        if (order.State == OrderState.AwaitingPayment && order.StateSince + options.CustomerPaysWithin <= now)
        {
            yield return Notice(AlertKey.Of(order.Key, HoldReasons.CustomerUnpaid), HoldReasons.CustomerUnpaid, order, order.StateSince);
        }

        foreach (var purchase in order.PurchaseOrders)
        {
            var waitsForMoney = isStopped && purchase.State is (PurchaseOrderState.Planned or PurchaseOrderState.Approved);
            if (!waitsForMoney && purchase.StepSince is { } stepSince && stepSince + options.StepsWithin <= now)
            {
                yield return OfPurchase(HoldReasons.StepOverdue, stepSince);
            }

            if (purchase is { HoldCode: null, UnshownSince: { } pushedAt } && pushedAt + options.StoreShowsWithin <= now)
            {
                yield return OfPurchase(HoldReasons.NumberUnshown, pushedAt);
            }

            AlertNotice OfPurchase(HoldReason reason, DateTimeOffset since) =>
                Notice(AlertKey.Of(PurchaseOrderKey.Parse(purchase.Key), reason), reason, order, since);
        }
    }

    private static AlertNotice Notice(AlertKey key, HoldReason reason, OrderSummary order, DateTimeOffset since)
    {
        var detail = HoldSentences.WaitsSince.With(("time", since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
        return new AlertNotice(key, reason.Code, order.Number, detail.Text, order.Key, Facts: detail.Facts);
    }
}

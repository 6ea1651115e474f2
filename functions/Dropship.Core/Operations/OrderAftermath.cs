using Dropship.Core.Stores;

namespace Dropship.Core.Operations;

/// <summary>
/// What every step ends with once its change is written: the list of orders is brought up to date, the alerts are kept in step with the
/// holds, and what is to be bought in the place of a closed purchase order is asked for. A step that runs again after a crash does this again, so neither can be lost.
/// </summary>
public sealed class OrderAftermath(IOrders orders, IAlerts alerts, IWorkQueues queues)
{
    /// <summary>Shows the order as it is now, raises what is held and closes what no longer is.</summary>
    /// <param name="before">The order before the step.</param>
    /// <param name="after">The order after it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task FinishAsync(OrderRecord before, OrderRecord after, CancellationToken cancellationToken)
    {
        while (true)
        {
            await orders.ShowAsync(after, cancellationToken);
            var now = Of(after);
            foreach (var (key, notice) in now)
            {
                await alerts.RaiseAsync(notice, cancellationToken);
            }

            foreach (var key in (await FindToldAsync(before, after, cancellationToken)).Except(now.Keys, StringComparer.Ordinal))
            {
                await alerts.ResolveAsync(key, cancellationToken);
            }

            if (after.PurchaseOrders.Any(purchase => purchase.AwaitsSuccessor))
            {
                await queues.SendOrderAsync(after.Key, cancellationToken);
            }

            // Another step may have written after this one and come to its own end before: then its state is the one to show.
            if (await orders.LoadAsync(after.Key, cancellationToken) is not { } newest || newest.EventCount <= after.EventCount)
            {
                return;
            }

            (before, after) = (after, newest);
        }
    }

    // A step that changed nothing may be the repeat of one that ended before it closed what it had lifted: then only the alerts know.
    private async Task<IEnumerable<string>> FindToldAsync(OrderRecord before, OrderRecord after, CancellationToken cancellationToken)
    {
        if (before.EventCount != after.EventCount)
        {
            return Of(before).Keys;
        }

        var told = new List<string>();
        foreach (var keyBegins in (IEnumerable<string>)[$"order:{after.Key}:", .. after.PurchaseOrders.Select(purchase => $"purchase:{purchase.Key}:")])
        {
            var open = await alerts.ListOpenAsync(keyBegins, cancellationToken);
            told.AddRange(open.Where(alert => alert.Notice.Code != HoldReasons.StepFailing.Code).Select(alert => alert.Notice.Key));
        }

        return told;
    }

    private static Dictionary<string, AlertNotice> Of(OrderRecord record)
    {
        var notices = new Dictionary<string, AlertNotice>(StringComparer.Ordinal);
        if (record.Hold is { } hold)
        {
            Add($"order:{record.Key}:{hold.Code}", record.Store.Number, hold);
        }

        foreach (var purchase in record.PurchaseOrders)
        {
            if (purchase.Hold is { } waits)
            {
                Add($"purchase:{purchase.Key}:{waits.Code}", $"{record.Store.Number}, {purchase.SupplierName ?? purchase.SupplierId}", waits);
            }
        }

        return notices;

        void Add(string key, string subject, Hold why)
        {
            // Test orders are the seller's own doing; nobody needs a mail about them.
            if (why.Code != HoldReasons.TestOrder.Code)
            {
                notices[key] = new AlertNotice(key, why.Code, subject, why.Detail, record.Key);
            }
        }
    }
}

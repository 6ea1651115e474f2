using Dropship.Core.Stores;

namespace Dropship.Core.Operations;

/// <summary>Keeps the alerts of an order in step with its holds: one for each that begins, closed when it ends.</summary>
public static class HoldAlerts
{
    /// <summary>Raises what is held now and closes what no longer is. May run any number of times.</summary>
    /// <param name="alerts">Where alerts are kept.</param>
    /// <param name="before">The order before the step.</param>
    /// <param name="after">The order after it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task KeepAsync(IAlerts alerts, OrderRecord before, OrderRecord after, CancellationToken cancellationToken)
    {
        var now = Of(after);
        foreach (var (key, notice) in now)
        {
            await alerts.RaiseAsync(notice, cancellationToken);
        }

        foreach (var key in Of(before).Keys.Except(now.Keys, StringComparer.Ordinal))
        {
            await alerts.ResolveAsync(key, cancellationToken);
        }
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

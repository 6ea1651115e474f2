using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment;

/// <summary>Tells a person of a step that keeps failing.</summary>
public sealed class StepFailure(IOrders orders, IAlerts alerts)
{
    /// <summary>Tells a person that a step keeps failing. The tries go on meanwhile.</summary>
    public async Task ReportAsync(PurchaseOrderKey key, string message, CancellationToken cancellationToken)
    {
        var record = await orders.RequireAsync(key.Order, cancellationToken);
        await alerts.RaiseAsync(
            new AlertNotice(KeyOf(key), HoldReasons.StepFailing.Code, record.StoreOrder.Number, message, record.Key),
            cancellationToken
        );
    }

    /// <summary>Closes the alert of a step that works again.</summary>
    public Task ResolveAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        alerts.ResolveAsync(KeyOf(key), cancellationToken);

    internal static AlertKey KeyOf(PurchaseOrderKey key) => AlertKey.Of(key, HoldReasons.StepFailing);
}

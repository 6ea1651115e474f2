using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Queues the orders on 1688 that are to be read again.</summary>
public sealed class SupplierChangeQueue(IWorkQueues queues, PurchasingOptions options)
{
    public Task SendAsync(SupplierChange change, CancellationToken cancellationToken) =>
        queues.SendSupplierChangeAsync(change, null, cancellationToken);

    /// <summary>Queues a try after a pause; null for the usual one.</summary>
    public Task SendLaterAsync(SupplierChange change, TimeSpan? pause, CancellationToken cancellationToken) =>
        queues.SendSupplierChangeAsync(change with { IsRedelivery = true }, pause ?? options.RetryAfter, cancellationToken);

    /// <summary>Queues a try for when the sweeps no longer cover the change.</summary>
    public Task SendAfterSweepAsync(SupplierChange change, CancellationToken cancellationToken) =>
        queues.SendSupplierChangeAsync(change with { IsRedelivery = true }, options.SweepOverlap, cancellationToken);
}

using Dropship.Core.Purchasing;

namespace Dropship.Core.Operations;

/// <summary>The running orchestrations, one for each placed purchase order.</summary>
public interface IWorkflows
{
    /// <summary>Starts the orchestration of a purchase order. One that was started before, running or ended, is left alone.</summary>
    Task StartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken);

    /// <summary>Tells the orchestration that something changed; it reads the tables again. One that does not run hears nothing, and that is no error.</summary>
    Task WakeAsync(PurchaseOrderKey key, CancellationToken cancellationToken);
}

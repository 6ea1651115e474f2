namespace Dropship.Core.Ports;

/// <summary>The running orchestrations, one for each placed purchase order.</summary>
public interface IWorkflows
{
    /// <summary>Starts the orchestration of a purchase order. One that was started before, running or ended, is left alone.</summary>
    Task StartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Starts the orchestration of a purchase order in the place of a broken one. The broken one is not removed first: a crash in between
    /// would leave none, and nobody would find that out.
    /// </summary>
    Task RestartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken);

    /// <summary>The orchestrations that failed or were terminated, each with the reason.</summary>
    IAsyncEnumerable<(PurchaseOrderKey Key, string Problem)> ListBrokenAsync(CancellationToken cancellationToken);

    /// <summary>Tells the orchestration that something changed; it reads the tables again. One that does not run hears nothing, and that is
    /// no error.</summary>
    Task WakeAsync(PurchaseOrderKey key, CancellationToken cancellationToken);

    /// <summary>The orchestrations that run and were started before a time.</summary>
    IAsyncEnumerable<PurchaseOrderKey> ListRunningAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken);

    /// <summary>
    /// Removes orchestrations that came to their end and were started before a time, as many as one call has time for. One that still runs
    /// stays, however old it is, and so does one that broke: it is started again.
    /// </summary>
    Task<WorkflowRemoval> RemoveEndedAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken);
}

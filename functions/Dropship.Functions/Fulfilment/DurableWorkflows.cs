using DurableTask.Core.Exceptions;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment;

/// <summary>Starts and wakes the fulfilment orchestrations.</summary>
internal sealed class DurableWorkflows(DurableTaskClient client) : IWorkflows
{
    // Every status is named: the default would run an order that has ended a second time.
    public Task StartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        StartAsync(key, StartOrchestrationOptionsExtensions.ValidDedupeStatuses, cancellationToken);

    /// <summary>
    /// Starts the orchestration of a purchase order in the place of one that broke. The broken one is not removed first: a crash in between
    /// would leave none, and nobody would find that out.
    /// </summary>
    public Task RestartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        StartAsync(key, StartOrchestrationOptionsExtensions.ValidDedupeStatuses.Except([OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]), cancellationToken);

    public Task WakeAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        client.RaiseEventAsync(key.Value, FulfilmentOrchestrator.NewsEvent, null, cancellationToken);

    private async Task StartAsync(PurchaseOrderKey key, IEnumerable<OrchestrationRuntimeStatus> unless, CancellationToken cancellationToken)
    {
        var options = new StartOrchestrationOptions(key.Value).WithDedupeStatuses([.. unless]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(FulfilmentOrchestrator), key.Value, options, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Started before.
        }
    }
}

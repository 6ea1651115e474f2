using DurableTask.Core.Exceptions;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment;

/// <summary>Starts and wakes the fulfilment orchestrations.</summary>
internal sealed class DurableWorkflows(DurableTaskClient client) : IWorkflows
{
    public async Task StartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        // Every status is named: the default would run an order that has ended a second time.
        var options = new StartOrchestrationOptions(key.Value).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(FulfilmentOrchestrator), key.Value, options, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Started before.
        }
    }

    public Task WakeAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        client.RaiseEventAsync(key.Value, FulfilmentOrchestrator.NewsEvent, null, cancellationToken);
}

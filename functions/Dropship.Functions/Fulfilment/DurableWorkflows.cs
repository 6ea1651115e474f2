using System.Runtime.CompilerServices;
using Dropship.Core;
using Dropship.Core.Ports;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment;

/// <summary>Starts, wakes and removes the fulfilment orchestrations.</summary>
internal sealed class DurableWorkflows(Func<DurableTaskClient> client) : IWorkflows
{
    // The host's client gives a call up after 100 seconds; then nobody would hear what was removed.
    private static readonly TimeSpan s_purgeFor = TimeSpan.FromSeconds(80);

    // Every status is named: the default would run an order that has ended a second time.
    public Task StartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        StartAsync(key, StartOrchestrationOptionsExtensions.ValidDedupeStatuses, cancellationToken);

    public Task RestartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken) =>
        StartAsync(
            key,
            StartOrchestrationOptionsExtensions.ValidDedupeStatuses.Except([
                OrchestrationRuntimeStatus.Failed,
                OrchestrationRuntimeStatus.Terminated,
            ]),
            cancellationToken
        );

    public async Task WakeAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        try
        {
            await client().RaiseEventAsync(key.Value, FulfilmentOrchestrator.NewsEvent, null, cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            // One that has not started reads the tables when it does; one that has ended or was removed has nothing left to do.
        }
    }

    public async IAsyncEnumerable<PurchaseOrderKey> ListRunningAsync(
        DateTimeOffset startedBefore,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var running = new OrchestrationQuery(CreatedTo: startedBefore, Statuses: [OrchestrationRuntimeStatus.Running]);
        await foreach (var instance in client().GetAllInstancesAsync(running).WithCancellation(cancellationToken))
        {
            if (PurchaseOrderKey.TryParse(instance.InstanceId, out var key))
            {
                yield return key;
            }
        }
    }

    public async IAsyncEnumerable<(PurchaseOrderKey Key, string Problem)> ListBrokenAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var broken = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]);
        await foreach (var instance in client().GetAllInstancesAsync(broken).WithCancellation(cancellationToken))
        {
            if (PurchaseOrderKey.TryParse(instance.InstanceId, out var key))
            {
                yield return (key, instance.FailureDetails?.ErrorMessage ?? instance.RuntimeStatus.ToString());
            }
        }
    }

    public async Task<WorkflowRemoval> RemoveEndedAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken)
    {
        var ended = new PurgeInstancesFilter(null, startedBefore, [OrchestrationRuntimeStatus.Completed]) { Timeout = s_purgeFor };
        var purged = await client().PurgeAllInstancesAsync(ended, cancellationToken);

        // A hub that does not say knows no time limit: it has gone through all of them.
        return new WorkflowRemoval(purged.PurgedInstanceCount, purged.IsComplete is not false);
    }

    private async Task StartAsync(PurchaseOrderKey key, IEnumerable<OrchestrationRuntimeStatus> unless, CancellationToken cancellationToken)
    {
        var options = new StartOrchestrationOptions(key.Value).WithDedupeStatuses([.. unless]);
        try
        {
            await client().ScheduleNewOrchestrationInstanceAsync(nameof(FulfilmentOrchestrator), key.Value, options, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Started before.
        }
    }
}

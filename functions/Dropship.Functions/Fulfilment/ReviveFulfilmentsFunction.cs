using Dropship.Core;
using Dropship.Core.Fulfilment;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment;

/// <summary>Finds orchestrations that broke, tells a person, and starts them again: they keep nothing themselves, so that is safe. By the schedule in the setting <c>ReviveSchedule</c>.</summary>
public sealed class ReviveFulfilmentsFunction(StepFailure trouble)
{
    [Function("ReviveFulfilments")]
    public async Task RunAsync([TimerTrigger("%ReviveSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var broken = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]);
        await foreach (var instance in client.GetAllInstancesAsync(broken).WithCancellation(cancellationToken))
        {
            if (!PurchaseOrderKey.TryParse(instance.InstanceId, out var key))
            {
                continue;
            }

            await trouble.ReportAsync(key, $"orchestration: {instance.FailureDetails?.ErrorMessage ?? instance.RuntimeStatus.ToString()}", cancellationToken);
            await new DurableWorkflows(client).RestartFulfilmentAsync(key, cancellationToken);
        }
    }
}

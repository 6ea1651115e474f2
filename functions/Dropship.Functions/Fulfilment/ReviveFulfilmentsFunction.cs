using Dropship.Core.Upkeep;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Fulfilment;

/// <summary>Restarts broken orchestrations on the schedule in the setting <c>ReviveSchedule</c>.</summary>
public sealed class ReviveFulfilmentsFunction(WorkflowRetention retention)
{
    [Function("ReviveFulfilments")]
    public Task RunAsync(
        [TimerTrigger("%ReviveSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => retention.RestartBrokenAsync(cancellationToken);
}

using Dropship.Core.Operations;
using Dropship.Functions.Operations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Fulfilment;

/// <summary>Removes orchestrations that ended, some time after they were started; those that broke are <see cref="ReviveFulfilmentsFunction"/>'s. By the schedule in the setting <c>RetentionSchedule</c>.</summary>
public sealed class RemoveEndedFulfilmentsFunction(TimeProvider time, ILogger<RemoveEndedFulfilmentsFunction> logger)
{
    // Less than a function may take; the next run takes the rest.
    private static readonly TimeSpan s_runFor = TimeSpan.FromMinutes(6);

    [Function("RemoveEndedFulfilments")]
    public async Task RunAsync([TimerTrigger("%RetentionSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var ended = new PurgeInstancesFilter(null, time.GetUtcNow() - RecordRetention.RetainWorkflowsFor, [OrchestrationRuntimeStatus.Completed]) { Timeout = s_runFor };
        var result = await client.PurgeAllInstancesAsync(ended, cancellationToken);
        logger.EndedFulfilmentsRemoved(result.PurgedInstanceCount);
    }
}

using Dropship.Core.Upkeep;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Fulfilment;

/// <summary>Removes orchestrations that ended, some time after they were started; those that broke are
/// <see cref="ReviveFulfilmentsFunction"/>'s. By the schedule in the setting <c>RetentionSchedule</c>.</summary>
public sealed class RemoveEndedFulfilmentsFunction(WorkflowRetention retention, ILogger<RemoveEndedFulfilmentsFunction> logger)
{
    [Function("RemoveEndedFulfilments")]
    public async Task RunAsync(
        [TimerTrigger("%RetentionSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var removed = await retention.RemoveEndedAsync(cancellationToken);
        logger.EndedFulfilmentsRemoved(removed.Count, removed.IsComplete);
    }
}

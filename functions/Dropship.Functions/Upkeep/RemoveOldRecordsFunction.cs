using Dropship.Core.Upkeep;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Upkeep;

/// <summary>Removes records that nobody asks for any more, by the schedule in the setting <c>RetentionSchedule</c>.</summary>
public sealed class RemoveOldRecordsFunction(RecordRetention retention, ILogger<RemoveOldRecordsFunction> logger)
{
    [Function("RemoveOldRecords")]
    public async Task RunAsync([TimerTrigger("%RetentionSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var removed = await retention.RemoveDueAsync(cancellationToken);
        logger.OldRecordsRemoved(
            removed.Messages,
            removed.Spending,
            removed.Alerts,
            removed.Suppliers,
            removed.Deliveries,
            removed.IsComplete
        );
    }
}

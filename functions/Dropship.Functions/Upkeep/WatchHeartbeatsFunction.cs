using Dropship.Core.Operations;
using Dropship.Core.Upkeep;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Upkeep;

/// <summary>
/// Looks whether each store and 1688 account was read lately, whether the open alerts still hold and which orders come near the store's
/// deadline, and takes in what the storage queues have put aside, by the schedule in the setting <c>HeartbeatSchedule</c>.
/// </summary>
public sealed class WatchHeartbeatsFunction(
    StalenessCheck watch,
    AlertConsistencyCheck orderAlerts,
    ShipByWatch deadlines,
    ParcelWordCheck words,
    FailedMessageService failures,
    IPoisonQueues poison
)
{
    [Function("WatchHeartbeats")]
    public async Task RunAsync([TimerTrigger("%HeartbeatSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await failures.TakeAllAsync(poison, cancellationToken);
        await watch.LookAsync(cancellationToken);
        await orderAlerts.LookAsync(cancellationToken);
        await deadlines.LookAsync(cancellationToken);
        await words.LookAsync(cancellationToken);
    }
}

using Dropship.Core.Operations;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Looks whether each store and 1688 account was read lately, by the schedule in the setting <c>HeartbeatSchedule</c>.</summary>
public sealed class WatchHeartbeatsFunction(HeartbeatWatch watch)
{
    [Function("WatchHeartbeats")]
    public Task RunAsync([TimerTrigger("%HeartbeatSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => watch.LookAsync(cancellationToken);
}

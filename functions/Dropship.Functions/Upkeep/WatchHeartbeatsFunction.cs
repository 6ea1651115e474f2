using Dropship.Core.Operations;
using Dropship.Core.Upkeep;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.Functions.Upkeep;

/// <summary>
/// Looks whether each store and 1688 account was read lately, whether the open alerts still hold and which orders come near the store's
/// deadline, tells the second person of alerts that nobody answers, and takes in what the storage queues have put aside, by the schedule in
/// the setting <c>HeartbeatSchedule</c>.
/// </summary>
public sealed class WatchHeartbeatsFunction(
    HeartbeatChecks checks,
    FailedMessageService failures,
    IPoisonQueues poison,
    ILogger<WatchHeartbeatsFunction> logger
)
{
    [Function("WatchHeartbeats")]
    public async Task RunAsync([TimerTrigger("%HeartbeatSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await failures.TakeAllAsync(poison, cancellationToken);
        if (await checks.LookAsync(cancellationToken) is { } problem)
        {
            logger.AlertUnsent("escalation", problem.ToString());
        }
    }
}

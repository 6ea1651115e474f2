using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Durable;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Task hub {Hub} is owned by {Owner}; waiting for it")]
    public static partial void WaitingForHub(ILogger logger, string hub, string owner);

    [LoggerMessage(3002, LogLevel.Information, "Task hub {Hub} is ours; {Open} open instances go on")]
    public static partial void HubStarted(ILogger logger, string hub, int open);

    [LoggerMessage(3003, LogLevel.Critical, "Task hub {Hub} was taken over by another process; this one does nothing more in it")]
    public static partial void HubLost(ILogger logger, string hub);

    [LoggerMessage(3004, LogLevel.Warning, "The lease of task hub {Hub} could not be renewed; trying again")]
    public static partial void LeaseNotRenewed(ILogger logger, Exception exception, string hub);

    [LoggerMessage(3010, LogLevel.Error, "Activity {Activity} of instance {Instance} (action {TaskId}) failed")]
    public static partial void ActivityFailed(ILogger logger, Exception exception, string activity, string instance, int taskId);

    [LoggerMessage(3011, LogLevel.Error, "A step of instance {Instance} could not be stored; trying again in {Delay}")]
    public static partial void StepNotStored(ILogger logger, Exception exception, string instance, TimeSpan delay);

    [LoggerMessage(3012, LogLevel.Error, "Orchestrator {Orchestrator}, instance {Instance}, failed: {Failure}")]
    public static partial void InstanceFailed(ILogger logger, string orchestrator, string instance, string failure);

    [LoggerMessage(3013, LogLevel.Warning, "Instance {Instance} of orchestrator {Orchestrator} has version '{Version}', which does not fit version '{Worker}' of this worker; it waits for one that does")]
    public static partial void InstanceHeld(ILogger logger, string instance, string orchestrator, string version, string worker);

    [LoggerMessage(3014, LogLevel.Error, "{Duty} of instance {Instance} did not work out; trying again in {Delay}")]
    public static partial void DutyFailed(ILogger logger, Exception exception, string duty, string instance, TimeSpan delay);

    [LoggerMessage(3015, LogLevel.Warning, "Instance {Instance} could not be purged; the next purge tries again")]
    public static partial void NotPurged(ILogger logger, Exception exception, string instance);
}

namespace Dropship.FunctionsHost.Functions;

/// <summary>The triggers that the host has, by the names that the worker gives them.</summary>
internal enum TriggerType
{
    HttpTrigger,
    QueueTrigger,
    TimerTrigger,
    ServiceBusTrigger,
    OrchestrationTrigger,
    ActivityTrigger,
}

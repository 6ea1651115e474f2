namespace DurableTask.Core;

/// <summary>An instance and one execution of it; each start and each start-over is a new execution.</summary>
public class OrchestrationInstance
{
    public string InstanceId { get; set; } = string.Empty;

    public string? ExecutionId { get; set; }
}

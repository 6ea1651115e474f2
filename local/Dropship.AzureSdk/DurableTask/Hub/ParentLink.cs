namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>The call that made a sub-orchestration.</summary>
internal sealed record ParentLink(string Name, string InstanceId, string ExecutionId, int TaskId);

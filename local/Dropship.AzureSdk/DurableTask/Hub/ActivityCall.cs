namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>One call of an activity by an instance.</summary>
/// <param name="Name">The activity.</param>
/// <param name="InstanceId">Who called.</param>
/// <param name="ExecutionId">In which execution.</param>
/// <param name="TaskId">The id of the action.</param>
/// <param name="Input">The serialized input; null when there is none.</param>
internal sealed record ActivityCall(string Name, string InstanceId, string ExecutionId, int TaskId, string? Input);

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>A timer of an instance.</summary>
/// <param name="InstanceId">Whose it is.</param>
/// <param name="ExecutionId">For which of its executions.</param>
/// <param name="TimerId">The action that set it; <see cref="Start"/> for the time of a delayed start.</param>
/// <param name="Due">When it runs out.</param>
internal sealed record HubTimer(string InstanceId, string ExecutionId, int TimerId, DateTimeOffset Due)
{
    public const int Start = -1;
}

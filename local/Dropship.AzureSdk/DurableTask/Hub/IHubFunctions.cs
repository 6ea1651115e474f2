using Dropship.AzureSdk.Durable.Replay;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>The functions that a hub runs, found by name without case.</summary>
internal interface IHubFunctions
{
    /// <summary>The orchestrator, for one playing; null when there is none of this name.</summary>
    OrchestratorRun? BeginOrchestrator(string name);

    /// <summary>The activity, which takes a call and gives its serialized result; null when there is none of this name.</summary>
    Func<ActivityCall, CancellationToken, Task<string?>>? FindActivity(string name);
}

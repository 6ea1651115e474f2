using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Testing;

/// <summary>What came of playing an orchestrator over a captured history.</summary>
/// <param name="Problem">What does not fit, in one sentence that names the action and its id; null when all fits.</param>
/// <param name="Status">Where the played instance stands.</param>
/// <param name="SerializedOutput">Its output; null when it has none (yet).</param>
/// <param name="SerializedCustomStatus">Its custom status; null when it has none.</param>
public sealed record OrchestrationReplayResult(
    string? Problem,
    OrchestrationRuntimeStatus Status,
    string? SerializedOutput,
    string? SerializedCustomStatus)
{
    /// <summary>Whether an instance with this history can go on with this code.</summary>
    public bool IsCompatible => Problem is null;
}

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>An orchestrator for one playing, and what must be given back after it, whether or not the function came to its end.</summary>
internal sealed class OrchestratorRun(OrchestratorBody body, Func<ValueTask>? end = null) : IAsyncDisposable
{
    public OrchestratorBody Body => body;

    public ValueTask DisposeAsync() => end?.Invoke() ?? ValueTask.CompletedTask;
}

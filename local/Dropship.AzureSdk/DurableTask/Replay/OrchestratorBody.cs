using Microsoft.DurableTask;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>An orchestrator function, whatever it is made of; the result is its return value, null when it has none.</summary>
internal delegate Task<object?> OrchestratorBody(TaskOrchestrationContext context);

using DurableTask.Core.History;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>What a step writes, and what follows once it is written.</summary>
internal sealed record StepPlan(InstanceState Next, IReadOnlyList<HistoryEvent> Added, StepEffects Effects);

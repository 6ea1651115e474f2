using DurableTask.Core.History;

namespace Dropship.TestKit.Orchestrations;

/// <summary>What an orchestrator does between two waits.</summary>
/// <param name="Actions">What it asks for, as events of its history: activities, timers, and events that it sends.</param>
/// <param name="End">How it ends or begins anew (<see cref="ContinueAsNewEvent"/>); null while it waits.</param>
public sealed record Episode(IReadOnlyList<HistoryEvent> Actions, ExecutionCompletedEvent? End);

namespace Dropship.Core.Ports;

/// <summary>Orchestrations that were removed.</summary>
/// <param name="Count">How many.</param>
/// <param name="IsComplete">Whether none is left that should go.</param>
public sealed record WorkflowRemoval(int Count, bool IsComplete);

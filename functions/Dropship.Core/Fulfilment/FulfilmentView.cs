namespace Dropship.Core.Fulfilment;

/// <summary>What the orchestration knows after each step: what comes next and when. Everything else it leaves in the tables.</summary>
/// <param name="NextStep">What comes next.</param>
/// <param name="WakeAt">When to look again if nothing is heard; null to wait for news alone.</param>
public sealed record FulfilmentView(FulfilmentStep NextStep, DateTimeOffset? WakeAt);

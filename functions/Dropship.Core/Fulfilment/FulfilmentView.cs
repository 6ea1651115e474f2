namespace Dropship.Core.Fulfilment;

/// <summary>What the orchestration knows after each step: what comes next and when. Everything else it leaves in the tables.</summary>
/// <param name="NextStep">What comes next.</param>
/// <param name="WakeAt">When to look again if nothing is heard; null to wait for news alone.</param>
public sealed record FulfilmentView(FulfilmentStep NextStep, DateTimeOffset? WakeAt)
{
    /// <summary>Whether there is nothing to do until news arrive or a time is reached.</summary>
    /// <param name="now">The time, in UTC.</param>
    public bool IsWaiting(DateTime now) =>
        NextStep is FulfilmentStep.AwaitDecision or FulfilmentStep.AwaitPayment or FulfilmentStep.AwaitShipment or FulfilmentStep.AwaitPerson || WakeAt?.UtcDateTime > now;
}

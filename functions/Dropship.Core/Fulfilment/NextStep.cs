namespace Dropship.Core.Fulfilment;

/// <summary>What comes next for a purchase order, and when. The orchestration knows no more; everything else is in the tables.</summary>
/// <param name="Step">The step.</param>
/// <param name="WakeAt">When to look again if nothing is heard; null to wait for an event alone.</param>
public sealed record NextStep(FulfilmentStep Step, DateTimeOffset? WakeAt = null)
{
    /// <summary>Whether there is nothing to do until an event arrives or a time is reached.</summary>
    /// <param name="now">The time, in UTC.</param>
    public bool IsWaiting(DateTime now) =>
        Step
            is FulfilmentStep.AwaitDecision
                or FulfilmentStep.AwaitPayment
                or FulfilmentStep.AwaitShipment
                or FulfilmentStep.AwaitForwarder
                or FulfilmentStep.AwaitPerson
        || WakeAt?.UtcDateTime > now;
}

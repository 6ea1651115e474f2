using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>Whether a purchase order may be placed now. One of the first four says why not; without them it may.</summary>
public sealed record PlacementCheck
{
    /// <summary>The stop of all outgoing money, for whose end it waits as it is; null when there is none.</summary>
    public StopState? Stop { get; init; }

    /// <summary>What holds it.</summary>
    public GuardViolation? GuardViolation { get; init; }

    /// <summary>What came of asking the market, when it did not answer as it should.</summary>
    public CallOutcome Outcome { get; init; } = CallOutcome.Succeeded;

    /// <summary>The market's problem, when <see cref="Outcome"/> says that there was one.</summary>
    public CallProblem? Problem { get; init; }

    /// <summary>What to ask the market for.</summary>
    public PurchaseRequest? Request { get; init; }

    /// <summary>What the market said it would charge: for this purchase order, and for those that are sold together with it.</summary>
    public IReadOnlyDictionary<PurchaseOrderKey, PreviewRecord> Previews { get; init; } = new Dictionary<PurchaseOrderKey, PreviewRecord>();

    /// <summary>What it takes of the day's limits; null without limits.</summary>
    public SpendReservation? Reservation { get; init; }
}

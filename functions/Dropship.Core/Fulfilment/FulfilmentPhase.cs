namespace Dropship.Core.Fulfilment;

/// <summary>The phases of a placed purchase order. Each is an activity of the orchestration, so that its history reads as the order's
/// way.</summary>
public enum FulfilmentPhase
{
    /// <summary>People decide on the amount.</summary>
    Approval,

    /// <summary>The approved amount is paid.</summary>
    Payment,

    /// <summary>The supplier ships.</summary>
    Shipment,

    /// <summary>The forwarder sends the goods on to the customer.</summary>
    Forwarding,

    /// <summary>The store gets the tracking numbers and shows them.</summary>
    Tracking,

    /// <summary>The purchase order is cancelled, or its money is claimed back.</summary>
    Cancellation,

    /// <summary>It waits for a person.</summary>
    Hold,
}

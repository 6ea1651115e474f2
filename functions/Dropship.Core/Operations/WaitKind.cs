namespace Dropship.Core.Operations;

/// <summary>What an order or purchase order waits for.</summary>
public enum WaitKind
{
    /// <summary>A person, for the reason of its hold.</summary>
    Hold,

    /// <summary>To be looked at and planned.</summary>
    Review,

    /// <summary>The customer's money.</summary>
    CustomerPayment,

    /// <summary>A person's word that it is placed.</summary>
    Confirmation,

    /// <summary>To be placed on 1688.</summary>
    Placement,

    /// <summary>To be known whether 1688 took it.</summary>
    PlacementAnswer,

    /// <summary>The mail to the approvers.</summary>
    ApproverMail,

    /// <summary>An approver's decision.</summary>
    Decision,

    /// <summary>To be asked for again, after a "not now".</summary>
    NextDecision,

    /// <summary>To be cancelled on 1688.</summary>
    Cancellation,

    /// <summary>What is bought in its place.</summary>
    Replacement,

    /// <summary>To be paid by this system.</summary>
    Payment,

    /// <summary>To be paid by a person at the cashier.</summary>
    CashierPayment,

    /// <summary>To be known whether the payment was made.</summary>
    PaymentAnswer,

    /// <summary>The supplier's goods.</summary>
    Shipment,

    /// <summary>The first scan of a carrier.</summary>
    FirstScan,

    /// <summary>The forwarder's tracking number.</summary>
    ForwarderNumber,

    /// <summary>A number that a person enters in the store.</summary>
    HandNumber,

    /// <summary>The other goods that its number goes with.</summary>
    OtherGoods,

    /// <summary>The store to be given a number.</summary>
    StorePush,

    /// <summary>The store to show a number that it was given.</summary>
    StoreConfirmation,

    /// <summary>To be closed, since all of it is done.</summary>
    Closing,
}

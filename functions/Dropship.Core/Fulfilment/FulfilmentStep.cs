namespace Dropship.Core.Fulfilment;

/// <summary>What comes next for a placed purchase order.</summary>
public enum FulfilmentStep
{
    /// <summary>Ask for the money, or finish asking.</summary>
    RequestApproval,

    /// <summary>Wait for a decision.</summary>
    AwaitDecision,

    /// <summary>Remind of a decision that is due.</summary>
    Remind,

    /// <summary>Close a round that nobody decided.</summary>
    ExpireApproval,

    /// <summary>Pay what was approved, or hand the cashier page out.</summary>
    Pay,

    /// <summary>Wait until the market says paid.</summary>
    AwaitPayment,

    /// <summary>Find out what became of a doubtful payment.</summary>
    SettlePayment,

    /// <summary>Wait until the supplier ships.</summary>
    AwaitShipment,

    /// <summary>Give the store a number.</summary>
    PushTracking,

    /// <summary>Read the store until it says shipped.</summary>
    ConfirmTracking,

    /// <summary>Cancel at the market.</summary>
    Cancel,

    /// <summary>Note that paid money has to be asked back.</summary>
    DemandRefund,

    /// <summary>Wait for a person.</summary>
    AwaitPerson,

    /// <summary>Nothing more will happen.</summary>
    Finished,

    /// <summary>Tell a person what is wrong with the shipment, or end it.</summary>
    WatchShipment,

    /// <summary>Tell a person that what is approved is not paid.</summary>
    WarnOfPayment,

    /// <summary>Tell the forwarder what the supplier sends to it.</summary>
    AnnounceToForwarder,

    /// <summary>Wait until the forwarder sends the goods on.</summary>
    AwaitForwarder,

    /// <summary>Ask the forwarder what it has sent.</summary>
    AskForwarder,

    /// <summary>Tell the forwarder that goods it was told of do not come, or are not to be sent on.</summary>
    RecallFromForwarder,

    /// <summary>Note whose numbers the parcels have, and have a tracking service tell their news.</summary>
    FollowParcels,
}

namespace Dropship.Simulation.Engine;

/// <summary>All that can go wrong.</summary>
internal enum Fault
{
    /// <summary>A handler ends before a call or a write takes effect.</summary>
    CrashBefore,

    /// <summary>A handler ends after it took effect, before it heard of that.</summary>
    CrashAfter,

    /// <summary>A host ends with all that runs on it.</summary>
    HostCrash,

    /// <summary>A table or queue refuses because it is too busy.</summary>
    StorageBusy,

    /// <summary>A table wrote, its answer was lost, and the repeat finds the row changed.</summary>
    StorageAnswerLost,

    /// <summary>A call outside never arrives.</summary>
    CallLost,

    /// <summary>A call outside takes effect and its answer is lost.</summary>
    AnswerLost,

    /// <summary>A call outside takes effect minutes after the caller gave it up.</summary>
    LateArrival,

    /// <summary>429.</summary>
    RateLimited,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>200 with an error in the body.</summary>
    ErrorBody,

    /// <summary>The reply has another shape.</summary>
    ChangedShape,

    /// <summary>A list comes without its newest entries.</summary>
    EmptyList,

    MessageDoubled,
    MessageLate,

    /// <summary>Two hosts handle one message.</summary>
    LeaseLost,

    EventDoubled,
    EventLate,
    EventLost,

    /// <summary>An activity is run by two hosts.</summary>
    ActivityDoubled,

    /// <summary>A host ends within the check-point of an orchestration.</summary>
    CheckpointBroken,

    /// <summary>Two starts of one orchestration pass the check together.</summary>
    StartRaced,

    DeliveryDropped,
    DeliveryDoubled,
    DeliveryLate,

    /// <summary>Nothing runs for a while.</summary>
    ClockLeap,

    /// <summary>The clock of a host changes by seconds.</summary>
    ClockSkew,

    TokenExpired,
    PriceChanged,

    /// <summary>The supplier or the market closes an order.</summary>
    SupplierCloses,

    StoreCancels,
    StoreRefunds,
    StoreRefundsInPart,
    AddressChanged,
    FulfilledElsewhere,

    /// <summary>An order is sent in a form that cannot be read, for a while.</summary>
    OrderMalformed,

    /// <summary>A mail scanner opens each link of a mail.</summary>
    LinkScanned,

    /// <summary>Two approvers decide at the same moment.</summary>
    DecidedTwice,

    /// <summary>A decision by the link of an earlier round.</summary>
    OldLinkUsed,

    WaybillMissing,
    WaybillReplaced,

    /// <summary>A supplier says shipped, and no carrier scans the parcel for long, or ever.</summary>
    ScanMissing,

    /// <summary>A supplier names another carrier than the number's.</summary>
    CarrierMistaken,

    /// <summary>A supplier types the number of another customer's parcel.</summary>
    NumberShared,

    /// <summary>A carrier's number was another parcel's months ago.</summary>
    NumberReused,

    /// <summary>The tracking service answers nobody for hours.</summary>
    CourierDown,

    /// <summary>The tracking service uses a word that is not known here.</summary>
    CourierWordUnknown,

    /// <summary>A carrier cannot deliver a parcel at first.</summary>
    ParcelFails,

    /// <summary>Nothing more is heard of a parcel on its way.</summary>
    ParcelSilent,

    /// <summary>The market orders a part of the lines.</summary>
    PlacedInPart,

    /// <summary>The market makes several orders of one purchase.</summary>
    PlacementSplit,

    /// <summary>A person stops all outgoing money, for a while.</summary>
    MoneyStopped,

    /// <summary>An approver takes a yes back.</summary>
    ApprovalTakenBack,

    /// <summary>A person cancels a purchase order.</summary>
    PurchaseCancelled,

    /// <summary>A parcel is lost, and a person has the goods sent once more.</summary>
    GoodsLost,
}

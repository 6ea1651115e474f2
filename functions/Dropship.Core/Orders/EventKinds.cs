namespace Dropship.Core.Orders;

/// <summary>All kinds of events that histories tell. A code stays as it is: it is stored, and part of the digest of its row.</summary>
public static class EventKinds
{
    // The store order.
    public static readonly EventKind OrderSeen = new("order-seen");
    public static readonly EventKind OrderChanged = new("order-changed");
    public static readonly EventKind OrderUnreadable = new("order-unreadable");
    public static readonly EventKind OrderReadable = new("order-readable");
    public static readonly EventKind OrderState = new("order-state");
    public static readonly EventKind OrderHold = new("order-hold");
    public static readonly EventKind LinesNotOurs = new("lines-not-ours");
    public static readonly EventKind PlacingMode = new("placing-mode");
    public static readonly EventKind DeliveryStatus = new("delivery-status");
    public static readonly EventKind ShipBy = new("ship-by");
    public static readonly EventKind OrderPushed = new("order-pushed");
    public static readonly EventKind RefundTold = new("refund-told");
    public static readonly EventKind PersonalDataErased = new("personal-data-erased");
    public static readonly EventKind LookAgain = new("look-again");

    // A purchase order: planned, placed, looked up, replaced, cancelled.
    public static readonly EventKind PurchasePlanned = new("purchase-planned");
    public static readonly EventKind PurchaseState = new("purchase-state");
    public static readonly EventKind PurchaseHold = new("purchase-hold");
    public static readonly EventKind PurchasePlaced = new("purchase-placed");
    public static readonly EventKind PlacedByHand = new("placed-by-hand");
    public static readonly EventKind PurchaseCut = new("purchase-cut");
    public static readonly EventKind PurchaseReplaced = new("purchase-replaced");
    public static readonly EventKind RevisionWanted = new("revision-wanted");
    public static readonly EventKind RevisionDropped = new("revision-dropped");
    public static readonly EventKind CancelWanted = new("cancel-wanted");
    public static readonly EventKind CancelAnswered = new("cancel-answered");
    public static readonly EventKind LookUpWaits = new("look-up-waits");
    public static readonly EventKind LookUpFailed = new("look-up-failed");
    public static readonly EventKind LookUpEmpty = new("look-up-empty");
    public static readonly EventKind GuardWaived = new("guard-waived");
    public static readonly EventKind MarketRead = new("market-read");
    public static readonly EventKind MarketChanged = new("market-changed");

    // Its approval and payment.
    public static readonly EventKind ApprovalRequested = new("approval-requested");
    public static readonly EventKind ApprovalMailed = new("approval-mailed");
    public static readonly EventKind ApprovalReminded = new("approval-reminded");
    public static readonly EventKind ApprovalVoid = new("approval-void");
    public static readonly EventKind RiseBorne = new("rise-borne");
    public static readonly EventKind CashierPage = new("cashier-page");
    public static readonly EventKind CashierOpened = new("cashier-opened");
    public static readonly EventKind PaymentAnswered = new("payment-answered");
    public static readonly EventKind PaymentOverdue = new("payment-overdue");
    public static readonly EventKind PaymentAgain = new("payment-again");
    public static readonly EventKind PaymentAccepted = new("payment-accepted");
    public static readonly EventKind PaidByHand = new("paid-by-hand");
    public static readonly EventKind PurchasePaid = new("purchase-paid");

    // Its parcels, and the numbers in the store.
    public static readonly EventKind ParcelShipped = new("parcel-shipped");
    public static readonly EventKind ParcelStatus = new("parcel-status");
    public static readonly EventKind ParcelTrace = new("parcel-trace");
    public static readonly EventKind ParcelFollowed = new("parcel-followed");
    public static readonly EventKind NumberFinding = new("number-finding");
    public static readonly EventKind ParcelReplaced = new("parcel-replaced");
    public static readonly EventKind CarrierChanged = new("carrier-changed");
    public static readonly EventKind WaybillChanged = new("waybill-changed");
    public static readonly EventKind NumberGiven = new("number-given");
    public static readonly EventKind NumberByHand = new("number-by-hand");
    public static readonly EventKind TrackingWaits = new("tracking-waits");
    public static readonly EventKind TrackingTogether = new("tracking-together");
    public static readonly EventKind TrackingJoins = new("tracking-joins");
    public static readonly EventKind TrackingNotNeeded = new("tracking-not-needed");
    public static readonly EventKind TrackingLeft = new("tracking-left");
    public static readonly EventKind TrackingPushed = new("tracking-pushed");
    public static readonly EventKind TrackingUnsent = new("tracking-unsent");
    public static readonly EventKind TrackingDoubtful = new("tracking-doubtful");
    public static readonly EventKind TrackingRefused = new("tracking-refused");
    public static readonly EventKind TrackingAwaited = new("tracking-awaited");
    public static readonly EventKind TrackingAgain = new("tracking-again");
    public static readonly EventKind TrackingConfirmed = new("tracking-confirmed");

    // What the forwarder is told and tells.
    public static readonly EventKind ForwarderTold = new("forwarder-told");
    public static readonly EventKind ForwarderForgot = new("forwarder-forgot");
    public static readonly EventKind ForwarderAsked = new("forwarder-asked");
    public static readonly EventKind WarehouseTold = new("warehouse-told");
    public static readonly EventKind LabelTold = new("label-told");
    public static readonly EventKind ForwarderRecalled = new("forwarder-recalled");
    public static readonly EventKind ForwarderReceived = new("forwarder-received");
    public static readonly EventKind OnwardShipped = new("onward-shipped");
    public static readonly EventKind OnwardChanged = new("onward-changed");
    public static readonly EventKind ShipmentEntered = new("shipment-entered");
    public static readonly EventKind DomesticNumberPushed = new("domestic-number-pushed");

    // What people do with messages and the stop switch.
    public static readonly EventKind MessageSentAgain = new("message-sent-again");
    public static readonly EventKind MessageDropped = new("message-dropped");
    public static readonly EventKind MoneyStopped = new("money-stopped");
    public static readonly EventKind MoneyReleased = new("money-released");
}

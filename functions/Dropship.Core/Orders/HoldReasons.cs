using System.Collections.Frozen;

namespace Dropship.Core.Orders;

/// <summary>All reasons for waiting. Their texts are in the language files, their entries in docs/runbook.md.</summary>
public static class HoldReasons
{
    public static readonly HoldReason OrderMalformed = new("ORDER_MALFORMED", HoldActor.Operator);
    public static readonly HoldReason StoreHold = new("STORE_HOLD", HoldActor.Store);
    public static readonly HoldReason TestOrder = new("TEST_ORDER", HoldActor.Owner);
    public static readonly HoldReason LineWithoutSku = new("LINE_WITHOUT_SKU", HoldActor.Owner);
    public static readonly HoldReason SkuUnmapped = new("SKU_UNMAPPED", HoldActor.Owner);
    public static readonly HoldReason GoodsHidden = new("GOODS_HIDDEN", HoldActor.Owner);
    public static readonly HoldReason MappingContradicted = new("MAPPING_CONTRADICTED", HoldActor.Owner);
    public static readonly HoldReason AddressIncomplete = new("ADDRESS_INCOMPLETE", HoldActor.Owner);
    public static readonly HoldReason ForwarderMissing = new("FORWARDER_MISSING", HoldActor.Owner);
    public static readonly HoldReason PurchasingAccountMissing = new("PURCHASING_ACCOUNT_MISSING", HoldActor.Operator);
    public static readonly HoldReason OutOfStock = new("OUT_OF_STOCK", HoldActor.Owner);
    public static readonly HoldReason BelowMinimum = new("BELOW_MINIMUM", HoldActor.Owner);
    public static readonly HoldReason OfferUnavailable = new("OFFER_UNAVAILABLE", HoldActor.Owner);
    public static readonly HoldReason PlacementRefused = new("PLACEMENT_REFUSED", HoldActor.Owner);
    public static readonly HoldReason PlacementUnsettled = new("PLACEMENT_UNSETTLED", HoldActor.Operator);
    public static readonly HoldReason PlacedInPart = new("PLACED_IN_PART", HoldActor.Owner);
    public static readonly HoldReason RequestChanged = new("REQUEST_CHANGED", HoldActor.Operator);
    public static readonly HoldReason PlacingUnconfirmed = new("PLACING_UNCONFIRMED", HoldActor.Owner);
    public static readonly HoldReason MarginBelowFloor = new("MARGIN_BELOW_FLOOR", HoldActor.Owner);
    public static readonly HoldReason MarginUnknown = new("MARGIN_UNKNOWN", HoldActor.Owner);
    public static readonly HoldReason PriceOverLimit = new("PRICE_OVER_LIMIT", HoldActor.Owner);
    public static readonly HoldReason SpendLimitReached = new("SPEND_LIMIT_REACHED", HoldActor.Owner);
    public static readonly HoldReason SupplierUnreliable = new("SUPPLIER_UNRELIABLE", HoldActor.Owner);
    public static readonly HoldReason MoneyStopped = new("MONEY_STOPPED", HoldActor.Owner);
    public static readonly HoldReason ApprovalExpired = new("APPROVAL_EXPIRED", HoldActor.Approver);
    public static readonly HoldReason PurchaseRejected = new("PURCHASE_REJECTED", HoldActor.Owner);
    public static readonly HoldReason PaidBeyondApproval = new("PAID_BEYOND_APPROVAL", HoldActor.Approver);
    public static readonly HoldReason PaymentRefused = new("PAYMENT_REFUSED", HoldActor.Approver);
    public static readonly HoldReason PaymentOverdue = new("PAYMENT_OVERDUE", HoldActor.Approver);
    public static readonly HoldReason SupplierClosed = new("SUPPLIER_CLOSED", HoldActor.Owner);
    public static readonly HoldReason CancelRefused = new("CANCEL_REFUSED", HoldActor.Owner);
    public static readonly HoldReason CancelledAfterPayment = new("CANCELLED_AFTER_PAYMENT", HoldActor.Owner);
    public static readonly HoldReason AddressChanged = new("ADDRESS_CHANGED", HoldActor.Owner);
    public static readonly HoldReason PartlyTakenBack = new("PARTLY_TAKEN_BACK", HoldActor.Owner);
    public static readonly HoldReason ShipmentLate = new("SHIPMENT_LATE", HoldActor.Supplier);
    public static readonly HoldReason ParcelWithoutNumber = new("PARCEL_WITHOUT_NUMBER", HoldActor.Supplier);
    public static readonly HoldReason ForwarderRefused = new("FORWARDER_REFUSED", HoldActor.Owner);
    public static readonly HoldReason ForwarderMissesParcel = new("FORWARDER_MISSES_PARCEL", HoldActor.Owner);
    public static readonly HoldReason ForwarderLate = new("FORWARDER_LATE", HoldActor.Owner);
    public static readonly HoldReason LabelMissing = new("LABEL_MISSING", HoldActor.Owner);
    public static readonly HoldReason ShipmentSuspected = new("SHIPMENT_SUSPECTED", HoldActor.Supplier);
    public static readonly HoldReason NumberDoubtful = new("NUMBER_DOUBTFUL", HoldActor.Owner);
    public static readonly HoldReason ParcelTroubled = new("PARCEL_TROUBLED", HoldActor.Owner);
    public static readonly HoldReason ParcelWordUnknown = new("PARCEL_WORD_UNKNOWN", HoldActor.Operator);
    public static readonly HoldReason ShipByNear = new("SHIP_BY_NEAR", HoldActor.Owner);
    public static readonly HoldReason ShipByPassed = new("SHIP_BY_PASSED", HoldActor.Owner);
    public static readonly HoldReason PushRefused = new("PUSH_REFUSED", HoldActor.Owner);
    public static readonly HoldReason TrackingConflict = new("TRACKING_CONFLICT", HoldActor.Owner);
    public static readonly HoldReason TrackingOutdated = new("TRACKING_OUTDATED", HoldActor.Owner);
    public static readonly HoldReason PiecesMissing = new("PIECES_MISSING", HoldActor.Owner);
    public static readonly HoldReason SupplierRefund = new("SUPPLIER_REFUND", HoldActor.Owner);
    public static readonly HoldReason StoreRefund = new("STORE_REFUND", HoldActor.Owner);
    public static readonly HoldReason RefundUnclear = new("REFUND_UNCLEAR", HoldActor.Owner);
    public static readonly HoldReason OrderReopened = new("ORDER_REOPENED", HoldActor.Owner);
    public static readonly HoldReason StoreUnauthorized = new("STORE_UNAUTHORIZED", HoldActor.Owner);
    public static readonly HoldReason StoreUnreadable = new("STORE_UNREADABLE", HoldActor.Operator);
    public static readonly HoldReason PurchasingUnauthorized = new("PURCHASING_UNAUTHORIZED", HoldActor.Owner);
    public static readonly HoldReason PurchasingUnreadable = new("PURCHASING_UNREADABLE", HoldActor.Operator);
    public static readonly HoldReason StepFailing = new("STEP_FAILING", HoldActor.Operator);
    public static readonly HoldReason StepOverdue = new("STEP_OVERDUE", HoldActor.Operator);
    public static readonly HoldReason CustomerUnpaid = new("CUSTOMER_UNPAID", HoldActor.Store);
    public static readonly HoldReason NumberUnshown = new("NUMBER_UNSHOWN", HoldActor.Owner);
    public static readonly HoldReason PersonalDataRequest = new("PERSONAL_DATA_REQUEST", HoldActor.Owner);
    public static readonly HoldReason StoreGap = new("STORE_GAP", HoldActor.Operator);
    public static readonly HoldReason MarketGap = new("MARKET_GAP", HoldActor.Operator);
    public static readonly HoldReason PurchaseDoubled = new("PURCHASE_DOUBLED", HoldActor.Owner);
    public static readonly HoldReason StoreSilent = new("STORE_SILENT", HoldActor.Operator);
    public static readonly HoldReason PurchasingSilent = new("PURCHASING_SILENT", HoldActor.Operator);
    public static readonly HoldReason ConsentEnding = new("CONSENT_ENDING", HoldActor.Owner);
    public static readonly HoldReason ServiceDown = new("SERVICE_DOWN", HoldActor.Operator);
    public static readonly HoldReason MessageFailed = new("MESSAGE_FAILED", HoldActor.Operator);
    public static readonly HoldReason RatesOutdated = new("RATES_OUTDATED", HoldActor.Operator);
    public static readonly HoldReason HistoryBroken = new("HISTORY_BROKEN", HoldActor.Operator);

    private static readonly FrozenDictionary<string, HoldReason> s_all = new[]
    {
        OrderMalformed,
        StoreHold,
        TestOrder,
        LineWithoutSku,
        SkuUnmapped,
        GoodsHidden,
        MappingContradicted,
        AddressIncomplete,
        ForwarderMissing,
        PurchasingAccountMissing,
        OutOfStock,
        BelowMinimum,
        OfferUnavailable,
        PlacementRefused,
        PlacementUnsettled,
        PlacedInPart,
        RequestChanged,
        PlacingUnconfirmed,
        MarginBelowFloor,
        MarginUnknown,
        PriceOverLimit,
        SpendLimitReached,
        SupplierUnreliable,
        MoneyStopped,
        ApprovalExpired,
        PurchaseRejected,
        PaidBeyondApproval,
        PaymentRefused,
        PaymentOverdue,
        SupplierClosed,
        CancelRefused,
        CancelledAfterPayment,
        AddressChanged,
        PartlyTakenBack,
        ShipmentLate,
        ParcelWithoutNumber,
        ForwarderRefused,
        ForwarderMissesParcel,
        ForwarderLate,
        LabelMissing,
        ShipmentSuspected,
        NumberDoubtful,
        ParcelTroubled,
        ParcelWordUnknown,
        ShipByNear,
        ShipByPassed,
        PushRefused,
        TrackingConflict,
        TrackingOutdated,
        PiecesMissing,
        SupplierRefund,
        StoreRefund,
        RefundUnclear,
        OrderReopened,
        StoreUnauthorized,
        StoreUnreadable,
        PurchasingUnauthorized,
        PurchasingUnreadable,
        StepFailing,
        StepOverdue,
        CustomerUnpaid,
        NumberUnshown,
        PersonalDataRequest,
        StoreGap,
        MarketGap,
        PurchaseDoubled,
        StoreSilent,
        PurchasingSilent,
        ConsentEnding,
        ServiceDown,
        MessageFailed,
        RatesOutdated,
        HistoryBroken,
    }.ToFrozenDictionary(reason => reason.Code, StringComparer.Ordinal);

    // What the news of a parcel can end by themselves.
    private static readonly FrozenSet<string> s_ofShipment = new[]
    {
        ShipmentLate,
        ParcelWithoutNumber,
        ShipmentSuspected,
        NumberDoubtful,
        ParcelTroubled,
        ForwarderLate,
    }
        .Select(reason => reason.Code)
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_ofForwarder = new[] { ForwarderRefused, ForwarderMissesParcel, ForwarderLate }
        .Select(reason => reason.Code)
        .ToFrozenSet(StringComparer.Ordinal);

    // The store has not the right number.
    private static readonly FrozenSet<string> s_ofNumber = new[] { PushRefused, TrackingConflict, TrackingOutdated }
        .Select(reason => reason.Code)
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_ofWait = new[] { StepOverdue, CustomerUnpaid, NumberUnshown }
        .Select(reason => reason.Code)
        .ToFrozenSet(StringComparer.Ordinal);

    // Hours matter: a deadline, or money that went or may go out without an approval.
    private static readonly FrozenSet<string> s_urgent = new[]
    {
        ShipByNear,
        ShipByPassed,
        MoneyStopped,
        PaidBeyondApproval,
        PaymentOverdue,
        PurchaseDoubled,
        PlacementUnsettled,
        StepFailing,
        HistoryBroken,
    }
        .Select(reason => reason.Code)
        .ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyCollection<HoldReason> All => s_all.Values;

    /// <summary>Whether quiet hours do not keep it back.</summary>
    public static bool IsUrgent(string code) => s_urgent.Contains(code);

    /// <summary>Whether a code says that a forwarder does not do its part. Its tracking number settles that.</summary>
    public static bool IsOfForwarder(string? code) => code is not null && s_ofForwarder.Contains(code);

    /// <summary>Whether it tells of something that takes too long and holds nothing.</summary>
    public static bool IsOfWait(string code) => s_ofWait.Contains(code);

    /// <summary>Whether it is about the way of the goods: numbers still go to the store, and the parcels' news can end it.</summary>
    public static bool IsOfShipment(string code) => s_ofShipment.Contains(code);

    /// <summary>Whether it endangers that the store has the right number in time.</summary>
    public static bool PutsAtRisk(string code) => IsOfShipment(code) || IsOfForwarder(code) || s_ofNumber.Contains(code);

    /// <summary>The reason of a code.</summary>
    /// <exception cref="KeyNotFoundException">There is no such code.</exception>
    public static HoldReason Get(string code) => s_all[code];
}

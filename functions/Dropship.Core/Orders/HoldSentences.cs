namespace Dropship.Core.Orders;

/// <summary>The sentences that holds are told in.</summary>
public static class HoldSentences
{
    public static readonly HoldSentence AddressLacks = new("addressLacks", "{fields}");

    public static readonly HoldSentence NotPhysical = new(
        "notPhysical",
        "not marked as a physical product, and mapped to goods of 1688: {lines}"
    );

    public static readonly HoldSentence PaymentWordUnknown = new(
        "paymentWordUnknown",
        "payment status: the store's word is missing or not known"
    );

    public static readonly HoldSentence CostsTooMuch = new("costsTooMuch", "it costs {cost}; one purchase order may cost {limit}");

    public static readonly HoldSentence GoodsCostTooMuch = new(
        "goodsCostTooMuch",
        "its goods cost {cost}; by the highest prices of their mappings they may cost {limit}"
    );

    public static readonly HoldSentence PartnersUnpriced = new(
        "partnersUnpriced",
        "nobody knows yet what this costs, which is sold together with it: {suppliers}"
    );

    public static readonly HoldSentence RateMissing = new("rateMissing", "no rate is set for {currency}");

    public static readonly HoldSentence RateTooOld = new(
        "rateTooOld",
        "the rate of {currency} is of {day}, {days} days ago; rates are used for {most} days"
    );

    public static readonly HoldSentence MarginTooLow = new(
        "marginTooLow",
        "sale {sale}, fees {fees}, cost {cost}, margin {margin}; at least {floor} % of the sale must be left"
    );

    public static readonly HoldSentence SupplierLate = new(
        "supplierLate",
        "{percent} % of the supplier's {count} purchases were late; at most {limit} % may be"
    );

    public static readonly HoldSentence SupplierSuspected = new(
        "supplierSuspected",
        "{percent} % of the supplier's {count} purchases had a parcel that no carrier scanned; at most {limit} % may have"
    );

    public static readonly HoldSentence SupplierRises = new(
        "supplierRises",
        "{percent} % of the supplier's {count} purchases became dearer; at most {limit} % may"
    );

    public static readonly HoldSentence SupplierCancels = new(
        "supplierCancels",
        "{percent} % of the supplier's {count} purchases were closed by it; at most {limit} % may be"
    );

    public static readonly HoldSentence NoRoom = new("noRoom", "{scope}: it costs {cost}, and too little is left of the {limit} for {day}");

    public static readonly HoldSentence PiecesShipped = new("piecesShipped", "{shipped} of {all} pieces shipped");

    public static readonly HoldSentence WantedBy = new("wantedBy", "the store wants it shipped by {time} UTC");

    public static readonly HoldSentence ApprovedUnpaid = new("approvedUnpaid", "{key}: {amount} approved and not paid");

    public static readonly HoldSentence ClosesAt = new("closesAt", "1688 closes it at {time} UTC");

    public static readonly HoldSentence ClosesUnknown = new("closesUnknown", "1688 names no time");

    public static readonly HoldSentence PaidBeyond = new("paidBeyond", "1688 says {paid} was paid; approved: {limit}");

    public static readonly HoldSentence PaidUnapproved = new("paidUnapproved", "1688 says {paid} was paid; approved: nothing");

    public static readonly HoldSentence SentAndUnpaid = new("sentAndUnpaid", "the payment was sent and 1688 says unpaid");

    public static readonly HoldSentence OrdersOnMarket = new("ordersOnMarket", "1688 orders {orders}");

    public static readonly HoldSentence Unsettled = new("unsettled", "our number is {key}");

    public static readonly HoldSentence CarrierUnknown = new("carrierUnknown", "{number}: the carrier {carrier} is not known");

    public static readonly HoldSentence CarrierOther = new("carrierOther", "{number} of {carrier}: the number looks like one of {other}");

    public static readonly HoldSentence CheckDigitWrong = new("checkDigitWrong", "{number} of {carrier}: the check digit is wrong");

    public static readonly HoldSentence NumberFiller = new("numberFiller", "{number} of {carrier}: this is no number");

    public static readonly HoldSentence ForwarderNumbers = new(
        "forwarderNumbers",
        "{forwarder}: {numbered} of {all} pieces with a tracking number"
    );

    public static IReadOnlyList<HoldSentence> All { get; } =
    [
        AddressLacks,
        NotPhysical,
        PaymentWordUnknown,
        CostsTooMuch,
        GoodsCostTooMuch,
        PartnersUnpriced,
        RateMissing,
        RateTooOld,
        MarginTooLow,
        SupplierLate,
        SupplierSuspected,
        SupplierRises,
        SupplierCancels,
        NoRoom,
        PiecesShipped,
        WantedBy,
        ApprovedUnpaid,
        ClosesAt,
        ClosesUnknown,
        PaidBeyond,
        PaidUnapproved,
        SentAndUnpaid,
        OrdersOnMarket,
        Unsettled,
        CarrierUnknown,
        CarrierOther,
        CheckDigitWrong,
        NumberFiller,
        ForwarderNumbers,
    ];
}

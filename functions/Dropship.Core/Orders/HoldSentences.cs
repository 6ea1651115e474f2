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

    public static readonly HoldSentence RatesOutdated = new("ratesOutdated", "no new rates of {currencies} since {day}");

    public static readonly HoldSentence Reported = new("reported", "reported: {words}");

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

    public static readonly HoldSentence ConsentEnds = new("consentEnds", "the consent ends at {time} UTC");

    public static readonly HoldSentence WaitsSince = new("waitsSince", "since {time} UTC");

    public static readonly HoldSentence ClosesAt = new("closesAt", "1688 closes it at {time} UTC");

    public static readonly HoldSentence ClosesUnknown = new("closesUnknown", "1688 names no time");

    public static readonly HoldSentence PaidBeyond = new("paidBeyond", "1688 says {paid} was paid; approved: {limit}");

    public static readonly HoldSentence PaidUnapproved = new("paidUnapproved", "1688 says {paid} was paid; approved: nothing");

    public static readonly HoldSentence SentAndUnpaid = new("sentAndUnpaid", "the payment was sent and 1688 says unpaid");

    public static readonly HoldSentence OrdersOnMarket = new("ordersOnMarket", "1688 orders {orders}");

    public static readonly HoldSentence RefundedInStore = new("refundedInStore", "payment in the store: {before} before, {now} now");

    public static readonly HoldSentence PaidBackAndOpen = new(
        "paidBackAndOpen",
        "the store paid the whole order back and still waits for its goods"
    );

    public static readonly HoldSentence VariantsShare = new("variantsShare", "{sku} stands for several variants: {variants}");

    public static readonly HoldSentence VariantOther = new(
        "variantOther",
        "{sku} is mapped for {mapped}, and this order has another variant: {ordered}"
    );

    public static readonly HoldSentence Unsettled = new("unsettled", "our number is {key}");

    public static readonly HoldSentence CarrierUnknown = new("carrierUnknown", "{number}: the carrier {carrier} is not known");

    public static readonly HoldSentence CarrierOther = new("carrierOther", "{number} of {carrier}: the number looks like one of {other}");

    public static readonly HoldSentence CheckDigitWrong = new("checkDigitWrong", "{number} of {carrier}: the check digit is wrong");

    public static readonly HoldSentence NumberFiller = new("numberFiller", "{number} of {carrier}: this is no number");

    public static readonly HoldSentence ParcelUnscanned = new("parcelUnscanned", "{number} ({carrier}): no carrier has scanned it");

    public static readonly HoldSentence ParcelNotCollected = new(
        "parcelNotCollected",
        "{number} ({carrier}): the carrier did not get it from the supplier"
    );

    public static readonly HoldSentence ParcelNotDelivered = new(
        "parcelNotDelivered",
        "{number} ({carrier}): the carrier could not hand it over"
    );

    public static readonly HoldSentence ParcelAddressWrong = new(
        "parcelAddressWrong",
        "{number} ({carrier}): the carrier does not find the address"
    );

    public static readonly HoldSentence ParcelRejected = new("parcelRejected", "{number} ({carrier}): the recipient refused it");

    public static readonly HoldSentence ParcelReturning = new(
        "parcelReturning",
        "{number} ({carrier}): it is on its way back to the sender"
    );

    public static readonly HoldSentence ParcelReturned = new("parcelReturned", "{number} ({carrier}): it was returned to the sender");

    public static readonly HoldSentence ParcelLost = new("parcelLost", "{number} ({carrier}): the carrier lost it");

    public static readonly HoldSentence ParcelDamaged = new("parcelDamaged", "{number} ({carrier}): it is damaged");

    public static readonly HoldSentence ParcelAtCustoms = new("parcelAtCustoms", "{number} ({carrier}): the customs keep it");

    public static readonly HoldSentence ParcelCancelled = new("parcelCancelled", "{number} ({carrier}): its transport was cancelled");

    public static readonly HoldSentence ParcelSilent = new("parcelSilent", "{number} ({carrier}): nothing was heard of it for too long");

    public static readonly HoldSentence ParcelFailed = new("parcelFailed", "{number} ({carrier}): the carrier reports a problem");

    public static readonly HoldSentence NumberShared = new("numberShared", "{number} of {carrier}: it stands on order {fact}, too");

    public static readonly HoldSentence ScanOlder = new(
        "scanOlder",
        "{number} of {carrier}: a carrier scanned it at {fact} UTC, before the goods were paid"
    );

    public static readonly HoldSentence CityOther = new(
        "cityOther",
        "{number} of {carrier}: its trace ends in {fact}, which is another city than the parcel's"
    );

    public static readonly HoldSentence ForwarderNumbers = new(
        "forwarderNumbers",
        "{forwarder}: {numbered} of {all} pieces with a tracking number"
    );

    public static readonly HoldSentence WasState = new("wasState", "it was {state}");

    public static readonly HoldSentence AddressErased = new("addressErased", "its address is erased");

    public static readonly HoldSentence BoughtBefore = new("boughtBefore", "bought before: {purchases}");

    public static readonly HoldSentence StoreCancelled = new("storeCancelled", "the store order was cancelled");

    public static readonly HoldSentence StorePaidBack = new("storePaidBack", "the store order was paid back");

    public static readonly HoldSentence StoreVoided = new("storeVoided", "the store order's payment was voided");

    public static readonly HoldSentence CancelledBy = new("cancelledBy", "cancelled by {person}: {why}");

    public static readonly HoldSentence PaidAmount = new("paidAmount", "paid {amount}");

    public static readonly HoldSentence PaidAndSent = new("paidAndSent", "paid and sent: {purchases}");

    public static readonly HoldSentence ClosedOnMarket = new("closedOnMarket", "closed on 1688");

    public static readonly HoldSentence ClosedNowhere = new("closedNowhere", "closed there and bought nowhere: {orders}");

    public static readonly HoldSentence PiecesOfLine = new("piecesOfLine", "{pieces} of line {line}");

    public static readonly HoldSentence AddressChanged = new("addressChanged", "the address changed");

    public static readonly HoldSentence Remapped = new("remapped", "the SKU is mapped to other goods");

    public static readonly HoldSentence FewerPieces = new("fewerPieces", "the store order asks for fewer pieces, by line: {lines}");

    public static readonly HoldSentence NumberOther = new(
        "numberOther",
        "parcel {parcel}: the store has {pushed}, the supplier says {number}"
    );

    public static readonly HoldSentence NumberMissing = new(
        "numberMissing",
        "parcel {parcel}: the store has no number, the supplier says {number}"
    );

    public static readonly HoldSentence AddressGone = new("addressGone", "the address is not kept any more");

    public static readonly HoldSentence CustomerGone = new("customerGone", "the customer's address is not kept any more");

    public static readonly HoldSentence NotByInterface = new("notByInterface", "1688 allows no way to order this by interface");

    public static readonly HoldSentence TradeTypeOther = new(
        "tradeTypeOther",
        "1688 does not allow the trade type '{type}' here, only: {types}"
    );

    public static readonly HoldSentence AttemptOther = new("attemptOther", "attempt {attempt} asked for something else");

    public static readonly HoldSentence OrderDeleted = new("orderDeleted", "the order was deleted in the store");

    public static readonly HoldSentence UnpaidCancelled = new("unpaidCancelled", "what is not paid for it is cancelled");

    public static readonly HoldSentence NoAnswer = new("noAnswer", "no answer since {since}: {words}");

    public static readonly HoldSentence KeyRefused = new("keyRefused", "the key is refused: {words}");

    public static readonly HoldSentence OrdersNamed = new("ordersNamed", "Orders: {orders}");

    public static readonly HoldSentence OrdersUnnamed = new("ordersUnnamed", "Orders: none named");

    public static readonly HoldSentence ParcelsRefused = new(
        "parcelsRefused",
        "1688 order {order} is shipped, and its parcels are refused: {words}"
    );

    public static readonly HoldSentence LastRead = new("lastRead", "last read to the end {time} UTC");

    /// <summary>Words that are not ours: those of a platform or of a person.</summary>
    public static readonly HoldSentence Words = new("words", "{words}");

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
        RatesOutdated,
        Reported,
        MarginTooLow,
        SupplierLate,
        SupplierSuspected,
        SupplierRises,
        SupplierCancels,
        NoRoom,
        PiecesShipped,
        WantedBy,
        ApprovedUnpaid,
        ConsentEnds,
        WaitsSince,
        ClosesAt,
        ClosesUnknown,
        PaidBeyond,
        PaidUnapproved,
        SentAndUnpaid,
        OrdersOnMarket,
        RefundedInStore,
        PaidBackAndOpen,
        VariantsShare,
        VariantOther,
        Unsettled,
        CarrierUnknown,
        CarrierOther,
        CheckDigitWrong,
        NumberFiller,
        ParcelUnscanned,
        ParcelNotCollected,
        ParcelNotDelivered,
        ParcelAddressWrong,
        ParcelRejected,
        ParcelReturning,
        ParcelReturned,
        ParcelLost,
        ParcelDamaged,
        ParcelAtCustoms,
        ParcelCancelled,
        ParcelSilent,
        ParcelFailed,
        NumberShared,
        ScanOlder,
        CityOther,
        ForwarderNumbers,
        WasState,
        AddressErased,
        BoughtBefore,
        StoreCancelled,
        StorePaidBack,
        StoreVoided,
        CancelledBy,
        PaidAmount,
        PaidAndSent,
        ClosedOnMarket,
        ClosedNowhere,
        PiecesOfLine,
        AddressChanged,
        Remapped,
        FewerPieces,
        NumberOther,
        NumberMissing,
        AddressGone,
        CustomerGone,
        NotByInterface,
        TradeTypeOther,
        AttemptOther,
        OrderDeleted,
        UnpaidCancelled,
        NoAnswer,
        KeyRefused,
        OrdersNamed,
        OrdersUnnamed,
        ParcelsRefused,
        LastRead,
        Words,
    ];

    // The one with the most words of its own goes first.
    private static readonly IReadOnlyList<HoldSentence> s_byWords = [.. All.OrderByDescending(sentence => sentence.OwnLetters)];

    /// <summary>The facts behind an English text, as far as sentences of these say it; null when none of it is said by one.</summary>
    public static HoldFacts? Read(string text)
    {
        var facts = text.Split("; ")
            .Select(part => s_byWords.Select(sentence => sentence.Read(part)).FirstOrDefault(fact => fact is not null));
        var all = facts.Zip(text.Split("; "), (fact, part) => fact ?? Words.With(("words", part)).Facts!.All[0]).ToList();
        return all.TrueForAll(fact => fact.Sentence == Words.Name) ? null : new HoldFacts(all);
    }
}

namespace Dropship.Core.Orders;

/// <summary>A parcel of a purchase order, and what the store knows of it.</summary>
public sealed record Parcel
{
    private const int MostWords = 10;
    private const int LongestWord = 60;

    /// <summary>The market's id, or one made of the forwarder's; it stays when the waybill is replaced.</summary>
    public required string ParcelId { get; init; }

    /// <summary>The 1688 order that it is of; null for a parcel that a forwarder sends.</summary>
    public string? SupplierOrderId { get; init; }

    public ParcelLeg Leg { get; init; }

    /// <summary>Whether the store is told of it: its number is the customer's, or has the platform make the customer's. What only goes to a
    /// forwarder does not concern it.</summary>
    public bool ConcernsStore { get; init; } = true;

    /// <summary>The waybill number; null when the supplier gave none.</summary>
    public string? WaybillNumber { get; init; }

    /// <summary>The waybill numbers that the supplier replaced, the oldest first. The store may have each of them.</summary>
    public IReadOnlyList<string> FormerNumbers { get; init; } = [];

    public required string CarrierName { get; init; }

    public string? CarrierCode { get; init; }

    public required ParcelStatus Status { get; init; }

    /// <summary>What the status means in particular.</summary>
    public ParcelSubStatus SubStatus { get; init; }

    /// <summary>The source's own word for the status.</summary>
    public required string RawStatus { get; init; }

    /// <summary>The words told of it that are not known here, each after its source. They change nothing of its status.</summary>
    public IReadOnlyList<string> UnknownWords { get; init; } = [];

    /// <summary>When it came to its status; null when the source does not say.</summary>
    public DateTimeOffset? StatusAt { get; init; }

    public DateTimeOffset? ShippedAt { get; init; }

    public int? WeightGrams { get; init; }

    /// <summary>What the forwarder asks for it; null when that is not known.</summary>
    public Money? Fee { get; init; }

    /// <summary>Which pieces of the store order it fulfils; none for the second half of a bundle.</summary>
    public required IReadOnlyList<LineQuantity> StoreLines { get; init; }

    /// <summary>The store lines that its goods are a part of, when it fulfils no pieces itself: its number belongs to the fulfilment of the
    /// parcel that does.</summary>
    public IReadOnlyList<string> GoesWith { get; init; } = [];

    public PushState Push { get; init; } = PushState.Pending;

    /// <summary>The number that the store was given; differs from <see cref="WaybillNumber"/> after a replacement.</summary>
    public string? PushedNumber { get; init; }

    /// <summary>The carrier that the store was given, by <see cref="Carriers.Key"/>; null when it was given none.</summary>
    public string? PushedCarrier { get; init; }

    /// <summary>The number that the platform made for the customer, where it makes the waybill; null elsewhere, and until it is
    /// known.</summary>
    public string? PlatformNumber { get; init; }

    /// <summary>Whether the rest of the order is shipped, where the platform ships an order only as a whole; null for a parcel that need
    /// not wait for it.</summary>
    public bool? RestIsShipped { get; init; }

    /// <summary>Whether it waits for the rest of the order.</summary>
    public bool AwaitsRest => RestIsShipped == false;

    /// <summary>The platform's id of the fulfilment that carries the number; for a parcel that goes with another, known before the number
    /// is there.</summary>
    public string? FulfilmentId { get; init; }

    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>When the forwarder was given the platform's label for it; null before, and where there is none.</summary>
    public DateTimeOffset? LabelToldAt { get; init; }

    /// <summary>When the store may be told again, after an answer that never came or a number that was replaced before it was told; null
    /// when nothing is in doubt. What was on its way may still arrive until then.</summary>
    public DateTimeOffset? PushAgainAt { get; init; }

    /// <summary>How many answers in a row never came.</summary>
    public int PushDoubts { get; init; }

    /// <summary>When to look next whether the store shows the number; null when there is nothing to look for.</summary>
    public DateTimeOffset? ConfirmAt { get; init; }

    /// <summary>The platform's code and words when it refused; null otherwise.</summary>
    public CallProblem? Problem { get; init; }

    /// <summary>Whether items with another number in the store keep it: a person checked and released this one.</summary>
    public bool YieldsToOthers { get; init; }

    /// <summary>Since when it has this number; null while it has none, and for one that came without a time.</summary>
    public DateTimeOffset? NumberedAt { get; init; }

    /// <summary>The number and carrier that a person looked at and let pass, by <see cref="NumberKey"/>; null when none did.</summary>
    public string? CheckedNumber { get; init; }

    /// <summary>What was found to speak against its number, beside the number's form.</summary>
    public IReadOnlyList<NumberFinding> Findings { get; init; } = [];

    /// <summary>The carrier that the supplier or the forwarder names where a tracking service knows better, by <see cref="Carriers.Key"/>;
    /// null otherwise.</summary>
    public string? CorrectedFrom { get; init; }

    /// <summary>The number and carrier of which a tracking service tells the news, by <see cref="NumberKey"/>; null before.</summary>
    public string? FollowedKey { get; init; }

    /// <summary>When the tracking service is told of it again, after it did not answer; null when nothing went wrong.</summary>
    public DateTimeOffset? FollowAt { get; init; }

    /// <summary>When the tracking service is to be told of it; null when it was, or when there is nothing to tell.</summary>
    public DateTimeOffset? FollowDueAt =>
        WaybillNumber is not null && Status is not (ParcelStatus.Revoked or ParcelStatus.Delivered) && FollowedKey != NumberKey
            ? FollowAt ?? DateTimeOffset.MinValue
            : null;

    /// <summary>Whether something was found against its number that no person let pass.</summary>
    public bool IsDoubted => Findings.Count > 0 && CheckedNumber != NumberKey && WaybillNumber is not null && !IsRevoked;

    /// <summary>Whether a person said that its pickup is not waited for.</summary>
    public bool IsPickupWaived { get; init; }

    /// <summary>What carriers told of it, oldest first.</summary>
    public IReadOnlyList<TraceRow> Trace { get; init; } = [];

    /// <summary>What a check of the number is bound to: another number or carrier is looked at anew.</summary>
    public string NumberKey => $"{WaybillNumber} {Carriers.Key(CarrierName, CarrierCode)}";

    /// <summary>What speaks against the number that the store does not have yet, or against that of a parcel on its way to the forwarder
    /// that no carrier has scanned; null when nothing does, or a person let it pass.</summary>
    public NumberDoubt? Doubt =>
        (ConcernsStore || AwaitsPickup) && WaybillNumber is { } number && !IsRevoked && PushedNumber != number && CheckedNumber != NumberKey
            ? CarrierNumbers.DoubtOf(CarrierName, CarrierCode, number) is { } doubt
            && !(doubt == NumberDoubt.UnknownCarrier && (IsFromForwarder || !ConcernsStore))
                ? doubt
                : Findings.Select(finding => (NumberDoubt?)finding.Doubt).FirstOrDefault()
            : null;

    /// <summary>Whether it is said to be on its way while no carrier has scanned it.</summary>
    public bool AwaitsPickup =>
        Status is ParcelStatus.NotFound or ParcelStatus.InfoReceived && WaybillNumber is not null && !IsPickupWaived;

    /// <summary>When something was last heard of its way; null while it is not on its way, or when nobody said when.</summary>
    public DateTimeOffset? HeardAt =>
        Status is ParcelStatus.InTransit or ParcelStatus.OutForDelivery or ParcelStatus.AvailableForPickup
            ? new[] { StatusAt, Trace.Count > 0 ? Trace[^1].OccurredAt : null, ShippedAt, NumberedAt }.Max()
            : null;

    /// <summary>Whether a person has to see to it.</summary>
    public bool IsTroubled =>
        Status is ParcelStatus.AttemptFailed or ParcelStatus.Expired
        || (Status == ParcelStatus.Exception && SubStatus != ParcelSubStatus.Delayed);

    /// <summary>Whether a person left the store to the seller: what the store was not told of it, it is not told any more.</summary>
    public bool IsLeft { get; init; }

    /// <summary>Whether a person had the store's refusal, or another number there, ignored.</summary>
    public bool IsPushIgnored => IsLeft || (YieldsToOthers && Push == PushState.NotNeeded);

    /// <summary>Whether a person enters its number in the store by hand, since the supplier gave us none.</summary>
    public bool IsNumberedByHand { get; init; }

    /// <summary>Whether a forwarder sends it to the customer.</summary>
    public bool IsFromForwarder => SupplierOrderId is null;

    /// <summary>Whether it waits for the store to show what a person entered there.</summary>
    public bool AwaitsHand => ConcernsStore && IsNumberedByHand && WaybillNumber is null && Push == PushState.Pending;

    /// <summary>Whether it fulfils no pieces itself and its number belongs to another parcel's fulfilment.</summary>
    public bool IsCompanion => StoreLines.Count == 0 && GoesWith.Count > 0;

    /// <summary>Whether it waits for the parcel that it goes with to have a fulfilment.</summary>
    public bool AwaitsLead => ConcernsStore && IsCompanion && FulfilmentId is null && Push == PushState.Pending;

    /// <summary>Whether the store has to be told something about it now.</summary>
    public bool NeedsPush =>
        ConcernsStore
        && WaybillNumber is not null
        && !IsRevoked
        && !AwaitsLead
        && !AwaitsRest
        && Doubt is null
        && (
            Push == PushState.Pending
            || (Push is PushState.Pushed or PushState.Confirmed && (PushedNumber != WaybillNumber || HasOtherCarrier))
        );

    /// <summary>Whether the waybill was revoked before the store was given it: no goods are on their way under it.</summary>
    public bool IsRevoked => Status == ParcelStatus.Revoked && PushedNumber is null && Push == PushState.Pending;

    /// <summary>Whether it is on its way without a number that the store could be given.</summary>
    public bool IsNameless => WaybillNumber is null || IsRevoked;

    // Of several numbers of one fulfilment the store shows the first one's carrier.
    private bool HasOtherCarrier => PushedCarrier is { } told && StoreLines.Count > 0 && told != Carriers.Key(CarrierName, CarrierCode);

    /// <summary>What is known of its way.</summary>
    public ParcelReport ToReport() => new(Status, SubStatus, RawStatus, StatusAt);

    /// <summary>The same parcel with more words that are not known here.</summary>
    public Parcel WithUnknown(string source, IEnumerable<string> words) =>
        this with
        {
            UnknownWords =
            [
                .. UnknownWords
                    .Concat(words.Select(word => $"{source} {OutsideText.Line(word, LongestWord)}"))
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Take(MostWords),
            ],
        };

    /// <summary>The same parcel, as far as a report says.</summary>
    public Parcel With(ParcelReport report) =>
        this with
        {
            Status = report.Status,
            SubStatus = report.SubStatus,
            RawStatus = report.RawStatus,
            StatusAt = report.At,
        };

    /// <summary>The numbers that are its: the waybill's, the one that the store was given, and those that it may have been given.</summary>
    public IEnumerable<string> ListNumbers() =>
        FormerNumbers.Concat(new[] { WaybillNumber, PushedNumber, PlatformNumber }.OfType<string>());

    /// <summary>Whether a number in the store is its.</summary>
    public bool Carries(string number) => ListNumbers().Holds(number);
}

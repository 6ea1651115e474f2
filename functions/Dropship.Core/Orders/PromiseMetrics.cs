using System.Diagnostics.Metrics;

namespace Dropship.Core.Orders;

/// <summary>
/// How well the app keeps what it promises, in figures: nothing lost, nothing bought twice, nothing late, nothing forgotten. What an
/// order's history tells is counted from the history itself, once for each event, so that the figures and the history agree.
/// </summary>
public sealed class PromiseMetrics
{
    public const string MeterName = "Dropship";

    private readonly Counter<long> _ordersSeen;
    private readonly Counter<long> _ordersFulfilled;
    private readonly Counter<long> _ordersPushed;
    private readonly Counter<long> _placed;
    private readonly Counter<long> _paid;
    private readonly Counter<long> _confirmed;
    private readonly Histogram<double> _secondsToPlace;
    private readonly Histogram<double> _secondsToStore;
    private readonly Counter<long> _unknownEntered;
    private readonly Counter<long> _unknownSettled;
    private readonly Counter<long> _alertsRaised;
    private readonly Counter<long> _alertsClosed;
    private readonly Counter<long> _messagesPutAside;
    private readonly Counter<long> _comparisons;
    private readonly Counter<long> _gaps;
    private readonly Gauge<double> _cursorAge;

    public PromiseMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _ordersSeen = meter.CreateCounter<long>("dropship.orders.seen", "{order}", "Store orders imported.");
        _ordersFulfilled = meter.CreateCounter<long>(
            "dropship.orders.fulfilled",
            "{order}",
            "Store orders with all parcels confirmed by the store."
        );
        _ordersPushed = meter.CreateCounter<long>(
            "dropship.orders.pushed",
            "{order}",
            "Store orders with all tracking numbers in the store, by whether that was before the store's deadline."
        );
        _placed = meter.CreateCounter<long>("dropship.purchase_orders.placed", "{purchase_order}", "Purchase orders placed on 1688.");
        _paid = meter.CreateCounter<long>("dropship.purchase_orders.paid", "{purchase_order}", "Purchase orders paid.");
        _confirmed = meter.CreateCounter<long>(
            "dropship.purchase_orders.confirmed",
            "{purchase_order}",
            "Purchase orders with tracking numbers confirmed by the store."
        );
        _secondsToPlace = meter.CreateHistogram<double>(
            "dropship.placing.duration",
            "s",
            "From the customer's payment to the order on 1688."
        );
        _secondsToStore = meter.CreateHistogram<double>(
            "dropship.tracking.duration",
            "s",
            "From the supplier's shipment to the tracking number in the store."
        );
        _unknownEntered = meter.CreateCounter<long>(
            "dropship.unknown_outcomes.entered",
            "{purchase_order}",
            "Placements and payments with an unknown result."
        );
        _unknownSettled = meter.CreateCounter<long>(
            "dropship.unknown_outcomes.settled",
            "{purchase_order}",
            "Unknown results resolved by a look-up."
        );
        _alertsRaised = meter.CreateCounter<long>("dropship.alerts.raised", "{alert}", "Alerts raised, by reason.");
        _alertsClosed = meter.CreateCounter<long>("dropship.alerts.closed", "{alert}", "Alerts closed, by reason.");
        _messagesPutAside = meter.CreateCounter<long>(
            "dropship.messages.put_aside",
            "{message}",
            "Messages moved to the failed list, by queue."
        );
        _comparisons = meter.CreateCounter<long>(
            "dropship.reconciliations.ended",
            "{comparison}",
            "Completed reconciliations with a store or 1688."
        );
        _gaps = meter.CreateCounter<long>("dropship.reconciliations.gaps", "{gap}", "Discrepancies found by reconciliations.");
        _cursorAge = meter.CreateGauge<double>("dropship.cursor.age", "s", "Time since the last complete sync of an account.");
    }

    /// <summary>Counts what a save told.</summary>
    /// <param name="record">The order as it was saved.</param>
    /// <param name="events">What was told with it.</param>
    public void Record(Order record, IReadOnlyList<OrderEvent> events)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(events);
        var store = Tag("store", record.Key.AccountId);
        foreach (var told in events)
        {
            var purchase = PurchaseOrderKey.TryParse(told.PurchaseOrder, out var key) ? record.Find(key) : null;
            if (told.What == EventKinds.OrderSeen)
            {
                _ordersSeen.Add(1, store);
            }
            else if (told.What == EventKinds.OrderState && told.After == nameof(OrderState.Fulfilled))
            {
                _ordersFulfilled.Add(1, store);
            }
            else if (told.What == EventKinds.OrderPushed)
            {
                _ordersPushed.Add(1, store, Tag("deadline", told.After ?? PushedOrders.NoDeadline));
            }
            else if (told.What == EventKinds.PurchasePlaced)
            {
                _placed.Add(1, store);
                if (purchase is { IsSale: true, Key.Sequence: 1 })
                {
                    RecordSpan(_secondsToPlace, record.StoreOrder.PaidAt ?? record.FirstSeenAt, told.At, store);
                }
            }
            else if (told.What == EventKinds.PurchasePaid)
            {
                _paid.Add(1, store);
            }
            else if (told.What == EventKinds.TrackingPushed)
            {
                if (told.Before is null && ShippedAt(purchase, told.After) is { } shipped)
                {
                    RecordSpan(_secondsToStore, shipped, told.At, store);
                }
            }
            else if (told.What == EventKinds.PurchaseState)
            {
                RecordMove(told, store);
            }
        }
    }

    /// <summary>Counts an alert that was not open before.</summary>
    public void AlertRaised(string reason) => _alertsRaised.Add(1, Tag("reason", reason));

    /// <summary>Counts an alert whose cause is gone.</summary>
    public void AlertClosed(string reason) => _alertsClosed.Add(1, Tag("reason", reason));

    /// <summary>Counts a message that failed too often.</summary>
    public void MessagePutAside(string queue) => _messagesPutAside.Add(1, Tag("queue", queue));

    /// <summary>Counts a comparison and what it found.</summary>
    public void Compared(ReconciledCounterparty side, string accountId, bool isComplete, int gapCount)
    {
        var sideTag = Tag("side", side.ToString());
        var account = Tag("account", accountId);
        _comparisons.Add(1, sideTag, account, Tag("complete", isComplete));
        _gaps.Add(gapCount, sideTag, account);
    }

    /// <summary>Notes how long ago an account was last read to the end.</summary>
    public void CursorSeen(string account, TimeSpan age) => _cursorAge.Record(age.TotalSeconds, Tag("account", account));

    private static DateTimeOffset? ShippedAt(PurchaseOrder? purchase, string? pushedNumber) =>
        purchase?.Parcels.FirstOrDefault(parcel => parcel.PushedNumber == pushedNumber)?.ShippedAt;

    private void RecordMove(OrderEvent told, KeyValuePair<string, object?> store)
    {
        var (from, to) = (StateIn(told.Before), StateIn(told.After));
        if (to == PurchaseOrderState.Completed)
        {
            _confirmed.Add(1, store);
        }

        if (DoubtIn(from) is { } settled)
        {
            _unknownSettled.Add(1, store, Tag("call", settled));
        }

        if (DoubtIn(to) is { } entered)
        {
            _unknownEntered.Add(1, store, Tag("call", entered));
        }
    }

    private static string? DoubtIn(PurchaseOrderState? state) =>
        state switch
        {
            PurchaseOrderState.PlacementUnknown => "place",
            PurchaseOrderState.PaymentUnknown => "pay",
            _ => null,
        };

    // A state that waits is told with the reason behind it.
    private static PurchaseOrderState? StateIn(string? told) =>
        Enum.TryParse<PurchaseOrderState>(told?.Split(' ')[0], out var state) ? state : null;

    // The two ends are told by different clocks.
    private static void RecordSpan(
        Histogram<double> histogram,
        DateTimeOffset from,
        DateTimeOffset until,
        KeyValuePair<string, object?> store
    ) => histogram.Record(Math.Max(0, (until - from).TotalSeconds), store);

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}

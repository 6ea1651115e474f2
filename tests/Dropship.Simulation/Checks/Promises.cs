using Azure;
using Dropship.Core;
using Dropship.Core.Fulfilment;
using Dropship.Core.Orders;
using Dropship.Simulation.Engine;
using Dropship.Simulation.Outside;

namespace Dropship.Simulation.Checks;

/// <summary>What must hold at every step, whatever goes wrong. The first promise that is broken ends the run.</summary>
internal sealed class Promises(Scheduler scheduler)
{
    public const string OnePlacement = "at most one 1688 order set for each key";
    public const string ApprovedPayment = "no payment without a live approval for that amount or less";
    public const string PaidWithinApproved = "the sum paid is never above the sum approved";
    public const string ApprovalOnce = "no approval is consumed twice";
    public const string OneState = "every store order seen is in exactly one state and none is lost";
    public const string PushOnce = "tracking is pushed at most once for each parcel, never for cancelled orders";
    public const string ComesToRest = "after the faults stop all orders end, or wait for a named person";
    public const string NoPersonalData = "no personal data or token in a log line or message";
    public const string IntentFirst = "the intent is written before a call that creates or pays";
    public const string DeclaredMoves = "every move is a declared one, and every change is told";
    public const string NoSurprise = "handlers fail only when the outside does";

    public const string RightNumber = "the store is never given the number of a parcel to the forwarder, unless that is allowed";

    public const string ConfirmedByStore = "a number counts as confirmed only when the store has shown it";

    public const string StatusOnward = "what is known of a parcel's way never goes back";

    public const string DoubtToldOnce = "what speaks against a number is told once, until the number is another one";

    /// <summary>Every name, phone, street and remark of a run holds one of these; so does every ticket.</summary>
    public static readonly IReadOnlyList<string> Secrets = ["Trần-Thị", "0912-345", "Phố-Huế", "chuông-cửa", ".signer."];

    private const string Doubted = "NUMBER_DOUBTFUL";

    private static readonly TimeSpan s_onItsWay = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, int> _created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Money>> _paid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Round, Money Limit)> _intents = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, int Round), Money> _approved = [];
    private readonly HashSet<(string Key, int Round)> _takenBack = [];
    private readonly HashSet<(string Key, int Round)> _posted = [];
    private readonly HashSet<(string Order, string Number)> _pushed = [];
    private readonly HashSet<(string Order, string Number)> _shown = [];
    private readonly HashSet<(string Key, string What)> _doubts = [];

    /// <summary>The first promise that was broken; null while all are kept.</summary>
    public BrokenPromise? Broken { get; private set; }

    /// <summary>Reads an order as it is in the table now.</summary>
    public Func<OrderKey, Order?> Find { get; set; } = _ => null;

    /// <summary>Whether the store account has domestic numbers pushed early.</summary>
    public bool MayPushDomesticNumbers { get; set; }

    /// <summary>Since when all money is stopped; null while it is not.</summary>
    public Func<DateTimeOffset?> StoppedSince { get; set; } = () => null;

    public void Break(string rule, string what, OrderKey? order = null) =>
        Broken ??= new BrokenPromise(rule, what, order, scheduler.Count, scheduler.Now);

    public int CreatedFor(string key) => _created.GetValueOrDefault(key);

    public void OnSaved(Order? known, Order saved, IReadOnlyList<OrderEvent> history, IReadOnlyList<OrderEvent> events)
    {
        var key = saved.Key;
        if (
            events.Count == 0
            || events[0].Sequence != history.Count + 1
            || events[0].PreviousHash != (history.Count == 0 ? string.Empty : history[^1].Hash)
            || saved.EventHash != events[^1].Hash
        )
        {
            Break(DeclaredMoves, "the new events do not follow the history so far", key);
        }

        CheckMoves(known, saved, events);
        foreach (var purchase in saved.PurchaseOrders)
        {
            CheckApproval(key, known?.Find(purchase.Key), purchase);
            CheckIntent(key, known?.Find(purchase.Key), purchase);
            CheckConfirmed(key, purchase);
            CheckStatus(key, known?.Find(purchase.Key), purchase);
            CheckDoubts(key, purchase, events);
        }

        foreach (var told in events)
        {
            OnText("an event", $"{told.Why} {told.Before} {told.After}");
        }
    }

    /// <summary>A person sends the form of an approval page.</summary>
    public void OnPosted(string key, int round) => _posted.Add((key, round));

    public void OnCreateAsked(string key)
    {
        CheckSwitch(key);
        if (PurchaseOf(key) is not { State: PurchaseOrderState.Placing, Placement: not null })
        {
            Break(IntentFirst, $"{key} is sent to 1688 while the table says {PurchaseOf(key)?.State}", OrderOf(key));
        }
    }

    public void OnCreated(string key)
    {
        _created[key] = CreatedFor(key) + 1;
        if (_created[key] > 1)
        {
            Break(OnePlacement, $"{key} was bought {_created[key]} times", OrderOf(key));
        }
    }

    public void OnPaymentAsked(SupplierOrder order, Money amount)
    {
        if (!_intents.TryGetValue(order.Key!, out var intent) || amount > intent.Limit)
        {
            Break(IntentFirst, $"{order.Key} is paid {amount} without an intent that covers it", OrderOf(order.Key!));
        }

        CheckSwitch(order.Key!);
    }

    public void OnPaid(SupplierOrder order, Money amount)
    {
        var key = order.Key!;
        if (
            !_intents.TryGetValue(key, out var intent)
            || !_approved.TryGetValue((key, intent.Round), out var approved)
            || _takenBack.Contains((key, intent.Round))
        )
        {
            Break(ApprovedPayment, $"{amount} is paid for {key}, which nobody approved", OrderOf(key));
            return;
        }

        var paid = _paid.TryGetValue(key, out var before) ? before : _paid[key] = new Dictionary<string, Money>(StringComparer.Ordinal);
        paid[order.OrderId] = amount;
        var sum = paid.Values.Aggregate((left, right) => left + right);
        if (sum > approved)
        {
            Break(PaidWithinApproved, $"{sum} is paid for {key}, round {intent.Round} approved {approved}", OrderOf(key));
        }
    }

    /// <summary>1688 closed an order: what was paid for it comes back, and a later round is not asked for it.</summary>
    public void OnClosed(SupplierOrder order)
    {
        if (_paid.TryGetValue(order.Key!, out var paid))
        {
            paid.Remove(order.OrderId);
        }
    }

    /// <summary>The way to the cashier is shown to a person.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="asked">What the market asked all the while.</param>
    public void OnCashierShown(string key, Money asked)
    {
        CheckSwitch(key);
        if (!_intents.TryGetValue(key, out var intent) || asked > intent.Limit || _takenBack.Contains((key, intent.Round)))
        {
            Break(ApprovedPayment, $"the cashier is shown for {key} at {asked}, which nobody approved", OrderOf(key));
        }
    }

    public void OnPushed(string accountId, StoreOrder order, string number, IReadOnlyList<LineQuantity> lines)
    {
        var key = new OrderKey(accountId, order.StoreOrderId);
        OnNumber(key, number);
        if (order.IsCancelled)
        {
            Break(PushOnce, $"{number} is pushed to a cancelled order", key);
        }

        if (!_pushed.Add((order.StoreOrderId, $"{number} {string.Join(',', lines)}")))
        {
            Break(PushOnce, $"{number} is pushed twice", key);
        }

        if (Find(key)?.PurchaseOrders.Any(purchase => purchase.Parcels.Any(parcel => parcel.Carries(number))) != true)
        {
            Break(PushOnce, $"{number} is of no parcel of this order", key);
        }
    }

    /// <summary>The store is given a number, for new pieces or in the place of another one.</summary>
    public void OnNumber(OrderKey key, string number)
    {
        var purchase = Find(key)
            ?.PurchaseOrders.FirstOrDefault(one =>
                one.Parcels.Any(parcel => parcel.Leg == ParcelLeg.ToForwarder && parcel.Carries(number))
            );
        if (!MayPushDomesticNumbers && (purchase is not null || IsDomestic(key, number)))
        {
            Break(RightNumber, $"{number} goes to the forwarder, and the store is given it", key);
        }
    }

    /// <summary>The store shows numbers in the fulfilments of an order.</summary>
    public void OnShown(StoreOrder order) =>
        _shown.UnionWith(
            order.Fulfilments.SelectMany(fulfilment => fulfilment.TrackingNumbers).Select(number => (order.StoreOrderId, number))
        );

    public void OnText(string where, string text)
    {
        foreach (var secret in Secrets)
        {
            if (text.Contains(secret, StringComparison.Ordinal))
            {
                Break(NoPersonalData, $"{where} says: {text}");
            }
        }
    }

    /// <summary>A handler threw. The outside may fail and writers may meet; nothing else may.</summary>
    public void OnThrown(Activity activity, Exception exception)
    {
        var all = exception is AggregateException { InnerExceptions: var several } ? several : [exception];
        if (all.Any(one => one is not (RequestFailedException or OrderChangedException or OutsideUnavailableException)))
        {
            Break(NoSurprise, $"{activity.Name}: {exception}");
        }
    }

    private void CheckConfirmed(OrderKey key, PurchaseOrder purchase)
    {
        foreach (var parcel in purchase.Parcels.Where(parcel => parcel.Push == PushState.Confirmed))
        {
            if (!_shown.Contains((key.StoreOrderId, parcel.PushedNumber ?? string.Empty)))
            {
                Break(ConfirmedByStore, $"{parcel.PushedNumber} counts as confirmed and the store never showed it", key);
            }
        }
    }

    private void CheckStatus(OrderKey key, PurchaseOrder? known, PurchaseOrder purchase)
    {
        foreach (var parcel in purchase.Parcels)
        {
            var before = known?.Parcels.FirstOrDefault(old => old.ParcelId == parcel.ParcelId && old.WaybillNumber == parcel.WaybillNumber);
            if (before is not null && before.ToReport().Latest(parcel.ToReport()) != parcel.ToReport())
            {
                Break(StatusOnward, $"{parcel.WaybillNumber} was {before.ToReport()} and is {parcel.ToReport()}", key);
            }
        }
    }

    private void CheckDoubts(OrderKey order, PurchaseOrder purchase, IReadOnlyList<OrderEvent> events)
    {
        var key = purchase.Key.Value;
        var own = events.Where(told => told.PurchaseOrder == key).ToList();
        if (own.Exists(told => told.What == EventKinds.WaybillChanged || told.What == EventKinds.CarrierChanged))
        {
            _doubts.RemoveWhere(doubt => doubt.Key == key);
        }

        // What takes the place of a doubt that nobody has answered gives the place back.
        if (purchase.Hold is { Code: not Doubted })
        {
            _doubts.RemoveWhere(doubt => doubt.Key == key && doubt.What.StartsWith(Doubted, StringComparison.Ordinal));
        }

        // Parcels that leave in one box share its number, and each of them bears what was found.
        var found = own.Where(told => told.What == EventKinds.NumberFinding).Select(told => $"{told.After} {told.Why}").Distinct();
        foreach (var doubt in found.Where(doubt => !_doubts.Add((key, doubt))))
        {
            Break(DoubtToldOnce, $"of {key} it was told before: {doubt}", order);
        }

        // Where one of several doubts is over, the hold goes on with the others, and nobody is told.
        var held = own.FindAll(told => told.What == EventKinds.PurchaseHold && told.After == Doubted);
        var detail = $"{Doubted} {purchase.Hold?.Detail}";
        if (held.Count > 0 && !_doubts.Add((key, detail)) && held.Exists(told => told.Before != Doubted))
        {
            Break(DoubtToldOnce, $"of {key} it was told before: {detail}", order);
        }
    }

    // Suppliers' numbers begin in one way, whatever the order says of them.
    private bool IsDomestic(OrderKey key, string number) =>
        number.StartsWith(SimulatedMarket.NumbersBegin, StringComparison.Ordinal)
        && Find(key)?.PurchaseOrders is { Count: > 0 } all
        && all.All(purchase => purchase.Route == PurchaseRoute.Transit);

    private static void ForEachMove(IReadOnlyList<OrderEvent> events, EventKind what, Action<OrderEvent, string, string> check)
    {
        foreach (var told in events)
        {
            if (told.What == what)
            {
                check(told, told.Before!, told.After!.Split(' ')[0]);
            }
        }
    }

    private void CheckMoves(Order? known, Order saved, IReadOnlyList<OrderEvent> events)
    {
        var state = known?.State ?? OrderState.New;
        ForEachMove(
            events,
            EventKinds.OrderState,
            (_, before, after) =>
            {
                var next = Enum.Parse<OrderState>(after);
                if (before != state.ToString() || !OrderTransitions.IsAllowed(state, next))
                {
                    Break(DeclaredMoves, $"the order went from {state} to {next}", saved.Key);
                }

                state = next;
            }
        );
        if (state != saved.State)
        {
            Break(DeclaredMoves, $"the order is {saved.State} and its history says {state}", saved.Key);
        }

        var states =
            known?.PurchaseOrders.ToDictionary(purchase => purchase.Key.Value, purchase => purchase.State, StringComparer.Ordinal) ?? [];
        ForEachMove(
            events,
            EventKinds.PurchasePlanned,
            (told, _, after) => states[told.PurchaseOrder!] = Enum.Parse<PurchaseOrderState>(after)
        );
        ForEachMove(
            events,
            EventKinds.PurchaseState,
            (told, before, after) =>
            {
                var from = states[told.PurchaseOrder!];
                var next = Enum.Parse<PurchaseOrderState>(after);
                if (before != from.ToString() || !PurchaseOrderTransitions.IsAllowed(from, next))
                {
                    Break(DeclaredMoves, $"{told.PurchaseOrder} went from {from} to {next}", saved.Key);
                }

                states[told.PurchaseOrder!] = next;
            }
        );
        if (
            saved.PurchaseOrders.Count != states.Count
            || saved.PurchaseOrders.Any(purchase => states.GetValueOrDefault(purchase.Key.Value) != purchase.State)
        )
        {
            Break(DeclaredMoves, "a purchase order is not where its history says", saved.Key);
        }
    }

    private void CheckApproval(OrderKey order, PurchaseOrder? known, PurchaseOrder purchase)
    {
        if (purchase.Approval is { State: ApprovalState.TakenBack } back)
        {
            _takenBack.Add((purchase.Key.Value, back.Round));
        }

        if (purchase.Approval is not { State: ApprovalState.Approved } approval || ReferenceEquals(known?.Approval, approval))
        {
            return;
        }

        var round = (purchase.Key.Value, approval.Round);
        if (known?.Approval is { State: ApprovalState.Approved } same && same.Round == approval.Round)
        {
            if (same.Limit != approval.Limit)
            {
                Break(ApprovalOnce, $"round {approval.Round} of {purchase.Key} allowed {same.Limit} and then {approval.Limit}", order);
            }

            return;
        }

        if (!_approved.TryAdd(round, approval.Limit))
        {
            Break(ApprovalOnce, $"round {approval.Round} of {purchase.Key} was decided twice", order);
        }

        if (approval.DecidedBy is not null && !_posted.Contains(round))
        {
            Break(ApprovedPayment, $"round {approval.Round} of {purchase.Key} was approved and nobody pressed the button", order);
        }

        if (purchase.Amount != approval.Amount)
        {
            Break(
                ApprovedPayment,
                $"round {approval.Round} of {purchase.Key} approves {approval.Amount}, known is {purchase.Amount}",
                order
            );
        }
    }

    private void CheckIntent(OrderKey order, PurchaseOrder? known, PurchaseOrder purchase)
    {
        if (purchase.Payment is not { Paid: null } payment || ReferenceEquals(known?.Payment, payment))
        {
            return;
        }

        if (
            purchase.Approval is not { State: ApprovalState.Approved } approval
            || approval.Round != payment.ApprovalRound
            || payment.Limit > approval.Limit
            || purchase.Amount > approval.Limit
        )
        {
            Break(ApprovedPayment, $"the intent to pay {purchase.Key} has no live approval", order);
        }

        _intents[purchase.Key.Value] = (payment.ApprovalRound, payment.Limit);
    }

    // The switch is asked before the intent is written, which takes a while.
    private void CheckSwitch(string key)
    {
        if (StoppedSince() is { } since && scheduler.Now - since > s_onItsWay)
        {
            Break(ApprovedPayment, $"money goes out for {key}, and all of it was stopped at {since:O}", OrderOf(key));
        }
    }

    private PurchaseOrder? PurchaseOf(string key) =>
        PurchaseOrderKey.TryParse(key, out var parsed) ? Find(parsed.Order)?.Find(parsed) : null;

    private static OrderKey OrderOf(string key) => PurchaseOrderKey.Parse(key).Order;
}

using System.Globalization;

namespace Dropship.Core.Orders;

/// <summary>
/// A change of an order in the making: every move goes through the declared transition tables, and everything that is
/// changed is told as an event of the same transaction.
/// </summary>
public sealed class OrderEdit(Order record, string who, DateTimeOffset now)
{
    private const int MostCharacters = 3000;

    private readonly List<OrderEvent> _events = [];
    private string _who = who;

    public Order Record { get; private set; } = record;

    public DateTimeOffset Now { get; } = now;

    public IReadOnlyList<OrderEvent> Events => _events;

    public bool HasChanged => _events.Count > 0;

    /// <summary>Attributes the following events to another actor.</summary>
    public void ContinueAs(string other) => _who = other;

    /// <summary>Adds an event.</summary>
    /// <param name="what">What is told.</param>
    /// <param name="why">Why, without personal data.</param>
    /// <param name="before">What was before; null when that says nothing.</param>
    /// <param name="after">What is now.</param>
    /// <param name="purchase">The purchase order it is about; null for the store order.</param>
    /// <param name="by">Who; null for whoever this edit is made for.</param>
    public void AddEvent(
        EventKind what,
        string why,
        string? before = null,
        string? after = null,
        PurchaseOrderKey? purchase = null,
        string? by = null
    )
    {
        var told = OrderEvent.Next(
            Record.EventCount,
            Record.EventHash,
            Now,
            by ?? _who,
            what,
            Cut(why)!,
            Cut(before),
            Cut(after),
            purchase?.Value
        );
        _events.Add(told);
        Record = Record with { EventCount = told.Sequence, EventHash = told.Hash };
    }

    /// <summary>Changes the order without moving it.</summary>
    /// <exception cref="InvalidOperationException">It would be moved.</exception>
    public void Change(EventKind what, string why, Func<Order, Order> change, string? before = null, string? after = null)
    {
        var changed = change(Record);
        Record =
            changed.State == Record.State
                ? changed
                : throw new InvalidOperationException(
                    $"Order {Record.Key} would go from {Record.State} to {changed.State} without a move."
                );
        AddEvent(what, why, before, after);
    }

    /// <summary>Moves the order; staying where it is, with the same hold, is no change.</summary>
    /// <exception cref="InvalidOperationException">The transition table has no such move.</exception>
    public void Move(OrderState to, string why, Hold? hold = null)
    {
        var from = Record.State;
        if (from == to)
        {
            if (!hold.SaysTheSame(Record.Hold))
            {
                Change(EventKinds.OrderHold, why, record => record with { Hold = hold }, Record.Hold?.Code, hold?.Code);
            }

            return;
        }

        if (!OrderTransitions.IsAllowed(from, to))
        {
            throw new InvalidOperationException($"Order {Record.Key} cannot go from {from} to {to}.");
        }

        Record = Record with { State = to, StateSince = Now, Hold = hold };
        AddEvent(EventKinds.OrderState, why, from.ToString(), hold is null ? to.ToString() : $"{to} ({hold.Code})");
    }

    /// <summary>Adds a purchase order.</summary>
    /// <exception cref="InvalidOperationException">There is one of that key.</exception>
    public void Add(PurchaseOrder purchase, string why)
    {
        if (Record.Find(purchase.Key) is not null)
        {
            throw new InvalidOperationException($"Order {Record.Key} already has a purchase order {purchase.Key}.");
        }

        Record = Record with { PurchaseOrders = [.. Record.PurchaseOrders, purchase] };
        AddEvent(EventKinds.PurchasePlanned, why, null, purchase.State.ToString(), purchase.Key);
    }

    /// <summary>Changes a purchase order without moving it.</summary>
    public void Change(
        PurchaseOrderKey key,
        EventKind what,
        string why,
        Func<PurchaseOrder, PurchaseOrder> change,
        string? before = null,
        string? after = null
    )
    {
        Replace(key, change);
        AddEvent(what, why, before, after, key);
    }

    /// <summary>Changes a purchase order without an event, next to a change of the same edit that is told.</summary>
    /// <exception cref="InvalidOperationException">It would be moved.</exception>
    public void Replace(PurchaseOrderKey key, Func<PurchaseOrder, PurchaseOrder> change) =>
        Put(
            key,
            old =>
            {
                var changed = change(old);
                return changed.State == old.State
                    ? changed
                    : throw new InvalidOperationException(
                        $"Purchase order {key} would go from {old.State} to {changed.State} without a move."
                    );
            }
        );

    /// <summary>Moves a purchase order.</summary>
    /// <exception cref="InvalidOperationException">The transition table has no such move, or there is no such purchase order.</exception>
    public void Move(PurchaseOrderKey key, PurchaseOrderState to, string why, Hold? hold = null)
    {
        var purchase = Record.Find(key) ?? throw new InvalidOperationException($"Order {Record.Key} has no purchase order {key}.");
        if (!PurchaseOrderTransitions.IsAllowed(purchase.State, to))
        {
            throw new InvalidOperationException($"Purchase order {key} cannot go from {purchase.State} to {to}.");
        }

        Put(key, old => old with { State = to, StateSince = Now, Hold = hold });
        AddEvent(EventKinds.PurchaseState, why, purchase.State.ToString(), hold is null ? to.ToString() : $"{to} ({hold.Code})", key);
    }

    /// <summary>Sets or lifts a hold of a purchase order where it stands; the same hold again is no change.</summary>
    public void SetHold(PurchaseOrderKey key, Hold? hold, string why)
    {
        var purchase = Record.Find(key) ?? throw new InvalidOperationException($"Order {Record.Key} has no purchase order {key}.");
        if (!purchase.Hold.SaysTheSame(hold))
        {
            Change(key, EventKinds.PurchaseHold, why, old => old with { Hold = hold }, purchase.Hold?.Code, hold?.Code);
        }
    }

    public Hold HoldFor(HoldReason reason, HoldDetail detail, params IReadOnlyList<string> subjects) =>
        new(reason.Code, detail.Text, Now, subjects, detail.Facts);

    // Fifty events share a row of storage, which holds half a million characters; one outside ASCII takes six of them.
    private static string? Cut(string? text)
    {
        var room = MostCharacters;
        for (var at = 0; at < (text?.Length ?? 0); at++)
        {
            room -= char.IsAscii(text![at]) ? 1 : 6;
            if (room < 0)
            {
                var end = char.IsLowSurrogate(text[at]) ? at - 1 : at;
                return string.Create(CultureInfo.InvariantCulture, $"{text[..end]}… ({text.Length} characters)");
            }
        }

        return text;
    }

    private void Put(PurchaseOrderKey key, Func<PurchaseOrder, PurchaseOrder> change) =>
        Record = Record with
        {
            PurchaseOrders =
            [
                .. Record.PurchaseOrders.Select(purchase => purchase.Key == key ? SupplierFaults.Note(change(purchase)) : purchase),
            ],
        };
}

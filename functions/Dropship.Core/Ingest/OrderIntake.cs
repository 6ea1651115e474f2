using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Ingest;

/// <summary>Imports a store order: saves it, then has it reviewed.</summary>
public sealed class OrderIntake(IOrders orders, IWorkQueues queues, RecentStoreOrders recent, TimeProvider time)
{
    // The time of change of an order of which nothing could be read yet.
    private static readonly DateTimeOffset s_unread = DateTimeOffset.MinValue;

    /// <summary>
    /// Takes one reading in. Repeating it is harmless: what is known already is not written again, and the next step is asked for again
    /// unless this instance of the app knows that it was.
    /// </summary>
    public async Task TakeAsync(StoreAccount account, StoreOrderReading reading, CancellationToken cancellationToken) =>
        await TakeAsync(
            account,
            reading,
            await FindAsync(new OrderKey(account.Id, reading.StoreOrderId), cancellationToken),
            review: null,
            cancellationToken
        );

    /// <summary>The same, beginning with what was loaded of the order already.</summary>
    /// <param name="account">The store.</param>
    /// <param name="reading">What it tells.</param>
    /// <param name="known">What was loaded of the order; null when there was none.</param>
    /// <param name="review">Reviews it at once; null queues a message for the review.</param>
    public Task TakeAsync(
        StoreAccount account,
        StoreOrderReading reading,
        Order? known,
        IOrderReview? review,
        CancellationToken cancellationToken
    ) => TakeAsync(account, reading, known, isMissed: false, review, cancellationToken);

    /// <summary>Takes in an order that should have been here before. It may have been here, and bought: that is looked up before it is
    /// bought.</summary>
    public async Task TakeMissedAsync(StoreAccount account, StoreOrderReading reading, CancellationToken cancellationToken) =>
        await TakeAsync(
            account,
            reading,
            await FindAsync(new OrderKey(account.Id, reading.StoreOrderId), cancellationToken),
            isMissed: true,
            review: null,
            cancellationToken
        );

    /// <summary>What is known of an order; null when nothing is.</summary>
    public Task<Order?> FindAsync(OrderKey key, CancellationToken cancellationToken) => orders.LoadAsync(key, cancellationToken);

    private async Task TakeAsync(
        StoreAccount account,
        StoreOrderReading reading,
        Order? known,
        bool isMissed,
        IOrderReview? review,
        CancellationToken cancellationToken
    )
    {
        var key = new OrderKey(account.Id, reading.StoreOrderId);
        var existing = known;
        if (existing is null && account.TakeOrdersSince is { } since && reading.Order?.CreatedAt < since)
        {
            // Whatever tells of it, an order from before that time was handled elsewhere.
            return;
        }

        Order? before = null;
        Order? taken = null;
        var hasChanged = false;
        while (taken is null)
        {
            var edit = new OrderEdit(existing ?? First(key, reading) with { WasMissed = isMissed }, Actor.Store, time.GetUtcNow());
            before = edit.Record;
            if (existing is null)
            {
                edit.AddEvent(
                    EventKinds.OrderSeen,
                    reading.Problem ?? $"order {edit.Record.StoreOrder.Number} is {(isMissed ? "in the store and was not here" : "new")}",
                    null,
                    edit.Record.StoreOrder.Describe()
                );
            }

            Apply(edit, account, reading, isNew: existing is null);
            if (review is not null)
            {
                var decide = await review.PrepareAsync(account, edit.Record, cancellationToken);
                edit.ContinueAs(Actor.System);
                decide(edit);
            }

            hasChanged = edit.HasChanged;
            taken = hasChanged ? await TrySaveAsync(edit, cancellationToken) : edit.Record;
            existing = taken is null ? await orders.LoadAsync(key, cancellationToken) : existing;
        }

        if (hasChanged || reading.Order is null || isMissed || !recent.IsHandedOn(taken))
        {
            await (review is null ? queues.SendOrderAsync(key, cancellationToken) : review.HandOnAsync(before!, taken, cancellationToken));
            if (!hasChanged && review is null)
            {
                // Another instance may have saved it and crashed: a retry must not treat it as done.
                return;
            }

            if (reading.Order is null)
            {
                // The next good reading may say what is written here, and is news all the same.
                recent.ForgetHandedOn(taken);
            }
            else
            {
                recent.NoteHandedOn(taken);
            }
        }

        if (reading.Order is { } now)
        {
            recent.NoteRead(key, now.UpdatedAt);
        }
    }

    /// <summary>Whether this instance of the app knows that what a reading says was taken in and handed on. Costs nothing.</summary>
    public bool IsKnown(OrderKey key, StoreOrder now) => recent.IsHandedOn(key, now);

    /// <summary>Whether this instance of the app knows that an order was read as of a time or later and handed on. Costs nothing.</summary>
    public bool IsKnown(OrderKey key, DateTimeOffset changedAt) => recent.IsRead(key, changedAt);

    /// <summary>
    /// Whether a change that the store announces is our own, and need not be read. Should another have happened within the same second, the
    /// next pull finds it: it goes by what was read, not by this. Costs nothing.
    /// </summary>
    public bool IsOurs(OrderKey key, DateTimeOffset changedAt) => recent.IsOurs(key, changedAt);

    /// <summary>Notes that a reading is being asked for, which will show an order as of a time or later.</summary>
    /// <returns>False when this instance of the app has asked for one already. Costs nothing.</returns>
    public bool TryAsk(OrderKey key, DateTimeOffset changedAt) =>
        !IsKnown(key, changedAt) && !IsOurs(key, changedAt) && recent.TryAsk(key, changedAt);

    /// <summary>Takes it back: the reading could not be asked for.</summary>
    public void ForgetAsking(OrderKey key) => recent.ForgetAsking(key);

    /// <summary>Whether an order was read as of a time or later. If so, its next step is asked for again where the first asking may have
    /// been lost.</summary>
    public async Task<bool> HasTakenAsync(Order? known, DateTimeOffset changedAt, IOrderReview? review, CancellationToken cancellationToken)
    {
        if (
            known is not { Unreadable: null }
            || known.StoreOrder.UpdatedAt < changedAt
            || (known.StoreOrder.UpdatedAt == changedAt && !RecentChanges.IsSettled(changedAt, time.GetUtcNow()))
        )
        {
            return false;
        }

        if (!recent.IsHandedOn(known))
        {
            await (review is null ? queues.SendOrderAsync(known.Key, cancellationToken) : review.ReviewAsync(known, cancellationToken));
        }

        return true;
    }

    private async Task<Order?> TrySaveAsync(OrderEdit edit, CancellationToken cancellationToken)
    {
        try
        {
            return await orders.SaveAsync(edit.Record, edit.Events, cancellationToken);
        }
        catch (OrderChangedException)
        {
            return null;
        }
    }

    private Order First(OrderKey key, StoreOrderReading reading)
    {
        var now = time.GetUtcNow();
        return new Order
        {
            Key = key,
            StoreOrder = reading.Order ?? Unread(reading),
            State = OrderState.New,
            StateSince = now,
            FirstSeenAt = now,
        };
    }

    // Stands in for an order that could not be read, so that it is seen and waits; a good reading replaces it.
    private static StoreOrder Unread(StoreOrderReading reading) =>
        new()
        {
            StoreOrderId = reading.StoreOrderId,
            Number = reading.StoreOrderId,
            CreatedAt = reading.UpdatedAt,
            UpdatedAt = s_unread,
            Payment = StorePaymentStatus.Unknown,
            Fulfilment = StoreFulfilmentStatus.Unknown,
            Lines = [],
            Total = Money.Zero(Currencies.Cny),
        };

    private static void Apply(OrderEdit edit, StoreAccount account, StoreOrderReading reading, bool isNew)
    {
        var record = edit.Record;
        if (reading.Order is not { } now)
        {
            var problem = reading.Problem ?? "unreadable";
            if (
                record.PurchaseOrders.Count == 0
                && !OrderTransitions.IsFinal(record.State)
                && record.Unreadable != problem
                && reading.UpdatedAt >= record.StoreOrder.UpdatedAt
            )
            {
                edit.Change(EventKinds.OrderUnreadable, problem, old => old with { Unreadable = problem });
            }

            return;
        }

        var before = record.StoreOrder;
        var kept = record.PersonalDataErasedAt is null ? now : now with { ShipTo = null, Note = null };
        if (record.Unreadable is { } fault && now.UpdatedAt >= before.UpdatedAt)
        {
            edit.Change(EventKinds.OrderReadable, "the store's order can be read again", old => old with { Unreadable = null }, fault);
        }

        if (
            isNew
            || now.UpdatedAt < before.UpdatedAt
            || (now.UpdatedAt == before.UpdatedAt && now.Describe() == before.Describe() && kept.ShipTo == before.ShipTo)
        )
        {
            return;
        }

        // An order that could not be read so far may be one that is not taken: only now its age is known.
        var isTooOld = before.UpdatedAt == s_unread && now.CreatedAt < account.TakeOrdersSince;
        var addressChanged = kept.ShipTo?.Digest() != before.ShipTo?.Digest();
        edit.Change(
            EventKinds.OrderChanged,
            addressChanged && before.ShipTo is not null ? "the store changed the order and its address" : "the store changed the order",
            old =>
                old with
                {
                    StoreOrder = kept,
                    RefundedFrom = LateRefunds.RefundedFrom(old, kept),
                    IsLeftAlone = old.IsLeftAlone || isTooOld,
                },
            before.Describe(),
            now.Describe()
        );
    }
}

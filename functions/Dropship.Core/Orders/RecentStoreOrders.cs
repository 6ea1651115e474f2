namespace Dropship.Core.Orders;

/// <summary>
/// What this instance of the app has read, asked for and handed on of store orders within the last moments. It only saves work: another
/// instance knows nothing of it.
/// </summary>
public sealed class RecentStoreOrders(RecentChanges recent, TimeProvider time)
{
    /// <summary>Notes that an order was read as of a time.</summary>
    public void NoteRead(OrderKey key, DateTimeOffset changedAt) => recent.NoteRead(key.ToString(), changedAt, time.GetUtcNow());

    /// <summary>Whether an order was read as of a time or later.</summary>
    public bool IsRead(OrderKey key, DateTimeOffset changedAt) => recent.Has(key.ToString(), changedAt);

    /// <summary>Notes that the next stage has heard of an order as it is written now.</summary>
    public void NoteHandedOn(Order order) => recent.Note(HandedOn(order.Key, order.StoreOrder), order.StoreOrder.UpdatedAt);

    public bool IsHandedOn(Order order) => IsHandedOn(order.Key, order.StoreOrder);

    public bool IsHandedOn(OrderKey key, StoreOrder order) => recent.Has(HandedOn(key, order), order.UpdatedAt);

    public void ForgetHandedOn(Order order) => recent.Forget(HandedOn(order.Key, order.StoreOrder));

    /// <summary>Notes that all there is to do about an order as it is written here is done, and that its last change in the store was our
    /// own.</summary>
    public void NoteOurs(Order order)
    {
        NoteRead(order.Key, order.StoreOrder.UpdatedAt);
        NoteHandedOn(order);
        recent.Note(Ours(order.Key), order.StoreOrder.UpdatedAt);
    }

    /// <summary>
    /// Whether a change that the store announces is our own, and need not be read. Should another have happened within the same second, the
    /// next pull finds it: it goes by what was read, not by this.
    /// </summary>
    public bool IsOurs(OrderKey key, DateTimeOffset changedAt) => recent.Has(Ours(key), changedAt);

    /// <summary>Notes that a reading is being asked for, which will show an order as of a time or later.</summary>
    /// <returns>False when one was asked for already.</returns>
    public bool TryAsk(OrderKey key, DateTimeOffset changedAt) => recent.TryNote(Asked(key), changedAt);

    /// <summary>Takes the note back: the reading could not be asked for.</summary>
    public void ForgetAsking(OrderKey key) => recent.Forget(Asked(key));

    private static string Asked(OrderKey key) => $"asked|{key}";

    private static string Ours(OrderKey key) => $"ours|{key}";

    // Named after what the order says, so that two changes that bear the same time are two.
    private static string HandedOn(OrderKey key, StoreOrder order) => $"handed-on|{key}|{order.Describe()}|{order.ShipTo?.Digest()}";
}

using Dropship.Core.Orders;

namespace Dropship.Core.Purchasing;

/// <summary>
/// What this instance of the app has read of 1688's orders within the last moments. It only saves work: another instance knows nothing of
/// it.
/// </summary>
public sealed class RecentSupplierOrders(RecentChanges recent, TimeProvider time)
{
    private static readonly TimeSpan s_oneMoment = TimeSpan.FromSeconds(1);

    /// <summary>Notes that an order is read because of a notification.</summary>
    /// <returns>False when one of the same moment had it read.</returns>
    public bool TryAsk(string accountId, string orderId)
    {
        var now = time.GetUtcNow();
        if (recent.Has(Asked(accountId, orderId), now - s_oneMoment))
        {
            return false;
        }

        recent.Note(Asked(accountId, orderId), now);
        return true;
    }

    public void ForgetAsking(string accountId, string orderId) => recent.Forget(Asked(accountId, orderId));

    /// <summary>Notes that an order was read as of a change, and all was done that follows from it.</summary>
    public void NoteDone(string accountId, string orderId, DateTimeOffset modifiedAt)
    {
        recent.NoteRead(Read(accountId, orderId), modifiedAt, time.GetUtcNow());
        recent.Note(Done(accountId, orderId), modifiedAt);
    }

    /// <summary>Whether an order was read when no further change could bear the same time.</summary>
    public bool IsRead(string accountId, string orderId, DateTimeOffset modifiedAt) => recent.Has(Read(accountId, orderId), modifiedAt);

    /// <summary>Whether this instance did all that follows from a change. What another one began may have broken off.</summary>
    public bool IsDone(string accountId, string orderId, DateTimeOffset modifiedAt) => recent.Has(Done(accountId, orderId), modifiedAt);

    private static string Asked(string accountId, string orderId) => $"asked|1688|{accountId}|{orderId}";

    private static string Done(string accountId, string orderId) => $"seen-to|1688|{accountId}|{orderId}";

    private static string Read(string accountId, string orderId) => $"1688|{accountId}|{orderId}";
}

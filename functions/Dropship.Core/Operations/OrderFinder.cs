using Dropship.Core.Orders;

namespace Dropship.Core.Operations;

/// <summary>Finds an order by the platform's id of it, or by the number that people know, such as <c>#1001</c>.</summary>
public sealed class OrderFinder(IOrders orders, OrderLister lister, TimeProvider time)
{
    // Older orders at their end are found by their id.
    private const int DaysBack = 60;

    /// <summary>The order; null when there is none.</summary>
    /// <remarks>Of two orders with the same number, the newer one is found.</remarks>
    public async Task<Order?> FindAsync(string accountId, string idOrNumber, CancellationToken cancellationToken)
    {
        if (!AccountIds.IsValid(accountId) || NumberOf(idOrNumber) is not { Length: > 0 and <= 100 } number)
        {
            return null;
        }

        if (await orders.LoadAsync(new OrderKey(accountId, idOrNumber), cancellationToken) is { } byId)
        {
            return byId;
        }

        var since = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-DaysBack);
        var found = (await lister.ReadWithEndedAsync(since, cancellationToken))
            .Orders.Where(order =>
                order.Key.AccountId == accountId && string.Equals(NumberOf(order.Number), number, StringComparison.OrdinalIgnoreCase)
            )
            .MaxBy(order => order.FirstSeenAt);
        return found is null ? null : await orders.LoadAsync(found.Key, cancellationToken);
    }

    private static string NumberOf(string text) => OutsideText.Fold(text).TrimStart('#');
}

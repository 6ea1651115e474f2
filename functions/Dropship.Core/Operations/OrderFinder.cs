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

        return await FindByNumberAsync(accountId, number, await ReadListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Several orders of an account, by their ids or numbers. The list of orders is read once, and only when an id is not
    /// enough.</summary>
    /// <returns>The orders in the order of the names; null for each that there is not.</returns>
    public async Task<IReadOnlyList<Order?>> FindAllAsync(
        string accountId,
        IReadOnlyList<string> idsOrNumbers,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<OrderSummary>? list = null;
        var found = new List<Order?>();
        foreach (var named in idsOrNumbers)
        {
            if (!AccountIds.IsValid(accountId) || NumberOf(named) is not { Length: > 0 and <= 100 } number)
            {
                found.Add(null);
            }
            else if (await orders.LoadAsync(new OrderKey(accountId, named), cancellationToken) is { } byId)
            {
                found.Add(byId);
            }
            else
            {
                list ??= await ReadListAsync(cancellationToken);
                found.Add(await FindByNumberAsync(accountId, number, list, cancellationToken));
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<OrderSummary>> ReadListAsync(CancellationToken cancellationToken) =>
        (await lister.ReadWithEndedAsync(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-DaysBack), cancellationToken)).Orders;

    private async Task<Order?> FindByNumberAsync(
        string accountId,
        string number,
        IReadOnlyList<OrderSummary> list,
        CancellationToken cancellationToken
    )
    {
        var found = list.Where(order =>
                order.Key.AccountId == accountId && string.Equals(NumberOf(order.Number), number, StringComparison.OrdinalIgnoreCase)
            )
            .MaxBy(order => order.FirstSeenAt);
        return found is null ? null : await orders.LoadAsync(found.Key, cancellationToken);
    }

    private static string NumberOf(string text) => OutsideText.Fold(text).TrimStart('#');
}

using Dropship.Core.Orders;

namespace Dropship.Core.Upkeep;

/// <summary>Goes through the open orders of the ledger in portions.</summary>
internal static class OpenOrders
{
    /// <summary>The next open orders.</summary>
    /// <param name="orders">The ledger.</param>
    /// <param name="isWanted">Which orders are looked at.</param>
    /// <param name="after">The last key of the portion before; null for the first portion.</param>
    /// <param name="most">How many at most.</param>
    public static async Task<IReadOnlyList<OrderSummary>> NextAsync(
        IOrders orders,
        Func<OrderSummary, bool> isWanted,
        string? after,
        int most,
        CancellationToken cancellationToken
    )
    {
        var open = orders.ListOpenAsync(after is null ? null : OrderKey.Parse(after), cancellationToken);
        return await open.Where(isWanted).Take(most).ToListAsync(cancellationToken);
    }
}

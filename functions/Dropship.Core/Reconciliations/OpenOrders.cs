using Dropship.Core.Stores;

namespace Dropship.Core.Reconciliations;

/// <summary>Goes through the open orders of the ledger in portions.</summary>
internal static class OpenOrders
{
    /// <summary>The next open orders in the order of their keys.</summary>
    /// <param name="orders">The ledger.</param>
    /// <param name="isWanted">Which orders are looked at.</param>
    /// <param name="after">The last key of the portion before; null for the first portion.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task<IReadOnlyList<OrderSummary>> NextAsync(IOrders orders, Func<OrderSummary, bool> isWanted, string? after, int most, CancellationToken cancellationToken)
    {
        var open = new List<OrderSummary>();
        await foreach (var summary in orders.ListOpenAsync(cancellationToken))
        {
            if (isWanted(summary) && string.CompareOrdinal(summary.Key.ToString(), after) > 0)
            {
                open.Add(summary);
            }
        }

        return [.. open.OrderBy(summary => summary.Key.ToString(), StringComparer.Ordinal).Take(most)];
    }
}

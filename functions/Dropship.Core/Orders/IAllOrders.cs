namespace Dropship.Core.Orders;

/// <summary>The keys of all orders of which anything is kept, from the orders themselves and not from a list of them.</summary>
public interface IAllOrders
{
    /// <summary>The next keys, always in the same order.</summary>
    /// <param name="after">Begins behind this key; null begins with the first.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    Task<IReadOnlyList<OrderKey>> ListKeysAsync(OrderKey? after, int most, CancellationToken cancellationToken);
}

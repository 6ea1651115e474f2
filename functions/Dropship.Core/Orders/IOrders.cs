namespace Dropship.Core.Orders;

/// <summary>The orders with their histories.</summary>
public interface IOrders
{
    Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken);

    /// <summary>
    /// The order as this instance of the app has read or written it a moment ago; null when it has not. Another instance may have changed
    /// it since, so it is fit only for what ends in a save, which then fails.
    /// </summary>
    Order? FindRecent(OrderKey key) => null;

    /// <summary>Writes the order and the events that tell the change, all or nothing.</summary>
    /// <returns>The order under its new version.</returns>
    /// <exception cref="OrderChangedException">It was changed since it was loaded, or created by another writer.</exception>
    Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken);

    /// <summary>Brings the list of orders up to date with an order. Repeating it is harmless, and a step that is late does not bring back
    /// what has come to its end.</summary>
    /// <param name="record">The order.</param>
    /// <param name="isListed">Whether it should stand in the list of open orders by now; false for one that is new there.</param>
    Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken);

    /// <summary>The history, first event first.</summary>
    Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken);

    /// <summary>The open orders, as they were last shown, always in the same order.</summary>
    /// <param name="after">Begins behind this order, whether it is still there or not; null begins with the first.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken);

    /// <summary>The orders at their end, as they were last shown. One that was opened again stands here, too.</summary>
    /// <param name="firstSeen">The day, in UTC, on which they were first seen.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken);

    /// <summary>The orders at their end that still hold personal data, as they were last shown.</summary>
    /// <param name="firstSeenUntil">The last day, in UTC, on which they were first seen.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken);
}

namespace Dropship.Core.Orders;

/// <summary>Loads, changes and saves an order; starts again when another writer was faster.</summary>
public static class OrdersExtensions
{
    private const int Tries = 10;

    /// <summary>Changes an order. <paramref name="edit"/> may run several times, each time on the newest state, and must have no other
    /// effect.</summary>
    /// <returns>The order as it is now, changed or not.</returns>
    /// <exception cref="OrderMissingException">There is no such order.</exception>
    public static async Task<Order> EditAsync(
        this IOrders orders,
        OrderKey key,
        string who,
        TimeProvider time,
        Action<OrderEdit> edit,
        CancellationToken cancellationToken
    ) => await orders.EditFromAsync(await orders.RequireAsync(key, cancellationToken), who, time, edit, cancellationToken);

    /// <summary>The same, beginning with a state that was loaded already.</summary>
    public static async Task<Order> EditFromAsync(
        this IOrders orders,
        Order loaded,
        string who,
        TimeProvider time,
        Action<OrderEdit> edit,
        CancellationToken cancellationToken
    )
    {
        var record = loaded;
        for (var attempt = 1; ; attempt++)
        {
            var change = new OrderEdit(record, who, time.GetUtcNow());
            edit(change);
            if (!change.HasChanged)
            {
                return record;
            }

            try
            {
                return await orders.SaveAsync(change.Record, change.Events, cancellationToken);
            }
            catch (OrderChangedException) when (attempt < Tries)
            {
                record = await orders.RequireAsync(loaded.Key, cancellationToken);
            }
        }
    }

    /// <summary>Loads an order that must be there.</summary>
    /// <exception cref="OrderMissingException">There is no such order.</exception>
    public static async Task<Order> RequireAsync(this IOrders orders, OrderKey key, CancellationToken cancellationToken) =>
        await orders.LoadAsync(key, cancellationToken) ?? throw new OrderMissingException(key);
}

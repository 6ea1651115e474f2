namespace Dropship.Core.Stores;

/// <summary>Loads, changes and saves an order, again from the start when somebody else was faster.</summary>
public static class OrdersExtensions
{
    private const int Tries = 10;

    /// <summary>Changes an order. <paramref name="edit"/> may run several times, each time on the newest state, and must have no other effect.</summary>
    /// <returns>The order as it is now, changed or not.</returns>
    /// <exception cref="OrderMissingException">There is no such order.</exception>
    public static async Task<OrderRecord> EditAsync(this IOrders orders, OrderKey key, string who, TimeProvider time, Action<OrderEdit> edit, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var record = await orders.LoadAsync(key, cancellationToken) ?? throw new OrderMissingException(key);
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
                // Decided anew on what is there now.
            }
        }
    }
}

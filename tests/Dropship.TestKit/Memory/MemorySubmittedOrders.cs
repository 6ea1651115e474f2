using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.TestKit.Memory;

/// <summary>Submitted orders in memory, under the rules of their table.</summary>
public sealed class MemorySubmittedOrders : ISubmittedOrders
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OrderKey, SubmittedOrder> _orders = [];
    private int _writes;

    public Task<SubmittedOrder?> FindAsync(OrderKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_orders.GetValueOrDefault(key));
        }
    }

    public Task<bool> TrySaveAsync(SubmittedOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_gate)
        {
            if (_orders.GetValueOrDefault(order.Key)?.Version != order.Version)
            {
                return Task.FromResult(false);
            }

            _orders[order.Key] = order with { Version = (++_writes).ToString(CultureInfo.InvariantCulture) };
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<SubmittedOrder>> ListAsync(
        string accountId,
        DateTimeOffset from,
        DateTimeOffset until,
        int most,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<SubmittedOrder>>([
                .. _orders
                    .Values.Where(order => order.Key.AccountId == accountId && order.TakenAt >= from && order.TakenAt < until)
                    .OrderBy(order => order.TakenAt)
                    .Take(most),
            ]);
        }
    }
}

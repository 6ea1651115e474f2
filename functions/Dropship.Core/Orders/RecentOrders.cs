namespace Dropship.Core.Orders;

/// <summary>The orders that this instance of the app has read or written within the last moments.</summary>
public sealed class RecentOrders(TimeProvider time)
{
    private const int Capacity = 500;

    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<OrderKey, (Order Order, DateTimeOffset At)> _orders = [];

    public void Note(Order order)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_orders.Count >= Capacity)
            {
                foreach (var old in _orders.Where(one => now - one.Value.At > s_moment).Select(one => one.Key).ToList())
                {
                    _orders.Remove(old);
                }
            }

            // What was read a while ago and comes late takes the place of nothing newer.
            if (_orders.TryGetValue(order.Key, out var known) ? known.Order.EventCount <= order.EventCount : _orders.Count < Capacity)
            {
                _orders[order.Key] = (order, now);
            }
        }
    }

    public Order? Find(OrderKey key)
    {
        lock (_gate)
        {
            return _orders.TryGetValue(key, out var known) && time.GetUtcNow() - known.At <= s_moment ? known.Order : null;
        }
    }

    public void Forget(OrderKey key)
    {
        lock (_gate)
        {
            _orders.Remove(key);
        }
    }
}

using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Orders in memory, with versions as the tables have them.</summary>
internal sealed class SimulatedOrders(Wire wire, Faults faults, Promises promises) : IOrders
{
    private readonly Dictionary<OrderKey, Order> _records = [];
    private readonly Dictionary<OrderKey, List<OrderEvent>> _events = [];
    private readonly Dictionary<OrderKey, OrderSummary> _open = [];
    private readonly Dictionary<OrderKey, OrderSummary> _past = [];
    private int _version;

    public IReadOnlyDictionary<OrderKey, Order> Records => _records;

    /// <summary>How the list shows an order; null when it does not.</summary>
    public OrderSummary? ShownOf(OrderKey key) => _open.GetValueOrDefault(key) ?? _past.GetValueOrDefault(key);

    public IReadOnlyList<OrderEvent> EventsOf(OrderKey key) => _events.GetValueOrDefault(key) ?? [];

    public Order? Find(OrderKey key) => _records.GetValueOrDefault(key);

    public Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken) =>
        wire.StoreAsync("load", key.StoreOrderId, () => _records.GetValueOrDefault(key));

    public Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "save",
            record.Key.StoreOrderId,
            () =>
            {
                var known = _records.GetValueOrDefault(record.Key);
                if (known?.Version != record.Version)
                {
                    throw new OrderChangedException(record.Key);
                }

                var saved = record with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
                if (!_events.TryGetValue(record.Key, out var history))
                {
                    _events[record.Key] = history = [];
                }

                promises.OnSaved(known, saved, history, events);
                _records[record.Key] = saved;
                history.AddRange(events);
                return faults.Strike(Fault.StorageAnswerLost) ? throw new OrderChangedException(record.Key) : saved;
            }
        );

    // As in the tables: open orders and those at their end stand in two places, and who is late does not bring back what has ended.
    public Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "show",
            record.Key.StoreOrderId,
            () =>
            {
                var shown =
                    isListed && !OrderTransitions.IsFinal(record.State) && !_open.ContainsKey(record.Key) ? _records[record.Key] : record;
                if (OrderTransitions.IsFinal(shown.State))
                {
                    _past[record.Key] = OrderSummary.Of(shown);
                    _open.Remove(record.Key);
                }
                else
                {
                    _open[record.Key] = OrderSummary.Of(shown);
                }

                return true;
            }
        );

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken) =>
        wire.StoreAsync("read events", key.StoreOrderId, () => (IReadOnlyList<OrderEvent>)[.. EventsOf(key)]);

    public IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken) =>
        ListAsync(() =>
            _open
                .Values.Where(one => string.CompareOrdinal(one.Key.ToString(), after?.ToString()) > 0)
                .OrderBy(one => one.Key.ToString(), StringComparer.Ordinal)
        );

    public IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken) =>
        ListAsync(() => _past.Values.Where(one => DayOf(one) == firstSeen));

    public IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken) =>
        ListAsync(() => _past.Values.Where(one => one.PersonalDataErasedAt is null && DayOf(one) <= firstSeenUntil));

    private async IAsyncEnumerable<OrderSummary> ListAsync(Func<IEnumerable<OrderSummary>> list)
    {
        foreach (var summary in await wire.StoreAsync("list", string.Empty, () => list().ToList()))
        {
            yield return summary;
        }
    }

    private static DateOnly DayOf(OrderSummary summary) => DateOnly.FromDateTime(summary.FirstSeenAt.UtcDateTime);
}

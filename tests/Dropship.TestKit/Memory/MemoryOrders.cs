using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.TestKit.Memory;

/// <summary>Orders in memory, as strict about versions as the tables. As there, open orders and those at their end are listed in two
/// places.</summary>
public sealed class MemoryOrders : IOrders, IAllOrders
{
    private readonly Dictionary<OrderKey, Order> _records = [];
    private readonly Dictionary<OrderKey, List<OrderEvent>> _events = [];
    private readonly Dictionary<OrderKey, OrderSummary> _open = [];
    private readonly Dictionary<OrderKey, OrderSummary> _past = [];
    private int _version;

    /// <summary>Called before each save; may throw to stand for a crash, or change the order to stand for somebody who is faster.</summary>
    public Action<Order>? BeforeSave { get; set; }

    /// <summary>Called before each load; may throw to stand for an order that cannot be read.</summary>
    public Action<OrderKey>? BeforeLoad { get; set; }

    /// <summary>Called before and after each load and each save.</summary>
    public Action? OnEdge { get; set; }

    public IReadOnlyDictionary<OrderKey, Order> Records => _records;

    /// <summary>How the lists show each order.</summary>
    public IReadOnlyDictionary<OrderKey, OrderSummary> Shown =>
        _open.Concat(_past.Where(one => !_open.ContainsKey(one.Key))).ToDictionary();

    /// <summary>An order as it is now; no load of the app's.</summary>
    public Order? Find(OrderKey key) => _records.GetValueOrDefault(key);

    /// <summary>The history as it is now; no read of the app's.</summary>
    public IReadOnlyList<OrderEvent> EventsOf(OrderKey key) => _events.GetValueOrDefault(key) ?? [];

    /// <summary>How the lists show an order; null when they do not.</summary>
    public OrderSummary? ShownOf(OrderKey key) => _open.GetValueOrDefault(key) ?? _past.GetValueOrDefault(key);

    /// <summary>Loses an order with all that is known of it, but for its line in the list.</summary>
    public void Lose(OrderKey key)
    {
        _records.Remove(key);
        _events.Remove(key);
    }

    /// <summary>Takes an order out of the lists.</summary>
    public void Unlist(OrderKey key)
    {
        _open.Remove(key);
        _past.Remove(key);
    }

    /// <summary>Puts another history in the place of the one that was written.</summary>
    public void Forge(OrderKey key, IEnumerable<OrderEvent> history) => _events[key] = [.. history];

    public Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken)
    {
        OnEdge?.Invoke();
        BeforeLoad?.Invoke(key);
        var found = Find(key);
        OnEdge?.Invoke();
        return Task.FromResult(found);
    }

    public Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken)
    {
        OnEdge?.Invoke();
        BeforeSave?.Invoke(record);
        if (Find(record.Key)?.Version != record.Version)
        {
            throw new OrderChangedException(record.Key);
        }

        var saved = record with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
        _records[record.Key] = saved;
        if (!_events.TryGetValue(record.Key, out var history))
        {
            _events[record.Key] = history = [];
        }

        history.AddRange(events);
        OnEdge?.Invoke();
        return Task.FromResult(saved);
    }

    public Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken)
    {
        OnEdge?.Invoke();

        // Who is late does not bring back what has come to its end.
        var isLate = isListed && !OrderTransitions.IsFinal(record.State) && !_open.ContainsKey(record.Key);
        var shown = isLate ? _records[record.Key] : record;
        if (OrderTransitions.IsFinal(shown.State))
        {
            _past[record.Key] = OrderSummary.Of(shown);
            _open.Remove(record.Key);
        }
        else
        {
            _open[record.Key] = OrderSummary.Of(shown);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderEvent>>([.. EventsOf(key)]);

    public Task<IReadOnlyList<OrderKey>> ListKeysAsync(OrderKey? after, int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderKey>>([
            .. _events
                .Keys.Union(_records.Keys)
                .OrderBy(key => key.ToString(), StringComparer.Ordinal)
                .Where(key => after is null || string.CompareOrdinal(key.ToString(), after.ToString()) > 0)
                .Take(most),
        ]);

    public IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken) =>
        List(_open, summary => string.CompareOrdinal(summary.Key.ToString(), after?.ToString()) > 0);

    public IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken) =>
        List(_past, summary => DayOf(summary) == firstSeen);

    public IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken) =>
        List(_past, summary => summary.PersonalDataErasedAt is null && DayOf(summary) <= firstSeenUntil);

    private static IAsyncEnumerable<OrderSummary> List(Dictionary<OrderKey, OrderSummary> list, Func<OrderSummary, bool> isMeant) =>
        list.Values.Where(isMeant).OrderBy(summary => summary.Key.ToString(), StringComparer.Ordinal).ToList().ToAsyncEnumerable();

    private static DateOnly DayOf(OrderSummary summary) => DateOnly.FromDateTime(summary.FirstSeenAt.UtcDateTime);
}

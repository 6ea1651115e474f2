using System.Globalization;
using Dropship.Core.Orders;

namespace Dropship.Core.Tests.Support;

/// <summary>Orders in memory, as strict about versions as the tables.</summary>
internal sealed class MemoryOrders : IOrders, IAllOrders
{
    private readonly Dictionary<OrderKey, Order> _records = [];
    private readonly Dictionary<OrderKey, List<OrderEvent>> _events = [];
    private readonly Dictionary<OrderKey, OrderSummary> _list = [];
    private int _version;

    /// <summary>Called before each save; may throw to stand for a crash, or change the order to stand for somebody who is faster.</summary>
    public Action<Order>? BeforeSave { get; set; }

    /// <summary>Called before and after each load and each save.</summary>
    public Action? OnEdge { get; set; }

    public IReadOnlyDictionary<OrderKey, OrderSummary> Shown => _list;

    /// <summary>An order as it is now; no load of the app's.</summary>
    public Order? Find(OrderKey key) => _records.GetValueOrDefault(key);

    public Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken)
    {
        OnEdge?.Invoke();
        var found = Find(key);
        OnEdge?.Invoke();
        return Task.FromResult(found);
    }

    public Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken)
    {
        OnEdge?.Invoke();
        BeforeSave?.Invoke(record);
        var known = _records.GetValueOrDefault(record.Key);
        if (known?.Version != record.Version)
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

    /// <summary>Loses an order with all that is known of it, but for its line in the list.</summary>
    public void Lose(OrderKey key)
    {
        _records.Remove(key);
        _events.Remove(key);
    }

    /// <summary>Takes an order out of the list.</summary>
    public void Unlist(OrderKey key) => _list.Remove(key);

    /// <summary>Puts another history in the place of the one that was written.</summary>
    public void Forge(OrderKey key, IEnumerable<OrderEvent> history) => _events[key] = [.. history];

    public Task<IReadOnlyList<OrderKey>> ListKeysAsync(OrderKey? after, int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderKey>>([
            .. _events
                .Keys.Union(_records.Keys)
                .OrderBy(key => key.ToString(), StringComparer.Ordinal)
                .Where(key => after is null || string.CompareOrdinal(key.ToString(), after.ToString()) > 0)
                .Take(most),
        ]);

    public Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken)
    {
        OnEdge?.Invoke();
        _list[record.Key] = OrderSummary.Of(record);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderEvent>>(_events.GetValueOrDefault(key) ?? []);

    public IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken) =>
        ListAsync(summary =>
            !OrderTransitions.IsFinal(summary.State) && string.CompareOrdinal(summary.Key.ToString(), after?.ToString()) > 0
        );

    public IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken) =>
        ListAsync(summary => OrderTransitions.IsFinal(summary.State) && DayOf(summary) == firstSeen);

    public IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken) =>
        ListAsync(summary =>
            OrderTransitions.IsFinal(summary.State) && summary.PersonalDataErasedAt is null && DayOf(summary) <= firstSeenUntil
        );

    private IAsyncEnumerable<OrderSummary> ListAsync(Func<OrderSummary, bool> isListed) =>
        _list.Values.Where(isListed).OrderBy(summary => summary.Key.ToString(), StringComparer.Ordinal).ToList().ToAsyncEnumerable();

    private static DateOnly DayOf(OrderSummary summary) => DateOnly.FromDateTime(summary.FirstSeenAt.UtcDateTime);
}

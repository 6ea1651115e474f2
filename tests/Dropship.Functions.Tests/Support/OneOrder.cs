using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Functions.Tests.Support;

/// <summary>A storage that holds one order and forgets what is saved.</summary>
internal sealed class OneOrder : IOrders
{
    public Order Held { get; set; } = Facts.Record();

    public Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken) => Task.FromResult(key == Held.Key ? Held : null);

    /// <summary>Hears what is saved.</summary>
    public event Action<IReadOnlyList<OrderEvent>>? Saved;

    public Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken)
    {
        Saved?.Invoke(events);
        return Task.FromResult(record);
    }

    public Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderEvent>>([]);

    public IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken) =>
        new[] { OrderSummary.Of(Held) }.ToAsyncEnumerable();

    public IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<OrderSummary>();

    public IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<OrderSummary>();
}

using System.Diagnostics;

namespace Dropship.Core.Orders;

/// <summary>Orders whose every save is a span of the order's trace and is counted, and of which the latest are remembered.</summary>
public sealed class ObservedOrders(IOrders orders, RecentOrders recent, PromiseMetrics metrics) : IOrders
{
    public async Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken)
    {
        var loaded = await orders.LoadAsync(key, cancellationToken);
        if (loaded is not null)
        {
            recent.Note(loaded);
        }

        return loaded;
    }

    public Order? FindRecent(OrderKey key) => recent.Find(key);

    public async Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken)
    {
        using var span = OrderTraces.Start("save order", ActivityKind.Internal, record.Key);
        foreach (var told in events)
        {
            // What and about what; why may name a person.
            span?.AddEvent(
                new ActivityEvent(
                    told.What.Code,
                    told.At,
                    told.PurchaseOrder is { } purchase ? new ActivityTagsCollection([new(OrderTraces.PurchaseOrderTag, purchase)]) : null
                )
            );
        }

        try
        {
            var saved = await orders.SaveAsync(record, events, cancellationToken);
            recent.Note(saved);
            metrics.Record(saved, events);
            return saved;
        }
        catch (Exception exception)
        {
            recent.Forget(record.Key);
            span.Fail(exception);
            throw;
        }
    }

    public Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken) =>
        orders.UpdateListingAsync(record, isListed, cancellationToken);

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken) =>
        orders.ReadEventsAsync(key, cancellationToken);

    public IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken) =>
        orders.ListOpenAsync(after, cancellationToken);

    public IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken) =>
        orders.ListEndedAsync(firstSeen, cancellationToken);

    public IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken) =>
        orders.ListUnerasedAsync(firstSeenUntil, cancellationToken);
}

using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Memory;

namespace Dropship.Simulation.Ports;

/// <summary>Orders behind the wire, each save of which must keep the promises.</summary>
internal sealed class SimulatedOrders(Wire wire, MemoryOrders rows, Faults faults, Promises promises) : IOrders
{
    public Task<Order?> LoadAsync(OrderKey key, CancellationToken cancellationToken) =>
        wire.TableAsync("load", key.StoreOrderId, () => rows.LoadAsync(key, cancellationToken));

    public Task<Order> SaveAsync(Order record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken) =>
        wire.TableAsync(
            "save",
            record.Key.StoreOrderId,
            () =>
            {
                var known = rows.Find(record.Key);
                if (known?.Version == record.Version)
                {
                    promises.OnSaved(known, record, rows.EventsOf(record.Key), events);
                }

                var saved = rows.SaveAsync(record, events, cancellationToken);
                return faults.Strike(Fault.StorageAnswerLost) ? throw new OrderChangedException(record.Key) : saved;
            }
        );

    public Task UpdateListingAsync(Order record, bool isListed, CancellationToken cancellationToken) =>
        wire.TableAsync("show", record.Key.StoreOrderId, () => rows.UpdateListingAsync(record, isListed, cancellationToken));

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken) =>
        wire.TableAsync("read events", key.StoreOrderId, () => rows.ReadEventsAsync(key, cancellationToken));

    public IAsyncEnumerable<OrderSummary> ListOpenAsync(OrderKey? after, CancellationToken cancellationToken) =>
        ListAsync(() => rows.ListOpenAsync(after, cancellationToken));

    public IAsyncEnumerable<OrderSummary> ListEndedAsync(DateOnly firstSeen, CancellationToken cancellationToken) =>
        ListAsync(() => rows.ListEndedAsync(firstSeen, cancellationToken));

    public IAsyncEnumerable<OrderSummary> ListUnerasedAsync(DateOnly firstSeenUntil, CancellationToken cancellationToken) =>
        ListAsync(() => rows.ListUnerasedAsync(firstSeenUntil, cancellationToken));

    // One page has them all.
    private async IAsyncEnumerable<OrderSummary> ListAsync(Func<IAsyncEnumerable<OrderSummary>> list)
    {
        foreach (var summary in await wire.TableAsync("list", string.Empty, () => list().ToListAsync().AsTask()))
        {
            yield return summary;
        }
    }
}

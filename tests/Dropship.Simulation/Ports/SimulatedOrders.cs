using System.Globalization;
using System.Runtime.CompilerServices;
using Dropship.Core;
using Dropship.Core.Operations;
using Dropship.Core.Stores;
using Dropship.Simulation.Checks;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Orders in memory, with versions as the tables have them.</summary>
internal sealed class SimulatedOrders(Wire wire, Faults faults, Promises promises) : IOrders
{
    private readonly Dictionary<OrderKey, OrderRecord> _records = [];
    private readonly Dictionary<OrderKey, List<OrderEvent>> _events = [];
    private readonly Dictionary<OrderKey, OrderSummary> _shown = [];
    private int _version;

    public IReadOnlyDictionary<OrderKey, OrderRecord> Records => _records;

    public IReadOnlyDictionary<OrderKey, OrderSummary> Shown => _shown;

    public IReadOnlyList<OrderEvent> EventsOf(OrderKey key) => _events.GetValueOrDefault(key) ?? [];

    public OrderRecord? Find(OrderKey key) => _records.GetValueOrDefault(key);

    public Task<OrderRecord?> LoadAsync(OrderKey key, CancellationToken cancellationToken) => wire.StoreAsync("load", key.StoreOrderId, () => _records.GetValueOrDefault(key));

    public Task<OrderRecord> SaveAsync(OrderRecord record, IReadOnlyList<OrderEvent> events, CancellationToken cancellationToken) => wire.StoreAsync("save", record.Key.StoreOrderId, () =>
    {
        var known = _records.GetValueOrDefault(record.Key);
        if (known?.Version != record.Version)
        {
            throw new OrderChangedException(record.Key);
        }

        var saved = record with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
        if (!_events.TryGetValue(record.Key, out var story))
        {
            _events[record.Key] = story = [];
        }

        promises.OnSaved(known, saved, story, events);
        _records[record.Key] = saved;
        story.AddRange(events);
        return faults.Strike(Fault.StorageAnswerLost) ? throw new OrderChangedException(record.Key) : saved;
    });

    public Task ShowAsync(OrderRecord record, CancellationToken cancellationToken) => wire.StoreAsync("show", record.Key.StoreOrderId, () =>
    {
        _shown[record.Key] = OrderSummary.Of(record);
        return true;
    });

    public Task<IReadOnlyList<OrderEvent>> ReadEventsAsync(OrderKey key, CancellationToken cancellationToken) =>
        wire.StoreAsync("read events", key.StoreOrderId, () => (IReadOnlyList<OrderEvent>)[.. EventsOf(key)]);

    public async IAsyncEnumerable<OrderSummary> ListAsync(bool includeFinal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var summary in await wire.StoreAsync("list", string.Empty, () => _shown.Values.Where(summary => includeFinal || !OrderTransitions.IsFinal(summary.State)).ToList()))
        {
            yield return summary;
        }
    }
}

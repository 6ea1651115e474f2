using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>SKU mappings in memory, of one store.</summary>
internal sealed class SimulatedMappings(Wire wire) : ISkuMappings
{
    private readonly SortedDictionary<string, SkuMapping> _mappings = new(StringComparer.Ordinal);
    private readonly List<(string Sku, OrderKey Order)> _waiting = [];

    public void Put(SkuMapping mapping) => _mappings[mapping.Sku] = mapping;

    public Task<IReadOnlyDictionary<string, SkuMapping>> FindAsync(
        string accountId,
        IReadOnlyCollection<string> skus,
        CancellationToken cancellationToken
    ) =>
        wire.StoreAsync(
            "find mappings",
            string.Join(' ', skus),
            () =>
                (IReadOnlyDictionary<string, SkuMapping>)
                    skus.Where(_mappings.ContainsKey).ToDictionary(sku => sku, sku => _mappings[sku], StringComparer.Ordinal)
        );

    public Task<IReadOnlyList<SkuMapping>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        wire.StoreAsync("list mappings", accountId, () => (IReadOnlyList<SkuMapping>)[.. _mappings.Values]);

    public Task<SkuMapping> SaveAsync(SkuMapping mapping, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "save mapping",
            mapping.Sku,
            () =>
            {
                if (_mappings.TryGetValue(mapping.Sku, out var known) && known.Items.SequenceEqual(mapping.Items))
                {
                    return known;
                }

                var saved = mapping.After(known) with { Version = (known?.Version ?? 0) + 1 };
                Put(saved);
                return saved;
            }
        );

    public Task<SkuMapping?> NoteVariantAsync(string accountId, string sku, MappedVariant variant, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "note variant",
            sku,
            () =>
            {
                if (_mappings.TryGetValue(sku, out var known) && known.Variant is null)
                {
                    Put(known with { Variant = variant });
                }

                return _mappings.GetValueOrDefault(sku);
            }
        );

    public Task DeleteAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        wire.StoreAsync("delete mapping", sku, () => _mappings.Remove(sku));

    public Task AddWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "wait for mapping",
            order.StoreOrderId,
            () =>
            {
                _waiting.AddRange(skus.Select(sku => (sku, order)).Where(entry => !_waiting.Contains(entry)));
                return true;
            }
        );

    public Task<IReadOnlyList<OrderKey>> ListWaitingAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "who waits",
            sku,
            () => (IReadOnlyList<OrderKey>)[.. _waiting.Where(entry => entry.Sku == sku).Select(entry => entry.Order)]
        );

    public Task RemoveWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken) =>
        wire.StoreAsync(
            "wait no more",
            order.StoreOrderId,
            () =>
            {
                _waiting.RemoveAll(entry => entry.Order == order && skus.Contains(entry.Sku));
                return true;
            }
        );
}

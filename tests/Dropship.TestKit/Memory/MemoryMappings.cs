using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>SKU mappings in memory, and the orders that wait for one.</summary>
public sealed class MemoryMappings : ISkuMappings
{
    private readonly SortedDictionary<(string Account, string Sku), SkuMapping> _mappings = new(
        Comparer<(string Account, string Sku)>.Create(
            (left, right) =>
                string.CompareOrdinal(left.Account, right.Account) is var order and not 0
                    ? order
                    : string.CompareOrdinal(left.Sku, right.Sku)
        )
    );
    private readonly Dictionary<(string Account, string Sku), int> _versions = [];
    private readonly List<(string Sku, OrderKey Order)> _waiting = [];

    public Task<IReadOnlyDictionary<string, SkuMapping>> FindAsync(
        string accountId,
        IReadOnlyCollection<string> skus,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, SkuMapping>(StringComparer.Ordinal);
        foreach (var sku in skus)
        {
            if (_mappings.TryGetValue((accountId, sku), out var mapping))
            {
                found[sku] = mapping;
            }
        }

        return Task.FromResult<IReadOnlyDictionary<string, SkuMapping>>(found);
    }

    public Task<IReadOnlyList<SkuMapping>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SkuMapping>>([.. _mappings.Values.Where(mapping => mapping.AccountId == accountId)]);

    public Task<SkuMapping> SaveAsync(SkuMapping mapping, CancellationToken cancellationToken)
    {
        var key = (mapping.AccountId, mapping.Sku);
        var known = _mappings.GetValueOrDefault(key);
        var wanted = mapping.After(known);
        if (known is not null && IsSame(known, wanted))
        {
            return Task.FromResult(known);
        }

        var saved = wanted with { Version = _versions.GetValueOrDefault(key) + 1 };
        _versions[key] = saved.Version;
        _mappings[key] = saved;
        return Task.FromResult(saved);
    }

    public Task<SkuMapping?> NoteVariantAsync(string accountId, string sku, MappedVariant variant, CancellationToken cancellationToken)
    {
        if (_mappings.TryGetValue((accountId, sku), out var known) && known.Variant is null)
        {
            _mappings[(accountId, sku)] = known with { Variant = variant };
        }

        return Task.FromResult(_mappings.GetValueOrDefault((accountId, sku)));
    }

    public Task DeleteAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        Task.FromResult(_mappings.Remove((accountId, sku)));

    public Task AddWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken)
    {
        _waiting.AddRange(skus.Select(sku => (sku, order)).Where(entry => !_waiting.Contains(entry)).ToList());
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OrderKey>> ListWaitingAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderKey>>([
            .. _waiting.Where(entry => entry.Sku == sku && entry.Order.AccountId == accountId).Select(entry => entry.Order),
        ]);

    public Task RemoveWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken) =>
        Task.FromResult(_waiting.RemoveAll(entry => entry.Order == order && skus.Contains(entry.Sku)));

    private static bool IsSame(SkuMapping known, SkuMapping mapping) =>
        known.Items.SequenceEqual(mapping.Items)
        && mapping with { Items = known.Items, Version = known.Version, ChangedAt = known.ChangedAt } == known;
}

using Dropship.Core;
using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>SKU mappings behind the wire.</summary>
internal sealed class SimulatedMappings(Wire wire, ISkuMappings rows) : ISkuMappings
{
    public Task<IReadOnlyDictionary<string, SkuMapping>> FindAsync(
        string accountId,
        IReadOnlyCollection<string> skus,
        CancellationToken cancellationToken
    ) => wire.TableAsync("find mappings", string.Join(' ', skus), () => rows.FindAsync(accountId, skus, cancellationToken));

    public Task<IReadOnlyList<SkuMapping>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        wire.TableAsync("list mappings", accountId, () => rows.ListAsync(accountId, cancellationToken));

    public Task<SkuMapping> SaveAsync(SkuMapping mapping, CancellationToken cancellationToken) =>
        wire.TableAsync("save mapping", mapping.Sku, () => rows.SaveAsync(mapping, cancellationToken));

    public Task<SkuMapping?> NoteVariantAsync(string accountId, string sku, MappedVariant variant, CancellationToken cancellationToken) =>
        wire.TableAsync("note variant", sku, () => rows.NoteVariantAsync(accountId, sku, variant, cancellationToken));

    public Task DeleteAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        wire.TableAsync("delete mapping", sku, () => rows.DeleteAsync(accountId, sku, cancellationToken));

    public Task AddWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken) =>
        wire.TableAsync("wait for mapping", order.StoreOrderId, () => rows.AddWaitingAsync(order, skus, cancellationToken));

    public Task<IReadOnlyList<OrderKey>> ListWaitingAsync(string accountId, string sku, CancellationToken cancellationToken) =>
        wire.TableAsync("who waits", sku, () => rows.ListWaitingAsync(accountId, sku, cancellationToken));

    public Task RemoveWaitingAsync(OrderKey order, IReadOnlyCollection<string> skus, CancellationToken cancellationToken) =>
        wire.TableAsync("wait no more", order.StoreOrderId, () => rows.RemoveWaitingAsync(order, skus, cancellationToken));
}

using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>What people placed by hand, in memory.</summary>
public sealed class MemoryAdoptedOrders : IAdoptedOrders
{
    private readonly Dictionary<(string Account, string Order), PurchaseOrderKey> _held = [];

    public Task<PurchaseOrderKey?> FindAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken) =>
        Task.FromResult(_held.TryGetValue((purchasingAccountId, supplierOrderId), out var key) ? key : (PurchaseOrderKey?)null);

    public Task<PurchaseOrderKey> ClaimAsync(
        string purchasingAccountId,
        string supplierOrderId,
        PurchaseOrderKey key,
        CancellationToken cancellationToken
    )
    {
        _held.TryAdd((purchasingAccountId, supplierOrderId), key);
        return Task.FromResult(_held[(purchasingAccountId, supplierOrderId)]);
    }

    public Task RemoveAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken) =>
        Task.FromResult(_held.Remove((purchasingAccountId, supplierOrderId)));
}

using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>The purchase orders that a warehouse system is to be told of, in memory.</summary>
public sealed class MemoryUntoldPurchases : IUntoldPurchases
{
    private readonly HashSet<PurchaseOrderKey> _keys = [];

    public Task AddAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        _keys.Add(key);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<PurchaseOrderKey> ListAsync(CancellationToken cancellationToken) => _keys.ToList().ToAsyncEnumerable();

    public Task RemoveAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        _keys.Remove(key);
        return Task.CompletedTask;
    }
}

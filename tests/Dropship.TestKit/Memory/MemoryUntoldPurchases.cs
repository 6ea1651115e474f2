using System.Globalization;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>The purchase orders that a warehouse system is to be told of, in memory.</summary>
public sealed class MemoryUntoldPurchases : IUntoldPurchases
{
    private readonly List<UntoldPurchase> _rows = [];
    private int _version;

    public Task AddAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        _rows.RemoveAll(row => row.Key == key);
        _rows.Add(new UntoldPurchase(key, (++_version).ToString(CultureInfo.InvariantCulture)));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<UntoldPurchase>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<UntoldPurchase>>([.. _rows]);

    public Task RemoveAsync(UntoldPurchase listed, CancellationToken cancellationToken)
    {
        _rows.Remove(listed);
        return Task.CompletedTask;
    }
}

namespace Dropship.Core.Ports;

/// <summary>Keeps which purchase orders a warehouse system has to be told of.</summary>
public interface IUntoldPurchases
{
    /// <summary>Adds one, unless it is there.</summary>
    Task AddAsync(PurchaseOrderKey key, CancellationToken cancellationToken);

    IAsyncEnumerable<PurchaseOrderKey> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes one. Repeating it is harmless.</summary>
    Task RemoveAsync(PurchaseOrderKey key, CancellationToken cancellationToken);
}

namespace Dropship.Core.Ports;

/// <summary>Keeps which purchase orders a warehouse system has to be told of.</summary>
public interface IUntoldPurchases
{
    /// <summary>Adds one. One that is there goes behind all others under a new version.</summary>
    Task AddAsync(PurchaseOrderKey key, CancellationToken cancellationToken);

    /// <summary>All that wait, in the order in which they were last added.</summary>
    Task<IReadOnlyList<UntoldPurchase>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes one, unless it was added again since it was listed. Repeating it is harmless.</summary>
    Task RemoveAsync(UntoldPurchase listed, CancellationToken cancellationToken);
}

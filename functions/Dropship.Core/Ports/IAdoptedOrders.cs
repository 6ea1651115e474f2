namespace Dropship.Core.Ports;

/// <summary>Knows the 1688 orders that people placed by hand: they do not carry our key, and belong to one purchase order each.</summary>
public interface IAdoptedOrders
{
    /// <summary>The purchase order that an order on 1688 was given to; null when it was given to none.</summary>
    Task<PurchaseOrderKey?> FindAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken);

    /// <summary>Gives an order on 1688 to a purchase order, unless it has one.</summary>
    /// <returns>The purchase order that has it.</returns>
    Task<PurchaseOrderKey> ClaimAsync(
        string purchasingAccountId,
        string supplierOrderId,
        PurchaseOrderKey key,
        CancellationToken cancellationToken
    );

    /// <summary>Takes it back. Repeating it is harmless.</summary>
    Task RemoveAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken);
}

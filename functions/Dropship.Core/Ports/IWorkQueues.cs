namespace Dropship.Core.Ports;

/// <summary>Hands work to the next stage. Messages carry keys and times only; each may arrive more than once.</summary>
public interface IWorkQueues
{
    /// <summary>A store account is due for a pull.</summary>
    Task SendStorePullAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>A store order changed: it is to be read again, unless it was read since.</summary>
    /// <param name="order">The order.</param>
    /// <param name="changedAt">The platform's time of the change; null when it is not known, and then the order is read in any
    /// case.</param>
    /// <param name="after">How long the message waits; null for not at all.</param>
    Task SendStoreChangeAsync(OrderKey order, DateTimeOffset? changedAt, TimeSpan? after, CancellationToken cancellationToken);

    /// <summary>An order is to be looked at: mapped, held or cancelled.</summary>
    Task SendOrderAsync(OrderKey order, CancellationToken cancellationToken);

    /// <summary>A purchase order is to be placed.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="purchasingAccountId">Who buys. Purchases of one account that are in one <see cref="SessionShard"/> are made one after
    /// the other.</param>
    /// <param name="call">What calls for it, and when.</param>
    Task SendPurchaseOrderAsync(
        PurchaseOrderKey key,
        string purchasingAccountId,
        PlacementMessageId call,
        CancellationToken cancellationToken
    );

    /// <summary>An order at the market changed: it is to be read again.</summary>
    Task SendSupplierChangeAsync(SupplierChange change, TimeSpan? after, CancellationToken cancellationToken);

    /// <summary>The personal data of a store's orders is to be erased.</summary>
    Task SendErasureAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>An alert is to be mailed.</summary>
    Task SendAlertAsync(AlertKey alert, TimeSpan? after, CancellationToken cancellationToken);
}

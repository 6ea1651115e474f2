using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>
/// One kind of online store, such as Shopify: its orders can be listed and read. What else a platform can do, it shows by the interfaces
/// that it implements beside this one: <see cref="ITrackingPush"/>, <see cref="IPlatformShipping"/>, <see cref="IStoreWebhooks"/>,
/// <see cref="IAppWebhooks"/>, <see cref="IStoreAuth"/>. Implementations keep no state of an account.
/// </summary>
public interface IStorePlatform
{
    /// <summary>The name that <see cref="StoreAccount.Platform"/> carries.</summary>
    string Name { get; }

    StoreCapabilities Capabilities { get; }

    /// <summary>
    /// Lists the orders that changed in a span of time, oldest change first. Where whole orders are dear to list, a reading may say only
    /// that an order changed (<see cref="StoreOrderReading.IsStub"/>); the caller then reads those that it does not know yet.
    /// </summary>
    /// <param name="account">The store.</param>
    /// <param name="from">Changes at or after this.</param>
    /// <param name="until">Changes before this.</param>
    /// <param name="page">The mark of the page from <see cref="StoreOrderPage.NextPage"/>; null for the first one. Good for this span
    /// only.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<CallResult<StoreOrderPage>> ListChangedOrdersAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Reads one order in full: the reading holds the order, or what is wrong with it. Refused with <see cref="RefusalMeaning.NotFound"/>
    /// when the store has no such order.
    /// </summary>
    Task<CallResult<StoreOrderReading>> ReadOrderAsync(StoreAccount account, string storeOrderId, CancellationToken cancellationToken);

    /// <summary>The seller's page of an order in the store's own administration; null when there is none to link to.</summary>
    Uri? OrderPageOf(StoreAccount account, string storeOrderId);

    /// <summary>
    /// Reads several orders in full, up to <see cref="StoreCapabilities.OrdersPerRead"/>. Each comes out as <see cref="ReadOrderAsync"/>
    /// tells it: one that is gone or cannot be made out keeps nothing back from the others.
    /// </summary>
    /// <returns>A result for each id, in their order.</returns>
    async Task<IReadOnlyList<CallResult<StoreOrderReading>>> ReadOrdersAsync(
        StoreAccount account,
        IReadOnlyList<string> storeOrderIds,
        CancellationToken cancellationToken
    ) => await Task.WhenAll(storeOrderIds.Select(id => ReadOrderAsync(account, id, cancellationToken)));

    /// <summary>Asks the platform whether the credentials work and suffice.</summary>
    Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken);
}

using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Amazon;

/// <summary>Amazon sellers over the Selling Partner API: orders of 2026-01-01, shipment confirmation of v0. Amazon sends no deliveries by
/// HTTP; the pull finds all changes.</summary>
internal sealed class AmazonPlatform(AmazonClient client, AmazonOrders orders, AmazonShipping shipping, TimeProvider time)
    : IStorePlatform,
        ITrackingPush,
        IStoreAuth
{
    public const string PlatformName = "amazon";

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = true,
            ListingLag = AmazonOrders.Lag,
        };

    public Task<CallResult<StoreOrderPage>> ListChangedOrdersAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    ) => orders.ListChangedAsync(account, from, page, cancellationToken);

    public Task<CallResult<StoreOrderReading>> ReadOrderAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    ) => orders.ReadAsync(account, storeOrderId, cancellationToken);

    public Task<CallResult<TrackingReceipt>> PushTrackingAsync(
        StoreAccount account,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => shipping.PushAsync(account, push, cancellationToken);

    public Task<CallResult<TrackingReceipt>> AddTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => shipping.ChangeAsync(account, fulfilmentId, push, keepsOthers: true, cancellationToken);

    public Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => shipping.ChangeAsync(account, fulfilmentId, push, keepsOthers: false, cancellationToken);

    public Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        client.GetConsentPageAsync(account, callback, cancellationToken);

    public Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    ) => client.ExchangeAsync(account, answer, cancellationToken);

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) => null;

    public Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        client.Forget(account);
        return client.GetAsync(
            account,
            AmazonRate.Verify,
            "-",
            known =>
                $"{AmazonOrders.Root}?lastUpdatedAfter={AmazonMapper.Text(time.GetUtcNow().AddHours(-1))}"
                + $"&maxResultsPerPage=1&marketplaceIds={known.MarketplaceId}",
            json => json.Items("orders"),
            _ => new StoreIdentity(account.DisplayName, string.Empty, []),
            cancellationToken
        );
    }
}

using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shoplazza;

/// <summary>Shoplazza stores over the Admin API, with a token of a private app or the consent to a public one.</summary>
internal sealed class ShoplazzaPlatform(
    ShoplazzaClient client,
    ShoplazzaOrders orders,
    ShoplazzaShipping shipping,
    Credentials<AppCredentials> credentials
) : IStorePlatform, ITrackingPush, IStoreWebhooks, IStoreAuth
{
    public const string PlatformName = "shoplazza";

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = true,
            OrdersPerRead = ShoplazzaOrders.LargestBatch,
            ListingLag = TimeSpan.FromMinutes(5),
        };

    public Task<CallResult<StoreOrderPage>> ListChangedOrdersAsync(
        StoreAccount account,
        DateTimeOffset from,
        DateTimeOffset until,
        string? page,
        CancellationToken cancellationToken
    ) => orders.ListChangedAsync(account, from, until, page, cancellationToken);

    public Task<CallResult<StoreOrderReading>> ReadOrderAsync(
        StoreAccount account,
        string storeOrderId,
        CancellationToken cancellationToken
    ) => orders.ReadAsync(account, storeOrderId, cancellationToken);

    public Task<IReadOnlyList<CallResult<StoreOrderReading>>> ReadOrdersAsync(
        StoreAccount account,
        IReadOnlyList<string> storeOrderIds,
        CancellationToken cancellationToken
    ) => orders.ReadManyAsync(account, storeOrderIds, cancellationToken);

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

    public async Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken) =>
        ShoplazzaWebhooks.Read(await credentials.GetAsync(account.SecretName, cancellationToken), request);

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
        return client.SendAsync(
            account,
            "verify",
            "-",
            HttpMethod.Get,
            "orders?page_size=1",
            null,
            json => json.Items("orders"),
            _ => new StoreIdentity(account.Endpoint.Host, string.Empty, []),
            cancellationToken
        );
    }
}

using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Lazada;

/// <summary>Lazada shops over the Open Platform. Lazada makes the tracking numbers and sends the messages of all shops of an app to one
/// address.</summary>
internal sealed class LazadaPlatform(
    LazadaClient client,
    LazadaOrders orders,
    LazadaShipping shipping,
    Credentials<AppCredentials> credentials,
    TimeProvider time
) : IStorePlatform, IPlatformShipping, IAppWebhooks, IStoreAuth
{
    public const string PlatformName = "lazada";

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = false,
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

    public Task<CallResult<TrackingReceipt>> ArrangeAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken) =>
        shipping.ArrangeAsync(account, push, cancellationToken);

    public Task<CallResult<ShippingLabel?>> ReadLabelAsync(
        StoreAccount account,
        string storeOrderId,
        string fulfilmentId,
        CancellationToken cancellationToken
    ) => shipping.ReadLabelAsync(account, fulfilmentId, cancellationToken);

    public string? FindShop(WebhookRequest request) => LazadaWebhooks.FindShop(request.Body);

    public async Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken) =>
        LazadaWebhooks.Read(account, await credentials.GetAsync(account.SecretName, cancellationToken), request);

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
            "/orders/get",
            [("created_after", LazadaMapper.Text(time.GetUtcNow().AddDays(-1))), ("limit", "1")],
            "-",
            json => json.Object("data").Items("orders"),
            _ => new StoreIdentity(account.DisplayName, string.Empty, []),
            cancellationToken
        );
    }
}

using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopee;

/// <summary>Shopee shops over Open API v2. Shopee makes the tracking numbers and sends the pushes of all shops of an app to one
/// address.</summary>
internal sealed class ShopeePlatform(
    ShopeeClient client,
    ShopeeAuth auth,
    ShopeeOrders orders,
    ShopeeShipping shipping,
    ShopeeLabels labels,
    Credentials<ShopeeCredentials> credentials,
    TimeProvider time
) : IStorePlatform, IPlatformShipping, IAppWebhooks, IStoreAuth
{
    public const string PlatformName = "shopee";

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            // An order is one package, unless the seller has split it.
            PartialShipment = false,
            TrackingUpdate = false,
            OrdersPerRead = ShopeeOrders.LargestBatch,
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

    public Task<CallResult<TrackingReceipt>> ArrangeAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken) =>
        shipping.ArrangeAsync(account, push, cancellationToken);

    public Task<CallResult<ShippingLabel?>> ReadLabelAsync(
        StoreAccount account,
        string storeOrderId,
        string fulfilmentId,
        CancellationToken cancellationToken
    ) => labels.ReadAsync(account, storeOrderId, fulfilmentId, cancellationToken);

    public string? FindShop(WebhookRequest request) => ShopeeWebhooks.FindShop(request.Body);

    public async Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken) =>
        ShopeeWebhooks.Read(account, await credentials.GetAsync(account.SecretName, cancellationToken), request);

    public Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        auth.GetConsentPageAsync(account, callback, cancellationToken);

    public Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    ) => auth.ExchangeAsync(account, answer, cancellationToken);

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) => null;

    public async Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        auth.Forget(account);
        var shop = await client.GetAsync(
            account,
            "/api/v2/shop/get_shop_info",
            [],
            "-",
            json =>
            {
                var region = json.Text("region");
                var currency =
                    ShopeeTables.CurrencyOf(region) ?? throw new UnreadableReplyException("'region' names no market that is known here");
                return CallResult.Success(new StoreIdentity(json.Text("shop_name"), currency, []));
            },
            cancellationToken
        );
        if (!shop.IsSuccess)
        {
            return shop;
        }

        // The modules of the open platform are granted to an app one by one.
        var now = time.GetUtcNow();
        var listed = await orders.ListChangedAsync(account, now.AddMinutes(-1), now, null, cancellationToken);
        return listed.IsSuccess ? shop
            : listed.Problem.Kind == ProblemKind.Unauthorized
                ? shop.Map(identity => identity with { MissingPermissions = ["order (to read orders)"] })
            : listed.As<StoreIdentity>();
    }
}

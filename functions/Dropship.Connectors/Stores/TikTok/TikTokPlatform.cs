using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>TikTok shops over the Partner API, version 202309, with the seller's own shipping.</summary>
internal sealed class TikTokPlatform(
    TikTokClient client,
    TikTokAuth auth,
    TikTokOrders orders,
    TikTokShipping shipping,
    Credentials<TikTokCredentials> credentials
) : IStorePlatform, ITrackingPush, IAppWebhooks, IStoreAuth
{
    public const string PlatformName = "tiktok";

    private const string NoPermission = "105005";

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = true,
            OrdersPerRead = TikTokOrders.LargestBatch,
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

    public string? FindShop(WebhookRequest request) => TikTokWebhooks.FindShop(request.Body);

    public async Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken) =>
        TikTokWebhooks.Read(account, await credentials.GetAsync(account.SecretName, cancellationToken), request);

    public Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        auth.GetConsentPageAsync(account, callback, cancellationToken);

    public Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    ) => auth.ExchangeAsync(account, answer, cancellationToken);

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) => null;

    /// <summary>Tries each permission by a read. Whether numbers may be written is only seen by writing one.</summary>
    public async Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        client.Forget(account);
        var shops = await client.GetAsync(account, "shops", TikTokAuth.ShopsPath, [], "-", TikTokAuth.ReadShops, cancellationToken);
        if (!shops.IsSuccess)
        {
            return shops.As<StoreIdentity>();
        }

        if (shops.Value.FirstOrDefault(one => one.Id == account.ShopId) is not { } shop)
        {
            return CallResult.Unauthorized<StoreIdentity>("no-shop", "The seller has not let the app into this shop: ask for the consent.");
        }

        var listed = await client.SearchAsync(
            account,
            "verify",
            TikTokOrders.SearchPath,
            [("page_size", "1")],
            new { },
            "-",
            data => data.OptionalItems("orders").Count,
            cancellationToken
        );
        var stocked = await client.GetAsync(
            account,
            "verify",
            "/logistics/202309/warehouses",
            [],
            "-",
            data => data.OptionalItems("warehouses").Count,
            cancellationToken
        );
        (string Permission, CallResult<int> Tried)[] tries = [("order", listed), ("logistics", stocked)];
        return
            tries.Where(one => !one.Tried.IsSuccess && one.Tried.Problem?.Code != NoPermission).Select(one => one.Tried).FirstOrDefault()
                is { } failed
            ? failed.As<StoreIdentity>()
            : CallResult.Success(
                new StoreIdentity(
                    shop.Name,
                    TikTokTables.CurrencyOf(shop.Region) ?? string.Empty,
                    [.. tries.Where(one => !one.Tried.IsSuccess).Select(one => one.Permission)],
                    shop.Id
                )
            );
    }
}

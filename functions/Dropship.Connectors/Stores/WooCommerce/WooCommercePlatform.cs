using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.WooCommerce;

/// <summary>WooCommerce stores over REST v3, with the keys of a user of the store. WooCommerce has no parcels: they are kept in the order's
/// meta data.</summary>
internal sealed class WooCommercePlatform(
    WooCommerceClient client,
    WooCommerceOrders orders,
    WooCommerceShipping shipping,
    Credentials<WooCommerceCredentials> credentials
) : IStorePlatform, ITrackingPush, IStoreWebhooks
{
    public const string PlatformName = "woocommerce";

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = true,
            OrdersPerRead = WooCommerceOrders.LargestPage,
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
        WooCommerceWebhooks.Read(await credentials.GetAsync(account.SecretName, cancellationToken), request);

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) =>
        new($"{account.Endpoint.AbsoluteUri.TrimEnd('/')}/wp-admin/post.php?post={Uri.EscapeDataString(storeOrderId)}&action=edit");

    public async Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        credentials.Forget(account.SecretName);
        var read = await client.SendAsync(
            account,
            "verify",
            "-",
            HttpMethod.Get,
            "settings/general/woocommerce_currency",
            [],
            null,
            json => json.Text("value"),
            cancellationToken
        );
        if (!read.IsSuccess)
        {
            return read.As<StoreIdentity>();
        }

        var missing = new List<string>();
        foreach (
            var (method, path, body, permission) in ((HttpMethod, string, object?, string)[])
                [
                    (HttpMethod.Get, "orders", null, "read (to read orders)"),
                    // A batch of nothing changes nothing.
                    (HttpMethod.Post, "orders/batch", new { }, "write (to give the store tracking numbers)"),
                ]
        )
        {
            var asked = await client.SendAsync(
                account,
                "verify",
                path,
                method,
                path,
                method == HttpMethod.Get ? [("per_page", "1")] : [],
                body,
                _ => default(Unit),
                cancellationToken
            );
            if (asked.Problem?.Kind == ProblemKind.Unauthorized)
            {
                missing.Add(permission);
            }
            else if (!asked.IsSuccess)
            {
                return asked.As<StoreIdentity>();
            }
        }

        return CallResult.Success(new StoreIdentity(account.Endpoint.Host, read.Value, missing));
    }
}

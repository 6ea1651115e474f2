using System.Security.Cryptography;
using System.Text;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Ebay;

/// <summary>eBay sellers over the Sell Fulfillment and Commerce Notification APIs.</summary>
internal sealed class EbayPlatform(
    EbayClient client,
    EbayOrders orders,
    EbayShipping shipping,
    EbayWebhooks webhooks,
    Credentials<AppCredentials> credentials
) : IStorePlatform, ITrackingPush, IAppWebhooks, IStoreAuth, IWebhookChallenge
{
    public const string PlatformName = "ebay";

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,

            // A fulfilment bears its number as its id.
            TrackingUpdate = false,
            OrdersPerRead = EbayOrders.LargestBatch,
            ListingLag = TimeSpan.FromMinutes(30),
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
    ) => shipping.ChangeAsync(account, fulfilmentId, push, cancellationToken);

    public Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => shipping.ChangeAsync(account, fulfilmentId, push, cancellationToken);

    public string? FindShop(WebhookRequest request) => EbayWebhooks.FindShop(request.Body);

    public Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken) =>
        webhooks.ReadAsync(account, request, cancellationToken);

    public async Task<IReadOnlyDictionary<string, string>?> AnswerChallengeAsync(
        StoreAccount account,
        Uri address,
        IReadOnlyDictionary<string, string> query,
        CancellationToken cancellationToken
    )
    {
        if (
            !query.TryGetValue("challenge_code", out var code)
            || (await credentials.GetAsync(account.SecretName, cancellationToken))?.PushSecrets is not [var token, ..]
        )
        {
            return null;
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(code + token + address.AbsoluteUri));
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["challengeResponse"] = Convert.ToHexStringLower(digest) };
    }

    public Task<CallResult<Uri>> GetConsentPageAsync(StoreAccount account, Uri callback, CancellationToken cancellationToken) =>
        client.GetConsentPageAsync(account, callback, cancellationToken);

    public Task<CallResult<StoreGrant>> ExchangeAsync(
        StoreAccount account,
        IReadOnlyDictionary<string, string> answer,
        CancellationToken cancellationToken
    ) => client.ExchangeAsync(account, answer, cancellationToken);

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) =>
        new($"https://www.ebay.com/mesh/ord/details?orderid={Uri.EscapeDataString(storeOrderId)}");

    public Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        client.Forget(account);
        return client.GetAsync(
            account,
            "verify",
            "-",
            "/sell/fulfillment/v1/order?limit=1",
            json => json.Items("orders"),
            _ => new StoreIdentity(account.DisplayName, string.Empty, []),
            cancellationToken
        );
    }
}

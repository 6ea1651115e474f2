using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shopify;

/// <summary>Shopify stores, over the Admin GraphQL API.</summary>
internal sealed class ShopifyPlatform(
    ShopifyClient client,
    ShopifyOrders orders,
    ShopifyFulfilments fulfilments,
    ShopifyTokens tokens,
    Credentials<ShopifyCredentials> credentials,
    TimeProvider time
) : IStorePlatform, ITrackingPush, IStoreWebhooks
{
    public const string PlatformName = "shopify";

    public string Name => PlatformName;

    public StoreCapabilities Capabilities { get; } =
        new()
        {
            PartialShipment = true,
            TrackingUpdate = true,

            // The search behind the listing may lag some seconds behind a write.
            ListingLag = TimeSpan.FromMinutes(3),
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

    public Task<CallResult<TrackingReceipt>> PushTrackingAsync(
        StoreAccount account,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => fulfilments.PushAsync(account, push, cancellationToken);

    public Task<CallResult<TrackingReceipt>> AddTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => fulfilments.AddAsync(account, fulfilmentId, push, cancellationToken);

    public Task<CallResult<TrackingReceipt>> ReplaceTrackingAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) => fulfilments.ReplaceAsync(account, fulfilmentId, push, cancellationToken);

    public async Task<WebhookReading> ReadWebhookAsync(StoreAccount account, WebhookRequest request, CancellationToken cancellationToken)
    {
        var secret = await credentials.GetAsync(account.SecretName, cancellationToken);
        var reading = ShopifyWebhooks.Read(account, secret?.SigningSecrets ?? [], request.Headers, request.Body);
        if (ShopifyWebhooks.FulfillmentOrderOf(reading, request.Body) is not { } part)
        {
            return reading;
        }

        var order = await orders.FindOrderOfAsync(account, part, cancellationToken);
        return order switch
        {
            { IsSuccess: true, Value: { } id } => reading with { Subject = WebhookSubject.Order, StoreOrderId = id },

            // No order of this app's, or none that it may see.
            { IsSuccess: true } or { Outcome: CallOutcome.Refused, Problem.Kind: not ProblemKind.Unauthorized } => reading,
            _ => reading with { Verdict = WebhookVerdict.Unanswered, Problem = order.Problem!.ToString() },
        };
    }

    public async Task<CallResult<StoreIdentity>> VerifyAsync(StoreAccount account, CancellationToken cancellationToken)
    {
        // A token that was got with other credentials would vouch for these.
        await tokens.ForgetAsync(account, cancellationToken);
        return await client.SendAsync(
            account,
            ShopifyDocument.Verify,
            new { },
            "-",
            isRead: true,
            data =>
            {
                var granted = data.Object("currentAppInstallation")
                    .Items("accessScopes")
                    .Select(scope => scope.Text("handle"))
                    .ToHashSet(StringComparer.Ordinal);
                var shop = data.Object("shop");
                return CallResult.Success(
                    new StoreIdentity(
                        shop.Text("name"),
                        shop.Text("currencyCode"),
                        ShopifyScopes.FindMissing(granted, account.IsTrial ? account.TakeOrdersSince : null, time.GetUtcNow()),
                        shop.OptionalText("myshopifyDomain")
                    )
                );
            },
            cancellationToken
        );
    }

    public Uri? OrderPageOf(StoreAccount account, string storeOrderId) =>
        ShopifyClient.Address(account, $"admin/orders/{Uri.EscapeDataString(storeOrderId)}");
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dropship.Connectors.Couriers;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Fulfilment.Shipments;
using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Trials.BadInput;

/// <summary>Bad input from the stores beside the first one, from the forwarder and from the tracking services.</summary>
internal sealed class OtherServices(AppInMemory app, Garbler garbler, NonsenseServer server)
{
    private const string ForwarderId = "forwarder-http";
    private const string ForwarderSecret = "forwarder-secret";
    private const string GenericSecret = "sandbox-generic-secret";
    private const string LazadaKey = "123456";
    private const string LazadaSecret = "sandbox-lazada-secret";
    private const string ShopeeKey = "shpk73616e64626f782d73686f706565";
    private const string WooCommerceSecret = "wh_sandbox";

    private static readonly Uri s_app = new("https://dropship.example/");

    private static readonly (string Platform, string Path, string? Shop, string Currency)[] s_stores =
    [
        ("shopee", "shopee", "600100200", "VND"),
        ("lazada", "lazada/rest", "1001", "MYR"),
        ("ebay", "ebay", "sandbox-seller", "USD"),
        ("amazon", "amazon", "A2SANDBOX/ATVPDKIKX0DER", "USD"),
        ("woocommerce", "woocommerce", null, "USD"),
        ("generic", "generic", null, "USD"),
    ];

    private readonly Dictionary<string, List<string>> _orders = s_stores.ToDictionary(
        store => store.Platform,
        _ => new List<string> { "1" },
        StringComparer.Ordinal
    );

    /// <summary>Sets accounts and secrets as they are meant to be, and makes an order in each store.</summary>
    public async Task SetUpAsync(HttpClient control, CancellationToken cancellationToken)
    {
        foreach (var (platform, path, shop, currency) in s_stores)
        {
            await app.StoreAccounts.SaveAsync(
                app.Store with
                {
                    Id = Id(platform),
                    Platform = platform,
                    Endpoint = new Uri(server.Address, path),
                    ShopId = shop,
                    Currency = currency,
                },
                cancellationToken
            );
            app.Secrets.Values[$"store-{Id(platform)}"] = JsonSerializer.Serialize(SecretOf(platform));
            if (_orders[platform].Count < 5)
            {
                using var wish = new StringContent(
                    """{"lines":[{"sku":"TEE-BLK-M","quantity":2}],"paid":true}""",
                    Encoding.UTF8,
                    "application/json"
                );
                using var made = await control.PostAsync($"control/{platform}/orders", wish, cancellationToken);
                using var answer = JsonDocument.Parse(await made.Content.ReadAsStringAsync(cancellationToken));
                _orders[platform].Add(answer.RootElement.GetProperty("orders")[0].GetProperty("id").GetString()!);
            }
        }

        await app.ForwarderAccounts.SaveAsync(
            AppInMemory.Forwarder with
            {
                Id = ForwarderId,
                Kind = "http",
                Endpoint = new Uri(server.Address, "forwarder"),
            },
            cancellationToken
        );
        app.Secrets.Values[$"forwarder-{ForwarderId}"] = JsonSerializer.Serialize(new { secret = ForwarderSecret });
    }

    /// <summary>A rightly signed delivery with spoiled content.</summary>
    public async Task DeliverAsync(Tally tally, CancellationToken cancellationToken)
    {
        var answer = garbler.Below(8) switch
        {
            0 => await DeliverWooCommerceAsync(cancellationToken),
            1 => await DeliverLazadaAsync(cancellationToken),
            2 => await DeliverShopeeAsync(cancellationToken),
            3 => await DeliverEbayAsync(cancellationToken),
            4 => await SubmitAsync(cancellationToken),
            5 => await CallBackAsync(cancellationToken),
            _ => await TrackAsync(cancellationToken),
        };
        tally.Count(answer.ToString());
        await app.DrainAsync(3, cancellationToken);
    }

    /// <summary>A call whose reply is spoiled.</summary>
    public async Task ReadAsync(Tally tally, CancellationToken cancellationToken)
    {
        var (platform, path, _, _) = garbler.Any(s_stores);
        var account = (await app.Get<IStoreAccounts>().FindAsync(Id(platform), cancellationToken))!;
        var store = app.Get<IStorePlatforms>().Find(platform)!;
        var id = garbler.Any(_orders[platform]);
        var now = DateTimeOffset.UtcNow;
        server.Spoils = "/" + path.Split('/')[0];
        try
        {
            switch (garbler.Below(6))
            {
                case 0:
                    Count(tally, await store.ListChangedOrdersAsync(account, now.AddMinutes(-30), now, null, cancellationToken));
                    break;
                case 1:
                    Count(tally, await store.VerifyAsync(account, cancellationToken));
                    break;
                case 2 when store is ITrackingPush push:
                    Count(tally, await push.PushTrackingAsync(account, Push(id), cancellationToken));
                    break;
                case 2 when store is IPlatformShipping shipping:
                    Count(tally, await shipping.ArrangeAsync(account, Push(id), cancellationToken));
                    break;
                case 3:
                    await app.Get<StorePull>().PullAsync(account.Id, cancellationToken);
                    await app.DrainAsync(5, cancellationToken);
                    tally.Count("pull");
                    break;
                case 4:
                    foreach (var read in await store.ReadOrdersAsync(account, [id, "2"], cancellationToken))
                    {
                        Count(tally, read);
                    }

                    break;
                default:
                    Count(tally, await store.ReadOrderAsync(account, id, cancellationToken));
                    break;
            }
        }
        finally
        {
            server.Spoils = null;
        }
    }

    private static string Id(string platform) => $"demo-{platform}";

    private static void Count<T>(Tally tally, CallResult<T> result) => tally.Count(result.Outcome.ToString());

    private static TrackingPush Push(string id) =>
        new()
        {
            StoreOrderId = id,
            Lines = [],
            CarrierName = "YTO Express",
            TrackingNumber = "YT1",
            NotifyCustomer = false,
        };

    private object SecretOf(string platform)
    {
        var later = DateTimeOffset.UtcNow.AddHours(3);
        return platform switch
        {
            "shopee" => new
            {
                partnerId = 2000001,
                partnerKey = ShopeeKey,
                accessToken = "sandbox-shopee-access",
                accessTokenExpiresAt = later,
                refreshToken = "sandbox-shopee-refresh",
            },
            "lazada" => new
            {
                appKey = LazadaKey,
                appSecret = LazadaSecret,
                authEndpoint = new Uri(server.Address, "lazada"),
                accessToken = "sandbox-lazada-access",
                accessTokenExpiresAt = later,
                refreshToken = "sandbox-lazada-refresh",
            },
            "ebay" => new
            {
                appKey = "sandbox-ebay-client",
                appSecret = "sandbox-ebay-secret",
                redirectName = "Sandbox-RuName",
                authEndpoint = new Uri(server.Address, "ebay"),
                accessToken = "sandbox-ebay-access",
                accessTokenExpiresAt = later,
                refreshToken = "sandbox-ebay-refresh",
            },
            "amazon" => new
            {
                appKey = "amzn1.application-oa2-client.sandbox",
                appSecret = "sandbox-amazon-secret",
                marketplaceId = "ATVPDKIKX0DER",
                authEndpoint = new Uri(server.Address, "amazon"),
                accessToken = "Atza|sandbox",
                accessTokenExpiresAt = later,
                refreshToken = "Atzr|sandbox",
            },
            "woocommerce" => new
            {
                consumerKey = "ck_sandbox",
                consumerSecret = "cs_sandbox",
                webhookSecret = WooCommerceSecret,
            },
            _ => new { secret = GenericSecret },
        };
    }

    private byte[] Spoiled(string good) => garbler.Spoil(Encoding.UTF8.GetBytes(good));

    private Task<WebhookAnswer> DeliverWooCommerceAsync(CancellationToken cancellationToken)
    {
        var body = Spoiled("""{"id":50001,"date_modified_gmt":"2026-03-01T08:00:00","status":"processing"}""");
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(WooCommerceSecret), body));
        return app.Get<StoreWebhookIntake>()
            .TakeAsync(
                Id("woocommerce"),
                Request(
                    "api/webhooks/stores/demo-woocommerce",
                    body,
                    ("X-WC-Webhook-Signature", sign),
                    ("X-WC-Webhook-Topic", "order.updated")
                ),
                cancellationToken
            );
    }

    private Task<WebhookAnswer> DeliverLazadaAsync(CancellationToken cancellationToken)
    {
        var body = Spoiled(
            """{"seller_id":"1001","message_type":0,"data":{"trade_order_id":"60001","status_update_time":1772323200},"timestamp":1772323200}"""
        );
        var text = LazadaKey + Encoding.UTF8.GetString(body);
        var sign = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(LazadaSecret), Encoding.UTF8.GetBytes(text)));
        return ForAppAsync("lazada", body, cancellationToken, ("Authorization", sign));
    }

    private Task<WebhookAnswer> DeliverShopeeAsync(CancellationToken cancellationToken)
    {
        var body = Spoiled(
            """{"shop_id":600100200,"code":3,"timestamp":1772323200,"data":{"ordersn":"2603010000001","update_time":1772323200,"status":"READY_TO_SHIP"}}"""
        );
        var sign = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ShopeeKey), body));
        return ForAppAsync("shopee", body, cancellationToken, ("Authorization", sign));
    }

    // Its signing key is its own: the signature is what is bad here.
    private Task<WebhookAnswer> DeliverEbayAsync(CancellationToken cancellationToken)
    {
        var header = Spoiled("""{"alg":"ecdsa","kid":"f3b9a6c8-0000-4000-8000-000000000001","signature":"AAAA","digest":"SHA1"}""");
        var body = Spoiled(
            """{"metadata":{"topic":"ORDER_CONFIRMATION"},"notification":{"notificationId":"1","data":{"sellerId":"sandbox-seller","orderId":"1"}}}"""
        );
        return ForAppAsync("ebay", body, cancellationToken, ("X-EBAY-SIGNATURE", Convert.ToBase64String(header)));
    }

    private Task<WebhookAnswer> ForAppAsync(
        string platform,
        byte[] body,
        CancellationToken cancellationToken,
        params (string Name, string Value)[] headers
    ) =>
        app.Get<StoreWebhookIntake>()
            .TakeForAppAsync(platform, Request($"api/webhooks/stores/apps/{platform}", body, headers), cancellationToken);

    private async Task<WebhookAnswer> SubmitAsync(CancellationToken cancellationToken)
    {
        var body = Spoiled(
            """{"orders":[{"id":"G-1","number":"G-1","createdAt":"2026-03-01T08:00:00Z","changedAt":"2026-03-01T09:00:00Z","currency":"USD","total":"19.90","payment":"paid","lines":[{"id":"1","sku":"TEE-BLK-M","title":"Tee","quantity":2,"unitPrice":"9.95","variantId":"41"}],"shipTo":{"fullName":"Ann","mobile":"13800000101","country":"CN","province":"浙江省","city":"杭州市","line1":"文三路1号","postCode":"310000"},"note":"x"}]}"""
        );
        var path = $"api/stores/{Id("generic")}/orders";
        return (
            await app.Get<OrderSubmissionIntake>().TakeSignedAsync(Id("generic"), Own(path, GenericSecret, body), cancellationToken)
        ).Answer;
    }

    private Task<WebhookAnswer> CallBackAsync(CancellationToken cancellationToken)
    {
        var references = app.Orders.Shown.Keys.Select(key => app.Orders.Find(key)?.PurchaseOrders).OfType<IReadOnlyList<PurchaseOrder>>();
        var known = references.SelectMany(purchases => purchases).Select(purchase => purchase.Key.Value).FirstOrDefault() ?? "none";
        var body = Spoiled(JsonSerializer.Serialize(new { references = new[] { known, "shop.1.a.s1" } }));
        return app.Get<ForwarderCallbackIntake>()
            .TakeAsync(ForwarderId, Own($"api/webhooks/forwarders/{ForwarderId}", ForwarderSecret, body), cancellationToken);
    }

    private async Task<WebhookAnswer> TrackAsync(CancellationToken cancellationToken)
    {
        var (id, request) = garbler.Below(3) switch
        {
            0 => Kuaidi100(),
            1 => SeventeenTrack(),
            _ => AfterShip(),
        };
        return (await app.Get<CourierCallbackIntake>().TakeAsync(id, request, cancellationToken)).Answer;
    }

    private (string Id, WebhookRequest Request) Kuaidi100()
    {
        var param = Encoding.UTF8.GetString(
            Spoiled(
                """{"status":"polling","message":"","comNew":"yuantong","lastResult":{"message":"ok","state":"0","status":"200","com":"yuantong","nu":"YT1","data":[{"context":"已揽收","time":"2026-03-01 08:00:00","ftime":"2026-03-01 08:00:00","statusCode":"103"}]}}"""
            )
        );
        var sign = CourierSignatures.Kuaidi100(param, AppInMemory.CourierSecret);
        var form = $"sign={sign}&param={Uri.EscapeDataString(param)}";
        return ("kuaidi", Request("api/webhooks/couriers/kuaidi", Encoding.UTF8.GetBytes(form)));
    }

    private (string Id, WebhookRequest Request) SeventeenTrack()
    {
        var body = Spoiled(
            """{"event":"TRACKING_UPDATED","data":{"number":"YT1","carrier":190157,"track_info":{"latest_status":{"status":"InTransit","sub_status":"InTransit_PickedUp"},"latest_event":{"time_utc":"2026-03-01T08:00:00Z"},"tracking":{"providers":[{"events":[{"time_utc":"2026-03-01T08:00:00Z","description":"picked up"}]}]}}}}"""
        );
        return (
            "seventeen",
            Request("api/webhooks/couriers/seventeen", body, ("sign", CourierSignatures.SeventeenTrack(body, AppInMemory.CourierSecret)))
        );
    }

    private (string Id, WebhookRequest Request) AfterShip()
    {
        var body = Spoiled(
            """{"event":"tracking_update","msg":{"tracking_number":"YT1","slug":"yto","tag":"InTransit","subtag":"InTransit_002","checkpoints":[{"checkpoint_time":"2026-03-01T08:00:00+08:00","message":"picked up"}]}}"""
        );
        var sign = CourierSignatures.AfterShipCallback(body, AppInMemory.CourierSecret);
        return ("aftership", Request("api/webhooks/couriers/aftership", body, ("aftership-hmac-sha256", sign)));
    }

    private static WebhookRequest Own(string path, string secret, byte[] body)
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return Request(
            path,
            body,
            (RequestSignature.TimeHeader, time.ToString(CultureInfo.InvariantCulture)),
            (RequestSignature.SignatureHeader, RequestSignature.Sign(secret, time, "POST", $"/{path}", body))
        );
    }

    private static WebhookRequest Request(string path, byte[] body, params (string Name, string Value)[] headers) =>
        new(
            new Uri(s_app, path),
            headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase),
            body
        );
}

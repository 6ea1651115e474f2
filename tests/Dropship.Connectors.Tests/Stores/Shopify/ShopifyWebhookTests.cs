using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dropship.Connectors.Stores.Shopify;
using Dropship.Connectors.Tests.Support;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Shopify;

public sealed class ShopifyWebhookTests
{
    private static readonly StoreAccount s_store = Bench.Store(new Uri("https://example-shop.myshopify.com"));

    [Theory]
    [InlineData(
        """{"id":820982911946154508,"name":"#1001","order_status_url":"https:\/\/example-shop.myshopify.com\/1"}""",
        "a1lXM0nwEGhZ2OjGp9X5KfmXWytO+rJY3ZApWcCSoDA=",
        "820982911946154508"
    )]
    [InlineData("""{"id":1,"name":"#1001","note":"Größe 中文"}""", "M8qeCXC4QmNzrb04uKRT9nrvsvQ66331e9kteTGThT4=", "1")]
    public void The_known_vectors_are_genuine_and_large_ids_stay_exact(string body, string signature, string orderId)
    {
        var reading = Read("hush", "orders/updated", body, signature);

        Assert.Equal(WebhookVerdict.Genuine, reading.Verdict);
        Assert.Equal(WebhookSubject.Order, reading.Subject);
        Assert.Equal(orderId, reading.StoreOrderId);
        Assert.Equal("delivery-1", reading.DeliveryId);
        Assert.Equal("event-1", reading.EventId);
    }

    [Fact]
    public void A_recorded_delivery_is_genuine_where_there_is_one()
    {
        foreach (var file in SharedSamples.Find("shopify", "webhook.orders_cancelled.testNotification.json"))
        {
            var reading = ShopifyWebhooks.Read(
                s_store,
                ["hush"],
                Headers("orders/cancelled", "wMtPWUsoMaYskoD61Vb6OShpyxhpyflO5llPB+pv/ns="),
                File.ReadAllBytes(file)
            );
            Assert.Equal(WebhookVerdict.Genuine, reading.Verdict);
            Assert.Equal("820982911946154508", reading.StoreOrderId);
        }

        Assert.Equal(WebhookVerdict.Genuine, Signed("orders/cancelled", """{"id":7}""").Verdict);
    }

    [Theory]
    [InlineData("a1lXM0nwEGhZ2OjGp9X5KfmXWytO+rJY3ZApWcCSoDA=")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("")]
    public void Any_other_signature_is_bad(string signature) =>
        Assert.Equal(WebhookVerdict.BadSignature, Read("hush", "orders/updated", """{"id":1}""", signature).Verdict);

    [Fact]
    public void A_changed_body_is_bad_even_when_it_means_the_same()
    {
        const string body = """{"url":"https:\/\/example.com"}""";
        var signature = Sign("hush", body);

        Assert.Equal(
            WebhookVerdict.BadSignature,
            Read("hush", "orders/updated", body.Replace("\\/", "/", StringComparison.Ordinal), signature).Verdict
        );
    }

    [Fact]
    public void After_a_rotation_both_secrets_sign()
    {
        const string body = """{"id":5}""";
        string[] secrets = ["new", "old"];

        Assert.All(
            secrets,
            secret =>
                Assert.Equal(
                    WebhookVerdict.Genuine,
                    ShopifyWebhooks.Read(s_store, secrets, Headers("orders/paid", Sign(secret, body)), Encoding.UTF8.GetBytes(body)).Verdict
                )
        );
        Assert.Equal(
            WebhookVerdict.BadSignature,
            ShopifyWebhooks.Read(s_store, secrets, Headers("orders/paid", Sign("other", body)), Encoding.UTF8.GetBytes(body)).Verdict
        );
    }

    [Fact]
    public async Task While_the_client_secret_is_being_replaced_deliveries_under_the_old_one_are_taken()
    {
        const string body = """{"id":5}""";
        await using var bench = Bench.Make();
        async Task<WebhookVerdict> TakeAsync(string secret) =>
            (
                await bench.Webhooks.ReadWebhookAsync(
                    s_store,
                    new WebhookRequest(s_store.Endpoint, Headers("orders/paid", Sign(secret, body)), Encoding.UTF8.GetBytes(body)),
                    CancellationToken.None
                )
            ).Verdict;

        await bench.GiveStoreSecretAsync(
            new
            {
                clientId = "app",
                clientSecret = "new",
                webhookSecrets = (string[])["old"],
            }
        );

        Assert.Equal(
            (WebhookVerdict.Genuine, WebhookVerdict.Genuine, WebhookVerdict.BadSignature),
            (await TakeAsync("new"), await TakeAsync("old"), await TakeAsync("older"))
        );
    }

    [Fact]
    public void A_delivery_of_another_store_of_the_same_app_is_bad()
    {
        const string body = """{"id":5}""";
        var headers = Headers("orders/paid", Sign("hush", body));
        headers["x-shopify-shop-domain"] = "other-shop.myshopify.com";

        Assert.Equal(WebhookVerdict.BadSignature, ShopifyWebhooks.Read(s_store, ["hush"], headers, Encoding.UTF8.GetBytes(body)).Verdict);
    }

    [Theory]
    [InlineData("orders/create", """{"id":5}""", WebhookSubject.Order, "5")]
    [InlineData("orders/cancelled", """{"id":5}""", WebhookSubject.Order, "5")]
    [InlineData("refunds/create", """{"id":9,"order_id":5}""", WebhookSubject.Order, "5")]
    [InlineData("fulfillments/create", """{"id":9,"order_id":5}""", WebhookSubject.Other, null)]
    [InlineData("app/uninstalled", """{"id":1}""", WebhookSubject.AuthorizationEnded, null)]
    [InlineData("shop/redact", """{"shop_id":1}""", WebhookSubject.StoreErasure, null)]
    [InlineData("products/update", """{"id":3}""", WebhookSubject.Other, null)]
    public void Each_topic_says_what_it_is_about(string topic, string body, WebhookSubject subject, string? orderId)
    {
        var reading = Signed(topic, body);

        Assert.Equal((WebhookVerdict.Genuine, subject, orderId), (reading.Verdict, reading.Subject, reading.StoreOrderId));
    }

    [Theory]
    [InlineData("orders/updated", """{"id":5,"updated_at":"2026-04-23T12:45:00-04:00"}""", "2026-04-23T16:45:00Z")]
    [InlineData("orders/updated", """{"id":5}""", null)]
    [InlineData("fulfillments/update", """{"id":9,"order_id":5,"updated_at":"2026-04-23T12:45:00-04:00"}""", null)]
    public void A_delivery_about_the_order_itself_tells_when_it_changed(string topic, string body, string? at) =>
        Assert.Equal(
            at is null ? null : DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
            Signed(topic, body).ChangedAt
        );

    [Fact]
    public void Privacy_requests_name_the_orders()
    {
        Assert.Equal(["7", "8"], Signed("customers/redact", """{"orders_to_redact":[7,8]}""").StoreOrderIds);
        var request = Signed("customers/data_request", """{"orders_requested":[7]}""");
        Assert.Equal(WebhookSubject.PersonalDataRequest, request.Subject);
        Assert.Equal(["7"], request.StoreOrderIds);
    }

    [Theory]
    [InlineData("orders/create", "not json")]
    [InlineData("orders/create", """{"name":"#1"}""")]
    [InlineData("refunds/create", "[]")]
    public void A_signed_delivery_that_cannot_be_read_is_said_to_be_so(string topic, string body)
    {
        var reading = Signed(topic, body);

        Assert.Equal(WebhookVerdict.Unreadable, reading.Verdict);
        Assert.NotNull(reading.Problem);
    }

    [Fact]
    public async Task What_the_store_really_sends_is_read()
    {
        await using var listener = await ScriptedServer.StartAsync(ScriptedReply.Json("{}"), ScriptedReply.Json("{}"));
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { shopifyWebhookUrl = new Uri(listener.Address, "hooks").ToString() });
        var id = await bench.StoreOrderAsync(new { sku = "TEE-BLK-M", paid = true });
        await bench.UntilAsync(state => state["pendingWebhooks"]!.GetValue<int>() == 0);

        var updatedAt = (await bench.Shopify.ReadOrderAsync(bench.Store, id, CancellationToken.None)).Value.UpdatedAt;
        Assert.Equal(["orders/create", "orders/paid"], listener.Calls.Select(call => call.Headers["X-Shopify-Topic"]).Order());
        foreach (var call in listener.Calls)
        {
            Assert.Contains("\\/", call.Body, StringComparison.Ordinal);
            var reading = await bench.Bench.Webhooks.ReadWebhookAsync(
                bench.Store,
                new WebhookRequest(bench.Address, call.Headers, Encoding.UTF8.GetBytes(call.Body)),
                CancellationToken.None
            );
            Assert.Equal(
                (WebhookVerdict.Genuine, WebhookSubject.Order, id, updatedAt),
                (reading.Verdict, reading.Subject, reading.StoreOrderId, reading.ChangedAt)
            );
        }
    }

    [Theory]
    [InlineData("orders/edited", """{"order_edit":{"id":7,"order_id":5}}""", "5")]
    [InlineData("orders/risk_assessment_changed", """{"provider_id":1,"order_id":5,"risk_level":"high"}""", "5")]
    [InlineData("orders/link_requested", """{"order_status_url":"https://x","order":{"id":5}}""", "5")]
    [InlineData("orders/delete", """{"id":5}""", "5")]
    [InlineData("orders/invented", """{"anything":[1]}""", null)]
    [InlineData("orders/invented", """{"id":{"a":1},"order_id":"soon"}""", null)]
    [InlineData("orders/edited", "[]", null)]
    [InlineData(
        "fulfillment_orders/hold_released",
        """{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/1","order_id":"gid://shopify/Order/5"}}""",
        "5"
    )]
    [InlineData("fulfillment_orders/hold_released", """{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/1"}}""", null)]
    [InlineData("products/update", """{"id":5}""", null)]
    public void A_topic_with_a_shape_of_its_own_names_its_order_or_is_left_alone(string topic, string body, string? order)
    {
        var reading = Signed(topic, body);

        Assert.Equal(
            (WebhookVerdict.Genuine, order is null ? WebhookSubject.Other : WebhookSubject.Order, order),
            (reading.Verdict, reading.Subject, reading.StoreOrderId)
        );
        Assert.Null(reading.ChangedAt);
    }

    [Theory]
    [InlineData("hold_released", """{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/@","status":"open"}}""")]
    [InlineData("placed_on_hold", """{"fulfillment_order":{"id":@,"status":"on_hold"},"fulfillment_hold":{"id":1}}""")]
    [InlineData("moved", """{"moved_fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/@"},"source_location":{"id":1}}""")]
    [InlineData("merged", """{"fulfillment_order_merges":[{"id":"gid://shopify/FulfillmentOrder/@"}]}""")]
    public async Task A_delivery_that_names_a_fulfilment_order_alone_is_about_its_order(string topic, string body)
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.StoreOrderAsync();
        var id = await bench.StoreOrderAsync();
        var content = body.Replace("@", await FulfillmentOrderOfAsync(bench, id), StringComparison.Ordinal);

        var reading = await DeliverAsync(bench, $"fulfillment_orders/{topic}", content);

        Assert.Equal(
            (WebhookVerdict.Genuine, WebhookSubject.Order, id, null),
            (reading.Verdict, reading.Subject, reading.StoreOrderId, reading.ChangedAt)
        );
    }

    [Fact]
    public async Task A_fulfilment_order_that_the_store_has_not_is_left_alone_and_one_that_cannot_be_asked_for_is_sent_again()
    {
        await using var bench = await SandboxBench.StartAsync(options => options.ReadAttempts = 1);
        const string body = """{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/77"}}""";

        var unknown = await DeliverAsync(bench, "fulfillment_orders/hold_released", body);
        Assert.Equal((WebhookVerdict.Genuine, WebhookSubject.Other), (unknown.Verdict, unknown.Subject));

        await bench.FaultAsync("shopify", "fulfillmentOrder", "http-503");
        Assert.Equal(WebhookVerdict.Unanswered, (await DeliverAsync(bench, "fulfillment_orders/hold_released", body)).Verdict);
    }

    [Theory]
    [InlineData("""{"id":5,"note":"cut \ud83d"}""")]
    [InlineData("""{"note":"cut \ud83d","id":"5"}""")]
    public void A_delivery_with_half_a_character_is_read(string body) => Assert.Equal("5", Signed("orders/updated", body).StoreOrderId);

    private static async Task<string> FulfillmentOrderOfAsync(SandboxBench bench, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "shopify/demo-store/admin/api/2026-07/graphql.json");
        request.Headers.Add("X-Shopify-Access-Token", "shpat_sandbox");
        request.Content = JsonContent.Create(
            new { query = $$"""{ order(id: "gid://shopify/Order/{{id}}") { fulfillmentOrders(first: 1) { nodes { id } } } }""" }
        );
        using var response = await bench.Http.SendAsync(request);
        var gid = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["data"]!["order"]!["fulfillmentOrders"]!["nodes"]![0]!["id"]!;
        return gid.GetValue<string>().Split('/')[^1];
    }

    private static Task<WebhookReading> DeliverAsync(SandboxBench bench, string topic, string body)
    {
        var headers = Headers(topic, Sign("sandbox-shopify-secret", body));
        headers["x-shopify-shop-domain"] = "demo-store.myshopify.com";
        return bench.Bench.Webhooks.ReadWebhookAsync(
            bench.Store,
            new WebhookRequest(bench.Address, headers, Encoding.UTF8.GetBytes(body)),
            CancellationToken.None
        );
    }

    private static WebhookReading Signed(string topic, string body) => Read("hush", topic, body, Sign("hush", body));

    private static WebhookReading Read(string secret, string topic, string body, string signature) =>
        ShopifyWebhooks.Read(s_store, [secret], Headers(topic, signature), Encoding.UTF8.GetBytes(body));

    private static Dictionary<string, string> Headers(string topic, string signature) =>
        new(StringComparer.Ordinal)
        {
            ["x-shopify-hmac-sha256"] = signature,
            ["x-shopify-topic"] = topic,
            ["x-shopify-shop-domain"] = "example-shop.myshopify.com",
            ["x-shopify-webhook-id"] = "delivery-1",
            ["x-shopify-event-id"] = "event-1",
        };

    private static string Sign(string secret, string body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
}

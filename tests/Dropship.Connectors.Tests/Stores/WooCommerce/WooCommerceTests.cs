using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.WooCommerce;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.WooCommerce;

/// <summary>What is WooCommerce's alone.</summary>
public sealed class WooCommerceTests
{
    [Fact]
    public void A_call_over_http_is_signed_as_other_clients_sign_it() =>
        Assert.Equal(
            "/XF8S9CoKgYMB0ryQPAVeXmzQzEVsgN2dndD2W1juNE=",
            WooCommerceClient.Sign(
                "GET",
                "http://shop.example/wp-json/wc/v3/orders",
                [
                    ("status", "processing"),
                    ("per_page", "100"),
                    ("modified_after", "2026-01-01T00:00:00"),
                    ("oauth_timestamp", "1767225600"),
                    ("oauth_signature_method", "HMAC-SHA256"),
                    ("oauth_nonce", "nonce32charsnonce32charsnonce32c"),
                    ("oauth_consumer_key", "ck_demo"),
                ],
                "cs_demo"
            )
        );

    [Theory]
    [InlineData("""{"id":727,"status":"processing","number":"727"}""", "pkqZUNR4thwgPrE9OOafiwLwD2thRPaqdXlEezTWHFM=")]
    [InlineData("""{"id":727,"customer_note":"Größe – 北京"}""", "km4JI/JezVAOKFpXx6+HJp0ejYj83yNs8EBUEXhcBhw=")]
    [InlineData("""{"id":727}""", "DexDEYmtWRCzMxSlGcVN29k2lCqest+On7pv3vi1814=")]
    public void A_delivery_is_signed_over_its_raw_body_under_either_secret(string body, string signature)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["x-wc-webhook-signature"] = signature,
            ["x-wc-webhook-topic"] = "order.updated",
        };
        var request = new WebhookRequest(new Uri("https://app.example/"), headers, Encoding.UTF8.GetBytes(body));

        foreach (var (secret, former) in ((string, string?)[])[("wh_demo_secret", null), ("new", "wh_demo_secret")])
        {
            var reading = WooCommerceWebhooks.Read(Keys() with { WebhookSecret = secret, FormerWebhookSecret = former }, request);
            Assert.Equal((WebhookVerdict.Genuine, WebhookSubject.Order, "727"), (reading.Verdict, reading.Subject, reading.StoreOrderId));
        }

        Assert.Equal(WebhookVerdict.BadSignature, WooCommerceWebhooks.Read(Keys() with { WebhookSecret = "other" }, request).Verdict);
        Assert.Equal(WebhookVerdict.BadSignature, WooCommerceWebhooks.Read(Keys(), request).Verdict);
    }

    [Fact]
    public void The_unsigned_ping_of_the_set_up_is_thanked_for_and_says_nothing()
    {
        var ping = new WebhookRequest(
            new Uri("https://app.example/"),
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetBytes("webhook_id=12")
        );

        var reading = WooCommerceWebhooks.Read(Keys(), ping);

        Assert.Equal((WebhookVerdict.Genuine, WebhookSubject.Other, null), (reading.Verdict, reading.Subject, reading.StoreOrderId));
    }

    [Theory]
    [InlineData("pending", false, StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("failed", false, StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("on-hold", false, StorePaymentStatus.Pending, StoreFulfilmentStatus.OnHold, true)]
    [InlineData("processing", true, StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("processing", false, StorePaymentStatus.Authorized, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("completed", true, StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, false)]
    [InlineData("refunded", true, StorePaymentStatus.Refunded, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("waiting-for-robot", true, StorePaymentStatus.Unknown, StoreFulfilmentStatus.OnHold, true)]
    public void Each_state_is_one_of_ours_and_a_plug_ins_own_holds_the_order(
        string status,
        bool paid,
        StorePaymentStatus payment,
        StoreFulfilmentStatus fulfilment,
        bool held
    )
    {
        var json = Sample();
        json["status"] = status;
        json["date_paid_gmt"] = paid ? "2026-03-01T10:00:00" : null;

        var order = Read(json);

        Assert.Equal((payment, fulfilment, held), (order.Payment, order.Fulfilment, order.StoreHold is not null));
    }

    [Fact]
    public void Times_are_GMT_whatever_the_stores_own_and_prices_are_what_the_customer_pays()
    {
        var order = Read(Sample());

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 8, TimeSpan.Zero), order.UpdatedAt);
        Assert.Equal(new Money(2935, "USD"), order.Total);
        Assert.Equal([new Money(322, "USD"), new Money(1290, "USD")], order.Lines.Select(line => line.UnitPrice));
        Assert.Equal("Ship – Color", order.Lines[1].Title);
        Assert.Equal(("969 Market", "(555) 555-5555"), (order.ShipTo!.Line1, order.ShipTo.Phone));
    }

    [Fact]
    public void A_yen_price_has_no_decimals()
    {
        var json = Sample();
        json["currency"] = "JPY";
        json["total"] = "2935";

        Assert.Equal(new Money(2935, "JPY"), Read(json).Total);
        Assert.Equal(new Money(3, "JPY"), Read(json).Lines[0].UnitPrice);
    }

    [Fact]
    public void An_order_that_a_person_completed_is_sent_under_the_numbers_that_a_plug_in_shows()
    {
        var json = Sample();
        json["status"] = "completed";
        json["meta_data"] = new JsonArray(
            new JsonObject
            {
                ["key"] = "_wc_shipment_tracking_items",
                ["value"] = new JsonArray(new JsonObject { ["tracking_number"] = "LX1" }),
            }
        );

        var order = Read(json);

        Assert.Equal(["LX1"], Assert.Single(order.Fulfilments).TrackingNumbers);
        Assert.All(order.Lines, line => Assert.Equal(0, line.OpenQuantity));
    }

    [Fact]
    public async Task An_order_that_is_not_paid_gets_no_parcel_and_is_not_completed()
    {
        await using var side = await WooCommerceSide.StartWooCommerceAsync();
        var id = await side.MakeOrderAsync(paid: false);

        var told = await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        Assert.Equal(
            (CallOutcome.Refused, "not-paid", RefusalMeaning.WrongState),
            (told.Outcome, told.Problem?.Code, told.Problem?.Meaning)
        );
        Assert.Equal(0, await side.CallsAsync("ship"));
    }

    [Fact]
    public async Task Numbers_that_the_seller_typed_stay_when_one_of_ours_is_replaced()
    {
        var order = Sample();
        var typed = PluginItem("LX1", "Royal Mail", "1700000000");
        order["meta_data"] = new JsonArray(
            OwnParcel("p1", "ZTO1", 315, 2),
            OwnParcel("p2", "ZTO2", 316, 1),
            PluginItems(typed, PluginItem("ZTO1", "ZTO", "1700000001"), PluginItem("ZTO2", "ZTO", "1700000002"))
        );
        await using var server = await ScriptedServer.StartAsync(
            new ScriptedReply(200, order.ToJsonString()),
            new ScriptedReply(200, order.ToJsonString())
        );
        await using var bench = Bench.Make(options => options.ReadAttempts = 1);
        await bench.GiveStoreSecretAsync(new { consumerKey = "ck", consumerSecret = "cs" });

        var changed = await ((ITrackingPush)bench.Platforms.Find("woocommerce")!).ReplaceTrackingAsync(
            Bench.Store(server.Address) with
            {
                Platform = "woocommerce",
            },
            "p2",
            PushOf("ZTO3", 316) with
            {
                Replaces = "ZTO2",
            },
            CancellationToken.None
        );

        Assert.True(changed.IsSuccess, changed.ToString());
        var written = JsonNode.Parse(server.Calls[^1].Body)!["meta_data"]!.AsArray();
        var items = written.Single(meta => meta!["key"]!.GetValue<string>() == "_wc_shipment_tracking_items")!["value"]!.AsArray();
        Assert.Equal(
            [("LX1", "Royal Mail"), ("ZTO1", "ZTO"), ("ZTO3", "ZTO Express")],
            items.Select(item => (item!["tracking_number"]!.GetValue<string>(), item["custom_tracking_provider"]!.GetValue<string>()))
        );
        Assert.Equal("1700000000", items[0]!["date_shipped"]!.GetValue<string>());
        Assert.Equal("1700000001", items[1]!["date_shipped"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_number_that_the_seller_typed_holds_what_is_open_until_the_seller_says_what_is_left()
    {
        var order = Sample();
        order["meta_data"] = new JsonArray(PluginItems(PluginItem("LX1", "Royal Mail", "1700000000")));
        await using var server = await ScriptedServer.StartAsync(new ScriptedReply(200, order.ToJsonString()));
        await using var bench = Bench.Make(options => options.ReadAttempts = 1);
        await bench.GiveStoreSecretAsync(new { consumerKey = "ck", consumerSecret = "cs" });

        var told = await ((ITrackingPush)bench.Platforms.Find("woocommerce")!).PushTrackingAsync(
            Bench.Store(server.Address) with
            {
                Platform = "woocommerce",
            },
            PushOf("ZTO1", 316),
            CancellationToken.None
        );

        Assert.Equal((CallOutcome.Refused, RefusalMeaning.WrongState), (told.Outcome, told.Problem?.Meaning));
        Assert.Contains("LX1", told.Problem!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refunded_pieces_are_not_open_any_more()
    {
        await using var side = await WooCommerceSide.StartWooCommerceAsync();
        var id = await side.MakeOrderAsync(lines: 2);
        var lines = (await side.ReadAsync(id)).Lines;
        await side.DoAsync(id, "refund");

        var order = await side.ReadAsync(id);

        Assert.Equal(StorePaymentStatus.PartiallyRefunded, order.Payment);
        Assert.Equal([0, 2], order.Lines.Select(line => line.OpenQuantity));
        Assert.Equal(RefusalMeaning.TakenBack, (await side.TellAsync(id, StoreSide.SupplierNumber, lines[0])).Problem!.Meaning);
        Assert.True((await side.TellAsync(id, StoreSide.SupplierNumber, lines[1])).IsSuccess);
        Assert.Equal(StoreFulfilmentStatus.Fulfilled, (await side.ReadAsync(id)).Fulfilment);
    }

    [Fact]
    public async Task The_listing_goes_on_behind_its_last_order_and_loses_none()
    {
        await using var side = await WooCommerceSide.StartWooCommerceAsync();
        await side.MakeAsync(new { sku = "TEE-BLK-M", count = 250 });

        var listed = await side.ListAsync();

        Assert.Equal(250, listed.Select(reading => reading.StoreOrderId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Two_parcels_at_once_take_nothing_from_each_other()
    {
        await using var side = await WooCommerceSide.StartWooCommerceAsync();
        var id = await side.MakeOrderAsync(lines: 2);
        var lines = (await side.ReadAsync(id)).Lines;

        await Task.WhenAll(
            side.TellAsync(id, StoreSide.SupplierNumber, lines[0]),
            side.TellAsync(id, StoreSide.SupplierNumber + "2", lines[1])
        );

        Assert.Equal(
            [StoreSide.SupplierNumber, StoreSide.SupplierNumber + "2"],
            (await side.ReadAsync(id)).Fulfilments.SelectMany(one => one.TrackingNumbers).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Keys_that_only_read_are_told_when_they_are_verified()
    {
        await using var side = await WooCommerceSide.StartWooCommerceAsync();
        Assert.Empty((await side.Platform.VerifyAsync(side.Account, CancellationToken.None)).Value.MissingPermissions);
        await side.Bench.PutAsync("woocommerce/settings", new { scopes = new[] { "read" } });

        var verified = await side.Platform.VerifyAsync(side.Account, CancellationToken.None);

        Assert.Equal(["write (to give the store tracking numbers)"], verified.Value.MissingPermissions);
    }

    [Fact]
    public async Task Keys_that_only_read_are_told_at_the_first_write()
    {
        await using var side = await WooCommerceSide.StartWooCommerceAsync();
        var id = await side.MakeOrderAsync();
        await side.Bench.PutAsync("woocommerce/settings", new { scopes = new[] { "read" } });

        var told = await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        Assert.Equal((ProblemKind.Unauthorized, "woocommerce_rest_cannot_edit"), (told.Problem!.Kind, told.Problem.Code));
    }

    [Fact]
    public async Task Over_https_the_keys_travel_in_the_header_and_a_firewalls_page_is_no_refusal()
    {
        await using var server = await ScriptedServer.StartAsync(new ScriptedReply(403, "<html>blocked</html>"));
        await using var bench = Bench.Make(options => options.ReadAttempts = 1);
        await bench.GiveStoreSecretAsync(new { consumerKey = "ck", consumerSecret = "cs" });
        var account = Bench.Store(server.Address) with { Platform = "woocommerce" };

        var verified = await bench.Platforms.Find("woocommerce")!.VerifyAsync(account, CancellationToken.None);

        Assert.Equal(
            (CallOutcome.NotSent, ProblemKind.Transient, "http-403"),
            (verified.Outcome, verified.Problem!.Kind, verified.Problem.Code)
        );
    }

    [Fact]
    public async Task Neither_keys_nor_customers_are_logged()
    {
        await using var side = await WooCommerceSide.StartWooCommerceAsync();
        var id = await side.MakeOrderAsync();
        await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        Assert.All(
            side.Bench.Bench.Log.Lines,
            line =>
            {
                Assert.DoesNotContain("cs_sandbox", line, StringComparison.Ordinal);
                Assert.DoesNotContain("Maple Avenue", line, StringComparison.Ordinal);
            }
        );
    }

    public static TheoryData<string> Samples => [.. SharedSamples.Find("woocommerce", "order.*.response.json").Append(string.Empty)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Published_examples_are_read(string file)
    {
        var text = file.Length == 0 ? Sample().ToJsonString() : await File.ReadAllTextAsync(file);

        var reading = WooCommerceMapper.Order(JsonText.Parse(text), []);

        Assert.Null(reading.Problem);
    }

    private static JsonObject OwnParcel(string id, string number, int line, int quantity) =>
        new()
        {
            ["key"] = "_dropship_parcel_" + id,
            ["value"] = new JsonObject
            {
                ["carrier"] = "ZTO",
                ["numbers"] = new JsonArray(number),
                ["lines"] = new JsonArray(new JsonObject { ["id"] = $"{line}", ["quantity"] = quantity }),
            },
        };

    private static JsonObject PluginItems(params JsonObject[] items) =>
        new() { ["key"] = "_wc_shipment_tracking_items", ["value"] = new JsonArray([.. items]) };

    private static JsonObject PluginItem(string number, string carrier, string date) =>
        new()
        {
            ["tracking_number"] = number,
            ["custom_tracking_provider"] = carrier,
            ["date_shipped"] = date,
        };

    private static TrackingPush PushOf(string number, int line) =>
        new()
        {
            StoreOrderId = "727",
            Lines = [new LineQuantity($"{line}", 1)],
            CarrierName = "中通快递(ZTO)",
            CarrierCode = "ZTO",
            TrackingNumber = number,
            OwnNumbers = ["ZTO1", "ZTO2", number],
            NotifyCustomer = false,
        };

    private static WooCommerceCredentials Keys() => new() { ConsumerKey = "ck", ConsumerSecret = "cs" };

    private static StoreOrder Read(JsonObject json)
    {
        var reading = WooCommerceMapper.Order(JsonSerializer.SerializeToElement(json), []);
        Assert.Null(reading.Problem);
        return reading.Order!;
    }

    private static JsonObject Sample() =>
        JsonNode
            .Parse(
                """
                {
                  "id": 727, "number": "727", "status": "processing", "currency": "USD",
                  "date_created_gmt": "2026-03-01T10:00:02", "date_modified": "2026-03-01T07:00:08",
                  "date_modified_gmt": "2026-03-01T10:00:08",
                  "date_paid_gmt": "2026-03-01T10:00:08", "total": "29.35", "customer_note": "",
                  "billing": {"first_name": "John", "last_name": "Doe", "address_1": "1 Bill Street",
                    "country": "US", "phone": "(555) 555-5555"},
                  "shipping": {"first_name": "John", "last_name": "Doe", "address_1": "969 Market",
                    "city": "San Francisco", "state": "CA", "postcode": "94103", "country": "US"},
                  "line_items": [
                    {"id": 315, "name": "Woo Single", "product_id": 93, "variation_id": 0, "quantity": 2,
                     "total": "6.00", "total_tax": "0.45", "sku": "", "price": 3},
                    {"id": 316, "name": "Ship &ndash; Color", "product_id": 22, "variation_id": 23, "quantity": 1,
                     "total": "12.00", "total_tax": "0.90", "sku": "Bar3", "price": 12}
                  ],
                  "refunds": [], "meta_data": [{"id": 1, "key": "_download", "value": "yes"}]
                }
                """
            )!
            .AsObject();
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.Ebay;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Ebay;

/// <summary>What is eBay's alone.</summary>
public sealed class EbayTests
{
    [Fact]
    public async Task A_challenge_is_answered_with_the_digest_of_code_token_and_address()
    {
        await using var side = await EbaySide.StartEbayAsync();
        var query = new Dictionary<string, string>(StringComparer.Ordinal) { ["challenge_code"] = "a8628072-3d33-45ee-9004-bee86830a22d" };

        var answer = await ((IWebhookChallenge)side.Platform).AnswerChallengeAsync(
            side.Account,
            new Uri("http://www.testendpoint.com/webhook"),
            query,
            CancellationToken.None
        );

        Assert.Equal("ca527df75caa230092d7e90484071e8f05d63068f1317973d6a3a42593734bbb", answer!["challengeResponse"]);
    }

    [Fact]
    public void A_notification_is_signed_over_its_compact_form_whatever_blanks_came_between()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        const string Compact = """{"metadata":{"topic":"ORDER_CONFIRMATION"},"notification":{"data":{"note":"Größe + 北京"}}}""";
#pragma warning disable CA5350 // eBay signs with SHA-1 and nothing else.
        var signature = key.SignData(Encoding.UTF8.GetBytes(Compact), HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);
#pragma warning restore CA5350
        var pem = key.ExportSubjectPublicKeyInfoPem();

        Assert.True(EbayWebhooks.IsSigned(pem, Encoding.UTF8.GetBytes(Compact), signature));
        Assert.True(EbayWebhooks.IsSigned(pem, Encoding.UTF8.GetBytes(Compact.Replace(",", ", ", StringComparison.Ordinal)), signature));
        Assert.False(EbayWebhooks.IsSigned(pem, Encoding.UTF8.GetBytes(Compact.Replace("北", "南", StringComparison.Ordinal)), signature));
    }

    [Fact]
    public void EBays_own_signed_example_is_genuine_and_its_broken_ones_are_not()
    {
        foreach (var file in SharedSamples.Find("ebay", "event-notification-test.json"))
        {
            var sample = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            foreach (var (name, genuine) in ((string, bool)[])[("VALID", true), ("INVALID", false), ("SIGNATURE_MISMATCH", false)])
            {
                var one = sample[name]!;
                var signature = JsonNode.Parse(Convert.FromBase64String(one["signature"]!.GetValue<string>()))!["signature"]!;
                var pem = one["response"]!["key"]!
                    .GetValue<string>()
                    .Replace("KEY-----", "KEY-----\n", StringComparison.Ordinal)
                    .Replace("-----END", "\n-----END", StringComparison.Ordinal);
                var body = Encoding.UTF8.GetBytes(one["message"]!.ToJsonString());
                Assert.Equal(genuine, EbayWebhooks.IsSigned(pem, body, Convert.FromBase64String(signature.GetValue<string>())));
            }
        }
    }

    [Theory]
    [InlineData("PAID", "NOT_STARTED", "NONE_REQUESTED", StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("PENDING", "NOT_STARTED", "NONE_REQUESTED", StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("FAILED", "NOT_STARTED", "NONE_REQUESTED", StorePaymentStatus.Pending, StoreFulfilmentStatus.OnHold, "payment FAILED")]
    [InlineData("PAID", "NOT_STARTED", "IN_PROGRESS", StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "cancel IN_PROGRESS")]
    [InlineData(
        "PARTIALLY_REFUNDED",
        "FULFILLED",
        "NONE_REQUESTED",
        StorePaymentStatus.PartiallyRefunded,
        StoreFulfilmentStatus.Fulfilled,
        null
    )]
    [InlineData("FULLY_REFUNDED", "NOT_STARTED", "NONE_REQUESTED", StorePaymentStatus.Refunded, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("NEW_WORD", "NEW_WORD", "NONE_REQUESTED", StorePaymentStatus.Unknown, StoreFulfilmentStatus.Unknown, null)]
    public void Each_state_is_one_of_ours_and_an_unknown_one_stays_unknown(
        string paymentWord,
        string word,
        string cancel,
        StorePaymentStatus payment,
        StoreFulfilmentStatus fulfilment,
        string? hold
    )
    {
        var json = Sample();
        json["orderPaymentStatus"] = paymentWord;
        json["orderFulfillmentStatus"] = word;
        json["cancelStatus"]!["cancelState"] = cancel;

        var order = Read(json);

        Assert.Equal((payment, fulfilment, hold), (order.Payment, order.Fulfilment, order.StoreHold));
    }

    [Fact]
    public void Money_deadline_and_address_are_read()
    {
        var order = Read(Sample());

        Assert.Equal((new Money(2599, "USD"), new Money(1100, "USD")), (order.Total, Assert.Single(order.Lines).UnitPrice));
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 7, 59, 59, TimeSpan.Zero), order.ShipBy);
        Assert.Equal(("US", "742 Maple Avenue", "TEE"), (order.ShipTo!.Country, order.ShipTo.Line1, order.Lines[0].Sku));
        var held = Sample();
        held["paymentSummary"]!["payments"]![0]!["paymentHolds"] = new JsonArray(new JsonObject { ["holdState"] = "HELD" });
        Assert.Equal("payment HELD", Read(held).StoreHold);
    }

    [Fact]
    public void An_order_by_way_of_eBays_hub_has_its_reference_above_the_street_and_is_held_without_one()
    {
        var json = Sample();
        json["fulfillmentStartInstructions"]![0]!["ebaySupportedFulfillment"] = true;
        Assert.Equal("no shipToReferenceId", Read(json).StoreHold);

        json["fulfillmentStartInstructions"]![0]!["shippingStep"]!["shipToReferenceId"] = "eBayAbc123";
        var order = Read(json);
        Assert.Equal((null, "eBayAbc123, 742 Maple Avenue"), (order.StoreHold, order.ShipTo!.Line1));
    }

    [Fact]
    public async Task The_shapes_that_are_written_and_read_are_those_of_the_official_interface()
    {
        foreach (var file in SharedSamples.Find("ebay", "sell_fulfillment_v1_oas3.json"))
        {
            var api = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
            var schemas = api["components"]!["schemas"]!;
            await using var side = await EbaySide.StartEbayAsync();
            var id = await side.MakeOrderAsync();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(side.Bench.Address, $"ebay/sell/fulfillment/v1/order/{id}"));
            request.Headers.Authorization = new("Bearer", "sandbox-ebay-access");
            using var reply = await side.Bench.Http.SendAsync(request);
            AssertKnown(JsonNode.Parse(await reply.Content.ReadAsStringAsync())!, schemas["Order"]!, schemas, "Order");
            AssertKnown(Sample(), schemas["Order"]!, schemas, "Order");

            var push = schemas["ShippingFulfillmentDetails"]!["properties"]!.AsObject();
            Assert.All(
                (string[])["lineItems", "shippedDate", "shippingCarrierCode", "trackingNumber"],
                name => Assert.True(push.ContainsKey(name), name)
            );
            Assert.NotNull(api["paths"]!["/order/{orderId}/shipping_fulfillment"]!["post"]!["responses"]!["201"]);
        }
    }

    [Fact]
    public async Task A_carrier_that_nobody_knows_is_not_guessed()
    {
        await using var side = await EbaySide.StartEbayAsync();
        var id = await side.MakeOrderAsync();
        var lines = (await side.ReadAsync(id)).Lines;
        var push = new TrackingPush
        {
            StoreOrderId = id,
            Lines = [new LineQuantity(lines[0].LineId, 2)],
            CarrierName = "某某速运",
            TrackingNumber = "AB 123-456",
            NotifyCustomer = false,
        };
        var platform = (ITrackingPush)side.Platform;

        var refused = await platform.PushTrackingAsync(side.Account, push, CancellationToken.None);
        Assert.Equal((CallOutcome.Refused, "unknown-carrier"), (refused.Outcome, refused.Problem!.Code));

        // Blanks and hyphens are no part of a number there.
        var told = await platform.PushTrackingAsync(side.Account, push with { CarrierName = "燕文物流" }, CancellationToken.None);
        Assert.Equal("AB123456", told.Value.FulfilmentId);

        // It is known again as it was pushed, so that nothing is written twice.
        var again = await platform.PushTrackingAsync(side.Account, push with { CarrierName = "燕文物流" }, CancellationToken.None);
        Assert.Equal(("AB123456", 1), (again.Value.FulfilmentId, await side.CallsAsync("ship")));
        Assert.True(Assert.Single((await side.ReadAsync(id)).Fulfilments).TrackingNumbers.Holds(push.TrackingNumber));
    }

    [Fact]
    public async Task A_listing_that_promises_no_order_is_read_span_by_span_and_loses_none()
    {
        await using var side = await EbaySide.StartEbayAsync();
        await side.MakeAsync(new { sku = "TEE-BLK-M", count = 700 });

        Assert.Equal(700, (await side.ListAsync()).Select(one => one.StoreOrderId).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("""{"a":{"b":[1]}}""")]
    [InlineData("[]")]
    public async Task An_order_whose_status_is_no_word_is_told_by_its_id(string status)
    {
        var order = Sample();
        order["orderFulfillmentStatus"] = JsonNode.Parse(status);
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json(order.ToJsonString()));
        await using var bench = Bench.Make();
        var account = await SellerAsync(bench, server.Address);

        var read = await bench.Platforms.Find("ebay")!.ReadOrderAsync(account, "1", CancellationToken.None);

        Assert.Contains("orderFulfillmentStatus", read.Value.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_span_that_reaches_the_present_has_no_end_and_an_older_one_has()
    {
        await using var server = await ScriptedServer.StartAsync(Page(0), Page(0));
        await using var bench = Bench.Make();
        var account = await SellerAsync(bench, server.Address);
        var now = DateTimeOffset.UtcNow;

        foreach (var until in (DateTimeOffset[])[now.AddSeconds(20), now.AddDays(-1)])
        {
            var listed = await bench
                .Platforms.Find("ebay")!
                .ListChangedOrdersAsync(account, now.AddDays(-2), until, null, CancellationToken.None);
            Assert.Equal((true, null), (listed.IsSuccess, listed.Value.NextPage));
        }

        Assert.Equal(
            [true, false],
            server.Calls.Select(call => Uri.UnescapeDataString(call.Path).Contains("Z..]", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_span_of_which_an_order_slipped_between_the_pages_is_read_again()
    {
        var first = Page(3, "25-1-1", "25-1-2");
        await using var server = await ScriptedServer.StartAsync(
            first with
            {
                Body = first.Body.Replace("{\"total\"", "{\"next\":\"/more\",\"total\"", StringComparison.Ordinal),
            },
            Page(2),
            Page(2, "25-1-2", "25-1-3")
        );
        await using var bench = Bench.Make();
        var account = await SellerAsync(bench, server.Address);
        var now = DateTimeOffset.UtcNow;

        var listed = await bench
            .Platforms.Find("ebay")!
            .ListChangedOrdersAsync(account, now.AddDays(-2), now.AddDays(-1), null, CancellationToken.None);

        Assert.Equal(["25-1-2", "25-1-3"], listed.Value.Orders.Select(one => one.StoreOrderId));
    }

    [Fact]
    public async Task The_page_of_consent_brings_our_state_back_and_a_code_works_once()
    {
        await using var side = await EbaySide.StartEbayAsync();
        await side.AssertConsentAsync("sandbox-seller", "invalid_grant");
    }

    [Fact]
    public async Task A_missing_scope_is_told_and_no_token_is_renewed_for_it()
    {
        await using var side = await EbaySide.StartEbayAsync();
        await side.Bench.PutAsync("ebay/settings", new { scopes = Array.Empty<string>() });

        var verified = await side.Platform.VerifyAsync(side.Account, CancellationToken.None);

        Assert.Equal((ProblemKind.Unauthorized, "1100"), (verified.Problem!.Kind, verified.Problem.Code));
        Assert.Equal(0, await side.CallsAsync("token"));
    }

    [Fact]
    public async Task Strangers_with_made_up_keys_cost_one_look_up_each_and_one_token_in_all()
    {
        await using var side = await EbaySide.StartEbayAsync();
        var strangers = (string[])[Guid.NewGuid().ToString(), Guid.NewGuid().ToString()];
        foreach (var kid in (string[])[.. strangers, .. strangers])
        {
            Assert.Equal(WebhookVerdict.BadSignature, (await ReadSignedWithAsync(side, kid)).Verdict);
        }

        Assert.Equal((2, 1), (await side.CallsAsync("public_key"), await side.CallsAsync("token")));
    }

    [Fact]
    public async Task A_delivery_whose_key_cannot_be_looked_up_now_is_to_be_sent_again()
    {
        await using var side = await EbaySide.StartEbayAsync(options => options.ReadAttempts = 1);
        await side.Bench.FaultAsync("ebay", "public_key", "http-500");
        var kid = Guid.NewGuid().ToString();

        Assert.Equal(WebhookVerdict.Unanswered, (await ReadSignedWithAsync(side, kid)).Verdict);
        Assert.Equal(WebhookVerdict.BadSignature, (await ReadSignedWithAsync(side, kid)).Verdict);
    }

    [Fact]
    public async Task Neither_keys_nor_tokens_nor_customers_are_logged()
    {
        await using var side = await EbaySide.StartEbayAsync();
        var id = await side.MakeOrderAsync();
        await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        Assert.All(
            side.Bench.Bench.Log.Lines,
            line =>
            {
                Assert.DoesNotContain("sandbox-ebay-secret", line, StringComparison.Ordinal);
                Assert.DoesNotContain("sandbox-ebay-access", line, StringComparison.Ordinal);
                Assert.DoesNotContain("Maple Avenue", line, StringComparison.Ordinal);
            }
        );
    }

    // Each field of a document is one of its schema, all the way down.
    private static void AssertKnown(JsonNode node, JsonNode schema, JsonNode schemas, string path)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            schema = schemas[reference[(reference.LastIndexOf('/') + 1)..]]!;
        }

        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                AssertKnown(item!, schema["items"]!, schemas, path + "[]");
            }
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.Where(field => field.Value is not null))
            {
                Assert.True(schema["properties"]?[name] is not null, $"{path}.{name} is no field of the official interface");
                AssertKnown(value!, schema["properties"]![name]!, schemas, $"{path}.{name}");
            }
        }
    }

    private static Task<WebhookReading> ReadSignedWithAsync(EbaySide side, string kid)
    {
        var signature = Encoding.UTF8.GetBytes(new JsonObject { ["kid"] = kid, ["signature"] = "AAAA" }.ToJsonString());
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-EBAY-SIGNATURE"] = Convert.ToBase64String(signature) };
        var request = new WebhookRequest(new Uri("https://app.example/api/webhooks/stores/apps/ebay"), headers, "{}"u8.ToArray());
        return ((IAppWebhooks)side.Platform).ReadWebhookAsync(side.Account, request, CancellationToken.None);
    }

    private static async Task<StoreAccount> SellerAsync(Bench bench, Uri endpoint)
    {
        await bench.GiveStoreSecretAsync(
            new
            {
                appKey = "client",
                appSecret = "secret",
                accessToken = "access",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddHours(2),
                refreshToken = "refresh",
            }
        );
        return Bench.Store(endpoint) with { Platform = "ebay", ShopId = "seller" };
    }

    private static ScriptedReply Page(int total, params string[] ids)
    {
        var orders = ids.Select(id =>
        {
            var order = Sample();
            order["orderId"] = id;
            return (JsonNode)order;
        });
        return ScriptedReply.Json(new JsonObject { ["total"] = total, ["orders"] = new JsonArray([.. orders]) }.ToJsonString());
    }

    private static StoreOrder Read(JsonObject json)
    {
        var reading = EbayMapper.Order(JsonSerializer.SerializeToElement(json), []);
        Assert.Null(reading.Problem);
        return reading.Order!;
    }

    private static JsonObject Sample() =>
        JsonNode
            .Parse(
                """
                {
                  "orderId": "25-12345-67890", "creationDate": "2026-03-01T10:00:02.000Z", "lastModifiedDate": "2026-03-01T10:00:08.123Z",
                  "orderFulfillmentStatus": "NOT_STARTED", "orderPaymentStatus": "PAID", "cancelStatus": {"cancelState": "NONE_REQUESTED"},
                  "pricingSummary": {"total": {"value": "25.99", "currency": "USD"}},
                  "paymentSummary": {"payments": [{"paymentStatus": "PAID", "paymentDate": "2026-03-01T10:00:05.000Z"}]},
                  "fulfillmentStartInstructions": [{"fulfillmentInstructionsType": "SHIP_TO", "shippingStep": {"shipTo": {
                    "fullName": "Ann Miller", "primaryPhone": {"phoneNumber": "5550100"},
                    "contactAddress": {"addressLine1": "742 Maple Avenue", "city": "Portland", "stateOrProvince": "OR",
                      "postalCode": "97205", "countryCode": "US"}}}}],
                  "lineItems": [{"lineItemId": "9001", "sku": "TEE", "title": "T-shirt", "quantity": 2,
                    "lineItemCost": {"value": "24.00", "currency": "USD"}, "discountedLineItemCost": {"value": "22.00", "currency": "USD"},
                    "lineItemFulfillmentStatus": "NOT_STARTED",
                    "lineItemFulfillmentInstructions": {"shipByDate": "2026-03-04T07:59:59.000Z"}}]
                }
                """
            )!
            .AsObject();
}

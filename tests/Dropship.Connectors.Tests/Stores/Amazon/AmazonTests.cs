using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.Amazon;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Amazon;

/// <summary>What is Amazon's alone.</summary>
public sealed class AmazonTests
{
    [Theory]
    [InlineData("PENDING", StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("UNSHIPPED", StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("PARTIALLY_SHIPPED", StorePaymentStatus.Paid, StoreFulfilmentStatus.PartiallyFulfilled, null)]
    [InlineData("SHIPPED", StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, null)]
    [InlineData("UNFULFILLABLE", StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "UNFULFILLABLE")]
    [InlineData("NEW_WORD", StorePaymentStatus.Unknown, StoreFulfilmentStatus.OnHold, "NEW_WORD")]
    public void Each_state_is_one_of_ours_and_an_unknown_one_holds_the_order(
        string word,
        StorePaymentStatus payment,
        StoreFulfilmentStatus fulfilment,
        string? hold
    )
    {
        var json = Sample();
        json["fulfillment"]!["fulfillmentStatus"] = word;

        var order = Read(json);

        Assert.Equal((payment, fulfilment, hold), (order.Payment, order.Fulfilment, order.StoreHold));
    }

    [Fact]
    public void Money_deadline_address_and_packages_are_read()
    {
        var order = Read(Sample());

        Assert.Equal((new Money(10397, "GBP"), new Money(2999, "GBP")), (order.Total, order.Lines[0].UnitPrice));
        Assert.Equal(new DateTimeOffset(2024, 12, 26, 23, 59, 59, TimeSpan.Zero), order.ShipBy);
        Assert.Equal(("GB", "Unit 4B"), (order.ShipTo!.Country, order.ShipTo.Line2));
        Assert.Equal((3, 1), (order.Lines[0].Quantity, order.Lines[0].OpenQuantity));
        Assert.Equal(["RR123456789GB"], Assert.Single(order.Fulfilments).TrackingNumbers);
    }

    [Fact]
    public void A_customer_who_asks_to_cancel_holds_the_order_and_Amazons_own_stock_is_not_ours()
    {
        var asked = Sample();
        asked["orderItems"]![0]!["cancellation"] = new JsonObject { ["cancellationRequest"] = new JsonObject { ["requester"] = "BUYER" } };
        Assert.NotNull(Read(asked).StoreHold);

        var own = Sample();
        own["fulfillment"]!["fulfilledBy"] = "AMAZON";
        Assert.False(Read(own).Lines[0].RequiresShipping);
    }

    [Fact]
    public void A_pending_order_tells_no_price_and_is_read_all_the_same()
    {
        var json = Sample();
        json["fulfillment"]!["fulfillmentStatus"] = "PENDING";
        json.Remove("proceeds");
        json.Remove("recipient");
        json["orderItems"]![0]!["product"]!.AsObject().Remove("price");

        var order = Read(json);

        Assert.Equal((Money.Zero("GBP"), null), (order.Total, order.ShipTo));
    }

    [Fact]
    public void Published_examples_are_read()
    {
        foreach (var file in SharedSamples.Find("amazon", "example.2026.getOrder.response.json"))
        {
            var reading = AmazonMapper.Order(JsonText.Parse(File.ReadAllText(file)).Object("order"), "GBP");
            Assert.Null(reading.Problem);
            Assert.Equal("RR123456789GB", Assert.Single(reading.Order!.Fulfilments).TrackingNumbers[0]);
        }
    }

    [Fact]
    public async Task Shapes_that_are_sent_and_told_are_those_of_the_official_models()
    {
        foreach (var file in SharedSamples.Find("amazon", "orders_2026-01-01.json"))
        {
            var models = JsonNode.Parse(await File.ReadAllTextAsync(file))!["definitions"]!;
            await using var side = await AmazonSide.StartAmazonAsync();
            var id = await side.MakeOrderAsync();
            await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(side.Bench.Address, $"amazon/orders/2026-01-01/orders/{id}")
            );
            request.Headers.Add("x-amz-access-token", "Atza|sandbox");
            request.Headers.UserAgent.ParseAdd("Test/1.0");
            using var reply = await side.Bench.Http.SendAsync(request);
            AssertKnown(JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["order"]!, models["Order"]!, models, "Order");
            AssertKnown(Sample(), models["Order"]!, models, "Order");
        }
    }

    [Fact]
    public async Task A_listing_in_no_order_is_read_to_its_end_and_told_oldest_first()
    {
        await using var side = await AmazonSide.StartAmazonAsync();
        await side.MakeAsync(new { sku = "TEE-BLK-M", count = 230 });

        Assert.Equal(230, (await side.ListAsync()).Select(one => one.StoreOrderId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_listing_beyond_its_quota_is_put_off_and_nothing_is_sent()
    {
        await using var side = await AmazonSide.StartAmazonAsync();
        for (var call = 0; call < 20; call++)
        {
            Assert.True((await side.TryListAsync()).IsSuccess);
        }

        var listed = await side.TryListAsync();

        Assert.Equal((CallOutcome.NotSent, ProblemKind.RateLimited, "paced"), (listed.Outcome, listed.Problem!.Kind, listed.Problem.Code));
        Assert.InRange(listed.Problem.RetryAfter!.Value, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
        Assert.Equal(20, await side.CallsAsync("list"));
    }

    [Fact]
    public async Task A_carrier_that_nobody_knows_is_not_guessed_and_a_known_one_is_named()
    {
        await using var side = await AmazonSide.StartAmazonAsync();
        var id = await side.MakeOrderAsync();
        var push = new TrackingPush
        {
            StoreOrderId = id,
            Lines = [new LineQuantity((await side.ReadAsync(id)).Lines[0].LineId, 2)],
            CarrierName = "某某速运",
            TrackingNumber = "YT1",
            NotifyCustomer = false,
        };
        var platform = (ITrackingPush)side.Platform;
        var refused = await platform.PushTrackingAsync(side.Account, push, CancellationToken.None);
        Assert.Equal((CallOutcome.Refused, "unknown-carrier"), (refused.Outcome, refused.Problem!.Code));

        Assert.True(
            (await platform.PushTrackingAsync(side.Account, push with { CarrierName = "云途物流" }, CancellationToken.None)).IsSuccess
        );
        var state = await side.Bench.GetAsync("amazon/state");
        Assert.Equal("YunExpress", state["orders"]![0]!["parcels"]![0]!["carrier"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_page_of_consent_opens_the_seller_in_one_market_and_a_code_works_once()
    {
        await using var side = await AmazonSide.StartAmazonAsync();
        await side.AssertConsentAsync("A2SANDBOX/ATVPDKIKX0DER", "invalid_grant");
    }

    [Fact]
    public async Task A_missing_role_is_told_and_no_token_is_renewed_for_it()
    {
        await using var side = await AmazonSide.StartAmazonAsync();
        await side.Bench.PutAsync("amazon/settings", new { scopes = Array.Empty<string>() });

        var verified = await side.Platform.VerifyAsync(side.Account, CancellationToken.None);

        Assert.Equal((ProblemKind.Unauthorized, "Unauthorized"), (verified.Problem!.Kind, verified.Problem.Code));
        Assert.Equal(0, await side.CallsAsync("token"));
    }

    [Fact]
    public async Task A_token_that_only_the_details_say_is_refused_is_renewed()
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(
                """
                {"errors": [{"code": "Unauthorized", "message": "Access to requested resource is denied.",
                  "details": "The access token you provided has expired."}]}
                """.Trim(),
                403
            ),
            ScriptedReply.Json("""{"access_token": "fresh", "expires_in": 3600, "refresh_token": "refresh", "token_type": "bearer"}"""),
            ScriptedReply.Json("""{"orders": []}""")
        );
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(
            new
            {
                appKey = "client",
                appSecret = "secret",
                marketplaceId = "A1F83G8C2ARO7P",
                authEndpoint = server.Address,
                accessToken = "spent",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
                refreshToken = "refresh",
            }
        );
        var account = Bench.Store(server.Address) with { Platform = "amazon", ShopId = "seller" };

        var verified = await bench.Platforms.Find("amazon")!.VerifyAsync(account, CancellationToken.None);

        Assert.True(verified.IsSuccess, verified.ToString());
        Assert.Equal("fresh", server.Calls[^1].Headers["x-amz-access-token"]);
    }

    [Fact]
    public async Task A_listing_that_its_quota_cuts_short_goes_on_where_it_was_left()
    {
        await using var side = await AmazonSide.StartAmazonAsync(options => options.ReadAttempts = 1);
        await side.MakeAsync(new { sku = "TEE-BLK-M", count = 230 });
        await side.Bench.FaultAsync("amazon", "list", "throttled", skip: 1);
        var began = DateTimeOffset.UtcNow;
        Assert.Equal(ProblemKind.RateLimited, (await side.TryListAsync()).Problem!.Kind);

        var listed = await side.TryListAsync();

        Assert.Equal(230, listed.Value.Orders.Select(one => one.StoreOrderId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, await side.CallsAsync("list"));

        // What changed since the first page was asked for is listed next.
        Assert.All(listed.Value.Orders, one => Assert.True(one.UpdatedAt <= began.AddSeconds(5)));
        var late = await side.MakeOrderAsync();
        var rest = await side.TryListAsync(listed.Value.NextPage!);
        Assert.Contains(late, rest.Value.Orders.Select(one => one.StoreOrderId));
        Assert.Null(rest.Value.NextPage);
    }

    [Fact]
    public async Task Neither_keys_nor_tokens_nor_customers_are_logged()
    {
        await using var side = await AmazonSide.StartAmazonAsync();
        var id = await side.MakeOrderAsync();
        await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        Assert.All(
            side.Bench.Bench.Log.Lines,
            line =>
            {
                Assert.DoesNotContain("sandbox-amazon-secret", line, StringComparison.Ordinal);
                Assert.DoesNotContain("Atza|", line, StringComparison.Ordinal);
                Assert.DoesNotContain("Maple Avenue", line, StringComparison.Ordinal);
            }
        );
    }

    // Each field of a document is one of its model, all the way down.
    private static void AssertKnown(JsonNode node, JsonNode model, JsonNode models, string path)
    {
        if (model["$ref"]?.GetValue<string>() is { } reference)
        {
            model = models[reference[(reference.LastIndexOf('/') + 1)..]]!;
        }

        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                AssertKnown(item!, model["items"]!, models, path + "[]");
            }
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.Where(field => field.Value is not null))
            {
                Assert.True(model["properties"]?[name] is not null, $"{path}.{name} is no field of the official model");
                AssertKnown(value!, model["properties"]![name]!, models, $"{path}.{name}");
            }
        }
    }

    [Theory]
    [InlineData("4")]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("99999999999999999999")]
    public void An_order_of_which_more_is_open_than_was_ordered_is_unreadable(string open)
    {
        var json = Sample();
        json["orderItems"]![0]!["fulfillment"]!["quantityUnfulfilled"] = JsonNode.Parse(open);

        var reading = AmazonMapper.Order(JsonSerializer.SerializeToElement(json), "GBP");

        Assert.Null(reading.Order);
        Assert.NotEmpty(reading.Problem!);
    }

    private static StoreOrder Read(JsonObject json)
    {
        var reading = AmazonMapper.Order(JsonSerializer.SerializeToElement(json), "GBP");
        Assert.Null(reading.Problem);
        return reading.Order!;
    }

    private static JsonObject Sample() =>
        JsonNode
            .Parse(
                """
                {
                  "orderId": "202-1234567-8901234", "createdTime": "2024-12-25T09:15:00Z", "lastUpdatedTime": "2024-12-25T16:30:00Z",
                  "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1F83G8C2ARO7P"},
                  "recipient": {"deliveryAddress": {"name": "James Wilson", "addressLine1": "123 High Street", "addressLine2": "Unit 4B",
                    "addressLine3": "", "city": "Manchester", "postalCode": "M1 2AB", "countryCode": "GB", "phone": "+44 161 123 4567"}},
                  "proceeds": {"grandTotal": {"amount": "103.97", "currencyCode": "GBP"}},
                  "fulfillment": {"fulfillmentStatus": "PARTIALLY_SHIPPED", "fulfilledBy": "MERCHANT",
                    "shipByWindow": {"latestDateTime": "2024-12-26T23:59:59Z"}},
                  "orderItems": [{"orderItemId": "20212345678901", "quantityOrdered": 3,
                    "product": {"asin": "B08DFPV54V", "title": "Speaker", "sellerSku": "ECHO",
                      "price": {"unitPrice": {"amount": "29.99", "currencyCode": "GBP"}}},
                    "fulfillment": {"quantityFulfilled": 2, "quantityUnfulfilled": 1}}],
                  "packages": [{"packageReferenceId": "1", "packageStatus": {"status": "IN_TRANSIT"}, "trackingNumber": "RR123456789GB",
                    "packageItems": [{"orderItemId": "20212345678901", "quantity": 2}]}]
                }
                """
            )!
            .AsObject();
}

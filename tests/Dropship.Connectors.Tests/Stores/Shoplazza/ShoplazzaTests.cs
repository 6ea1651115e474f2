using System.Text;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores;
using Dropship.Connectors.Stores.Shoplazza;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Shoplazza;

/// <summary>What is Shoplazza's alone.</summary>
public sealed class ShoplazzaTests
{
    private const string Body =
        """{"order":{"id":"11218-00000001","number":"11218-00000001","status":"placed","financial_status":"paid","""
        + "\"fulfillment_status\":\"waiting\"}}";

    [Fact]
    public void A_callback_is_signed_over_its_query_in_order() =>
        Assert.Equal(
            "e0fa5075643a145ef4f23d7b647e1b2555709919c3a47a43ed5ad58b1e749164",
            ShoplazzaClient.Sign(
                "hush",
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["state"] = "nonce-1",
                    ["hmac"] = "left out",
                    ["shop"] = "example.myshoplaza.com",
                    ["code"] = "wd5gEKlx9c2Kl7n8tHqkvPAbcdEFgh",
                }
            )
        );

    [Theory]
    [InlineData("uAbHD9qI+OhjkzZEROBFARyeaYrLUqqAA6Klr1ofDlo=")]
    [InlineData("b806c70fda88f8e86393364444e045011c9e698acb52aa8003a2a5af5a1f0e5a")]
    public void A_delivery_is_signed_over_its_raw_body_in_either_writing(string signature)
    {
        var reading = ShoplazzaWebhooks.Read(Keys(), Delivery(Body, signature));

        Assert.Equal(
            (WebhookVerdict.Genuine, WebhookSubject.Order, "11218-00000001"),
            (reading.Verdict, reading.Subject, reading.StoreOrderId)
        );
        var rotated = Keys() with { AppSecret = "new", PushSecrets = ["hush"] };
        Assert.Equal(WebhookVerdict.Genuine, ShoplazzaWebhooks.Read(rotated, Delivery(Body, signature)).Verdict);
        Assert.Equal(WebhookVerdict.BadSignature, ShoplazzaWebhooks.Read(Keys(), Delivery(Body + " ", signature)).Verdict);
        Assert.Equal(WebhookVerdict.BadSignature, ShoplazzaWebhooks.Read(null, Delivery(Body, signature)).Verdict);
        Assert.Null(ShoplazzaWebhooks.Read(Keys(), Delivery(Body, signature, "products/create")).StoreOrderId);
    }

    [Fact]
    public async Task The_merchant_agrees_and_a_code_works_once()
    {
        await using var side = await ShoplazzaSide.StartShoplazzaAsync();

        await side.AssertConsentAsync("610001", "invalid_grant");
    }

    [Fact]
    public async Task An_answer_that_is_not_signed_or_of_another_store_is_refused()
    {
        await using var side = await ShoplazzaSide.StartShoplazzaAsync();
        var answer = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["code"] = "1",
            ["shop"] = "other.myshoplaza.com",
            ["hmac"] = "0",
        };

        Assert.Equal("bad-signature", await ProblemOfAsync(side, answer));
        answer["hmac"] = ShoplazzaClient.Sign("sandbox-shoplazza-secret", answer);
        Assert.Equal("other-shop", await ProblemOfAsync(side, answer));
        answer.Remove("code");
        Assert.Equal("no-code", await ProblemOfAsync(side, answer));
    }

    [Theory]
    [InlineData("opened", "waiting", "initialled", StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("placed", "paying", "initialled", StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("placed", "authorized", "waiting", StorePaymentStatus.Authorized, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("placed", "partially_paid", "waiting", StorePaymentStatus.PartiallyPaid, StoreFulfilmentStatus.Unfulfilled, null)]
    [InlineData("placed", "refunding", "waiting", StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "payment refunding")]
    [InlineData("placed", "paid", "returning", StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "fulfillment returning")]
    [InlineData("placed", "paid", "partially_shipped", StorePaymentStatus.Paid, StoreFulfilmentStatus.PartiallyFulfilled, null)]
    [InlineData("finished", "partially_refunded", "finished", StorePaymentStatus.PartiallyRefunded, StoreFulfilmentStatus.Fulfilled, null)]
    [InlineData("placed", "new_word", "new_word", StorePaymentStatus.Unknown, StoreFulfilmentStatus.Unknown, null)]
    [InlineData("new_word", "paid", "waiting", StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "status new_word")]
    public void Each_state_is_mapped(
        string status,
        string financial,
        string shipped,
        StorePaymentStatus payment,
        StoreFulfilmentStatus fulfilment,
        string? hold
    )
    {
        var order = Order(json =>
        {
            json["status"] = status;
            json["financial_status"] = financial;
            json["fulfillment_status"] = shipped;
        });

        Assert.Equal((payment, fulfilment, hold), (order.Payment, order.Fulfilment, order.StoreHold));
    }

    [Fact]
    public void Cash_on_delivery_is_authorized_and_not_paid()
    {
        var order = Order(json =>
        {
            json["financial_status"] = "waiting";
            json["payment_method"] = "cod";
        });

        Assert.Equal((StorePaymentStatus.Authorized, null), (order.Payment, order.PaidAt));
    }

    [Fact]
    public void A_refunded_order_has_nothing_left_to_send_and_pieces_that_were_refunded_or_sent_are_not_open()
    {
        Assert.Equal(0, Order(json => json["financial_status"] = "refunded").Lines[0].OpenQuantity);
        var part = Order(json =>
        {
            json["line_items"]![0]!["refund_quantity_total"] = 1;
            json["fulfillment_status"] = "partially_shipped";
            json["fulfillments"] = new JsonArray(Parcel("p1", "waiting"), Parcel("p2", "cancelled"));
        });

        Assert.Equal((5, 3), (part.Lines[0].Quantity, part.Lines[0].OpenQuantity));
        Assert.Equal([false, true], part.Fulfilments.Select(one => one.IsCancelled));
        Assert.Equal(["A1", "A2"], part.Fulfilments[0].TrackingNumbers);
    }

    [Fact]
    public void A_shipped_order_that_tells_no_parcels_is_unreadable()
    {
        var json = Json();
        json["fulfillment_status"] = "shipped";
        json.Remove("fulfillments");

        var reading = ShoplazzaMapper.Order(JsonText.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())));

        Assert.Equal((null, "'fulfillments' is missing"), (reading.Order, reading.Problem));
    }

    [Theory]
    [InlineData("Chestnut Street 92", "", "Chestnut Street 92")]
    [InlineData("", "Chestnut Street 92", "Chestnut Street 92")]
    [InlineData("Chestnut Street 92", "House 4", "Chestnut Street 92, House 4")]
    public void The_street_is_read_from_either_field(string address, string address1, string street)
    {
        var order = Order(json =>
        {
            json["shipping_address"]!["address"] = address;
            json["shipping_address"]!["address1"] = address1;
        });

        Assert.Equal((street, "US", "Ann Lee"), (order.ShipTo!.Line1, order.ShipTo.Country, order.ShipTo.FullName));
    }

    [Theory]
    [InlineData(200, """{"code":"OrderLocked","message":"locked"}""", CallOutcome.Refused, ProblemKind.Rejected, "locked")]
    [InlineData(
        422,
        """{"errors":{"tracking_number":["can't be blank"]}}""",
        CallOutcome.Refused,
        ProblemKind.Rejected,
        "tracking_number can't be blank"
    )]
    [InlineData(404, """{"errors":["Record not found"]}""", CallOutcome.Refused, ProblemKind.Rejected, "Record not found")]
    [InlineData(403, """{"code":"Forbidden","message":"no scope"}""", CallOutcome.Refused, ProblemKind.Unauthorized, "no scope")]
    [InlineData(429, "{}", CallOutcome.NotSent, ProblemKind.RateLimited, "too many calls")]
    [InlineData(500, """{"code":"Failed","message":"order state"}""", CallOutcome.Unknown, ProblemKind.Transient, "the other side failed")]
    public void Each_refusal_of_a_write_has_its_outcome(int status, string body, CallOutcome outcome, ProblemKind kind, string text)
    {
        var call = new ApiRequest
        {
            Connector = "shoplazza",
            Account = "shop1",
            Operation = "ship",
            IsRead = false,
        };

        var failed = ShoplazzaTables.Failed<Unit>(call, new ApiResponse(status, Encoding.UTF8.GetBytes(body), null));

        Assert.Equal((outcome, kind, text), (failed.Outcome, failed.Problem!.Kind, failed.Problem.Text));
    }

    [Fact]
    public async Task Many_orders_are_listed_over_pages_and_spans()
    {
        await using var side = await ShoplazzaSide.StartShoplazzaAsync();
        await side.MakeAsync(new { sku = "TEE-BLK-M", count = 760 });

        var listed = await side.ListAsync();

        Assert.Equal(760, listed.Select(reading => reading.StoreOrderId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_fulfilment_takes_one_number_and_a_further_one_is_refused()
    {
        await using var side = await ShoplazzaSide.StartShoplazzaAsync();
        var id = await side.MakeOrderAsync();
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);
        var further = new TrackingPush
        {
            StoreOrderId = id,
            Lines = [],
            CarrierName = "中通快递(ZTO)",
            TrackingNumber = "75312345678909",
            NotifyCustomer = false,
        };

        var added = await ((ITrackingPush)side.Platform).AddTrackingAsync(
            side.Account,
            told.Value.FulfilmentId,
            further,
            CancellationToken.None
        );

        Assert.Equal((CallOutcome.Refused, "one-number"), (added.Outcome, added.Problem!.Code));
        Assert.Equal([StoreSide.SupplierNumber], (await side.ReadAsync(id)).Fulfilments[0].TrackingNumbers);
    }

    [Fact]
    public async Task A_private_apps_token_is_used_as_it_is_and_a_number_that_it_may_not_write_is_refused()
    {
        await using var side = await ShoplazzaSide.StartShoplazzaAsync();
        await side.Bench.Bench.GiveStoreSecretAsync(
            new
            {
                appKey = "sandbox-shoplazza-client",
                appSecret = "sandbox-shoplazza-secret",
                accessToken = "sandbox-shoplazza-access",
            }
        );
        Assert.True((await side.Platform.VerifyAsync(side.Account, CancellationToken.None)).IsSuccess);
        await side.Bench.PutAsync("shoplazza/settings", new { scopes = new[] { "read_order" } });
        var id = await side.MakeOrderAsync();

        var told = await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        Assert.Equal((CallOutcome.Refused, ProblemKind.Unauthorized), (told.Outcome, told.Problem!.Kind));
        Assert.Empty((await side.ReadAsync(id)).Fulfilments);
    }

    [Fact]
    public async Task A_token_without_the_permission_is_told_so()
    {
        await using var side = await ShoplazzaSide.StartShoplazzaAsync();
        await side.Bench.PutAsync("shoplazza/settings", new { scopes = Array.Empty<string>() });

        var verified = await side.Platform.VerifyAsync(side.Account, CancellationToken.None);

        Assert.Equal((ProblemKind.Unauthorized, "Forbidden"), (verified.Problem!.Kind, verified.Problem.Code));
    }

    private static async Task<string> ProblemOfAsync(ShoplazzaSide side, Dictionary<string, string> answer) =>
        (await ((IStoreAuth)side.Platform).ExchangeAsync(side.Account, answer, CancellationToken.None)).Problem!.Code;

    private static AppCredentials Keys() => new() { AppKey = "client", AppSecret = "hush" };

    private static WebhookRequest Delivery(string body, string signature, string topic = "orders/update") =>
        new(
            new Uri("https://app.example/"),
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["x-shoplazza-hmac-sha256"] = signature,
                ["x-shoplazza-topic"] = topic,
            },
            Encoding.UTF8.GetBytes(body)
        );

    private static StoreOrder Order(Action<JsonObject> change)
    {
        var json = Json();
        change(json);
        return ShoplazzaMapper.Order(JsonText.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()))).Order!;
    }

    private static JsonObject Parcel(string id, string status) =>
        new()
        {
            ["id"] = id,
            ["status"] = status,
            ["tracking_number"] = "A1",
            ["tracking_items"] = new JsonArray(
                new JsonObject { ["tracking_number"] = "A1" },
                new JsonObject { ["tracking_number"] = "A2" }
            ),
            ["line_items"] = new JsonArray(new JsonObject { ["id"] = "l1", ["ship_quantity"] = 1 }),
        };

    private static JsonObject Json() =>
        JsonNode
            .Parse(
                """
                {
                  "id": "70001-00000007", "number": "00000007", "status": "placed", "financial_status": "paid",
                  "fulfillment_status": "waiting", "currency": "USD", "total_price": "60.00", "payment_method": "online",
                  "created_at": "2026-03-01T10:00:00Z", "updated_at": "2026-03-01T11:00:00Z", "placed_at": "2026-03-01T10:05:00Z",
                  "shipping_address": {"first_name": "Ann", "last_name": "Lee", "address": "Elm Street 5", "country_code": "us", 
                    "zip": "10001"},
                  "line_items": [{"id": "l1", "sku": "TEE", "product_title": "Tee", "quantity": 5, "price": "12.00",
                    "refund_quantity_total": 0}],
                  "fulfillments": []
                }
                """
            )!
            .AsObject();
}

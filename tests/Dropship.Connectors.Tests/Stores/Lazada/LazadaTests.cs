using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores;
using Dropship.Connectors.Stores.Lazada;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Lazada;

/// <summary>What is Lazada's alone.</summary>
public sealed class LazadaTests
{
    private static readonly string s_body = """
        {"seller_id":"1234567","message_type":0,"data":{"order_status":"unpaid","trade_order_id":"260422900198363",
        "trade_order_line_id":"260422900298363","status_update_time":1603698638},"timestamp":1603766859191,"site":"lazada_vn"}
        """.ReplaceLineEndings(string.Empty);

    [Theory]
    [InlineData("/order/get", "order_id", "1234", "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A")]
    [InlineData(
        "/order/package/rts",
        "readyToShipReq",
        """{"packages":[{"package_id":"FP034234001"}]}""",
        "DC9B530B6B2F2D0F91F45B140994F9C851572C0356E5B0B2DB653D659E4D5004"
    )]
    public void A_call_is_signed_as_the_documents_sign_it(string path, string name, string value, string signature) =>
        Assert.Equal(
            signature,
            LazadaClient.Sign(
                "helloworld",
                path,
                [("timestamp", "1517820392000"), (name, value), ("sign_method", "sha256"), ("app_key", "123456"), ("access_token", "test")]
            )
        );

    [Fact]
    public void A_message_is_signed_over_key_and_body()
    {
        var request = Message(s_body, "6a85fe614bc8df04cc673c35195e84ed4dd17d84dee4af2f2656b05855dcacc4");

        var reading = LazadaWebhooks.Read(ShopOf("1234567"), Keys(), request);

        Assert.Equal(
            (WebhookVerdict.Genuine, WebhookSubject.Order, "260422900198363", DateTimeOffset.FromUnixTimeSeconds(1603698638)),
            (reading.Verdict, reading.Subject, reading.StoreOrderId, reading.ChangedAt)
        );
        Assert.Equal("1234567", LazadaWebhooks.FindShop(request.Body));
        Assert.Equal(WebhookVerdict.BadSignature, LazadaWebhooks.Read(ShopOf("1234567"), Keys() with { AppKey = "1" }, request).Verdict);
        Assert.Equal(WebhookVerdict.BadSignature, LazadaWebhooks.Read(ShopOf("1234567"), null, request).Verdict);
        var rotated = Keys() with { AppSecret = "new", PushSecrets = ["helloworld"] };
        Assert.Equal(WebhookVerdict.Genuine, LazadaWebhooks.Read(ShopOf("1234567"), rotated, request).Verdict);
    }

    [Fact]
    public void A_genuine_message_of_another_shop_says_nothing()
    {
        var request = Message(s_body, LazadaWebhooks.Sign("helloworld", "123456", s_body));

        var reading = LazadaWebhooks.Read(ShopOf("1"), Keys(), request);

        Assert.Equal((WebhookVerdict.Genuine, WebhookSubject.Other, null), (reading.Verdict, reading.Subject, reading.StoreOrderId));
    }

    [Theory]
    [InlineData("unpaid", StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, null, 2)]
    [InlineData("pending", StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, null, 2)]
    [InlineData("packed", StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, null, 2)]
    [InlineData("ready_to_ship", StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, null, 0)]
    [InlineData("shipped", StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, null, 0)]
    [InlineData("delivered", StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, null, 0)]
    [InlineData("lost_by_3pl", StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "lost_by_3pl", 2)]
    [InlineData("brand_new_word", StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "brand_new_word", 2)]
    public void Each_state_of_the_items_is_one_of_ours_and_an_unknown_one_holds_the_order(
        string status,
        StorePaymentStatus payment,
        StoreFulfilmentStatus fulfilment,
        string? hold,
        int open
    )
    {
        var order = Read(Head(), Item(1, status), Item(2, status));

        Assert.Equal((payment, fulfilment, hold), (order.Payment, order.Fulfilment, order.StoreHold));
        Assert.Equal((2, open), (Assert.Single(order.Lines).Quantity, order.Lines[0].OpenQuantity));
    }

    [Fact]
    public void Pieces_of_one_SKU_are_a_line_and_a_cancelled_piece_is_not_open()
    {
        var order = Read(Head(), Item(1, "ready_to_ship"), Item(2, "canceled"), Item(3, "pending", sku: "2"));

        Assert.Equal([("1", 2, 0), ("3", 1, 1)], order.Lines.Select(line => (line.LineId, line.Quantity, line.OpenQuantity)));
        Assert.Equal(("FP1", 1), (order.Fulfilments[0].FulfilmentId, order.Fulfilments[0].Lines[0].Quantity));
        Assert.Equal((StoreFulfilmentStatus.PartiallyFulfilled, false), (order.Fulfilment, order.IsCancelled));
        Assert.Equal(["MYMPA1"], order.Fulfilments[0].TrackingNumbers);
        Assert.True(Read(Head(), Item(1, "canceled"), Item(2, "canceled")).IsCancelled);
    }

    [Theory]
    [InlineData("returned", "shipped_back", StorePaymentStatus.Refunded)]
    [InlineData("shipped_back_success", "canceled", StorePaymentStatus.Refunded)]
    [InlineData("delivered", "returned", StorePaymentStatus.PartiallyRefunded)]
    [InlineData("pending", "canceled", StorePaymentStatus.PartiallyRefunded)]
    [InlineData("unpaid", "canceled", StorePaymentStatus.Pending)]
    [InlineData("canceled", "canceled", StorePaymentStatus.Paid)]
    public void Pieces_that_come_back_or_are_cancelled_once_paid_are_refunds(string one, string two, StorePaymentStatus payment) =>
        Assert.Equal(payment, Read(Head(), Item(1, one), Item(2, two)).Payment);

    [Fact]
    public void Times_of_Singapore_are_read_as_UTC_and_money_in_minor_units()
    {
        var order = Read(Head(), Item(1, "pending"));

        Assert.Equal(new DateTimeOffset(2021, 7, 29, 3, 5, 40, TimeSpan.Zero), order.UpdatedAt);
        Assert.Equal(new DateTimeOffset(2021, 8, 1, 15, 59, 59, TimeSpan.Zero), order.ShipBy);
        Assert.Equal(new Money(4080, "MYR"), order.Total);
        Assert.Equal((true, "MY"), (order.HasPlatformLabel, order.ShipTo!.Country));
    }

    [Fact]
    public void A_pending_cancellation_holds_the_order_and_Lazadas_own_stock_is_not_ours()
    {
        var asked = Item(1, "pending");
        asked["is_cancel_pending"] = true;
        Assert.Equal("cancel_pending", Read(Head(), asked).StoreHold);

        var own = Item(1, "pending");
        own["is_fbl"] = 1;
        Assert.False(Read(Head(), own).Lines[0].RequiresShipping);
    }

    [Theory]
    [InlineData("ApiCallLimit", "ISV", CallOutcome.NotSent, ProblemKind.RateLimited)]
    [InlineData("IllegalTimestamp", "ISV", CallOutcome.NotSent, ProblemKind.Transient)]
    [InlineData("IllegalAccessToken", "ISV", CallOutcome.Refused, ProblemKind.Unauthorized)]
    [InlineData("SellerNotVerified", "ISV", CallOutcome.Refused, ProblemKind.Unauthorized)]
    [InlineData("ServiceTimeout", "ISP", CallOutcome.Unknown, ProblemKind.Transient)]
    [InlineData("16", "ISV", CallOutcome.Refused, ProblemKind.Rejected)]
    public void Each_refusal_is_one_of_four_outcomes_with_its_code_and_words(
        string code,
        string type,
        CallOutcome outcome,
        ProblemKind kind
    )
    {
        var call = new ApiRequest
        {
            Connector = "lazada",
            Account = "a",
            Operation = "o",
            IsRead = false,
        };

        var failed = LazadaTables.Failed<Unit>(call, code, type, "this ban will last 3 seconds");

        Assert.Equal((outcome, kind, code), (failed.Outcome, failed.Problem!.Kind, failed.Problem.Code));
        Assert.Equal(kind == ProblemKind.RateLimited ? TimeSpan.FromSeconds(3) : null, failed.Problem.RetryAfter);
    }

    [Fact]
    public async Task A_package_that_was_packed_and_not_sent_is_sent_by_the_next_try()
    {
        await using var side = await LazadaSide.StartLazadaAsync();
        var id = await side.MakeOrderAsync();
        var lines = (await side.ReadAsync(id)).Lines;
        await side.Bench.FaultAsync("lazada", "ship", "http-500");
        Assert.Equal(CallOutcome.Unknown, (await side.TellAsync(id, StoreSide.SupplierNumber, lines)).Outcome);

        var told = await side.TellAsync(id, StoreSide.SupplierNumber, lines);

        Assert.True(told.IsSuccess, told.ToString());
        Assert.Equal(1, await side.CallsAsync("pack"));
        Assert.Equal(told.Value.FulfilmentId, Assert.Single((await side.ReadAsync(id)).Fulfilments).FulfilmentId);
    }

    [Fact]
    public async Task A_parcel_of_some_pieces_of_a_line_that_is_arranged_again_packs_no_others()
    {
        await using var side = await LazadaSide.StartLazadaAsync();
        var push = OnePiece(await side.ReadAsync(await side.MakeOrderAsync()));
        var first = await ArrangeAsync(side, push);

        var again = await ArrangeAsync(side, push);

        Assert.Equal((first.Value.FulfilmentId, true), (again.Value.FulfilmentId, again.Value.WasAlreadyThere));
        Assert.Equal(1, await side.CallsAsync("pack"));
        Assert.Equal(1, (await side.ReadAsync(push.StoreOrderId)).Lines[0].OpenQuantity);
    }

    [Fact]
    public async Task Two_parcels_of_a_line_keep_a_package_each_and_a_third_has_nothing_left()
    {
        await using var side = await LazadaSide.StartLazadaAsync();
        var push = OnePiece(await side.ReadAsync(await side.MakeOrderAsync()));
        var first = (await ArrangeAsync(side, push)).Value;
        var other = push with
        {
            TrackingNumber = StoreSide.SupplierNumber + "2",
            OwnNumbers = [push.TrackingNumber, first.PlatformNumber!],
        };

        var second = (await ArrangeAsync(side, other)).Value;
        var again = (await ArrangeAsync(side, other)).Value;
        var third = await ArrangeAsync(side, other with { OwnNumbers = [.. other.OwnNumbers, second.PlatformNumber!] });

        Assert.NotEqual(first.FulfilmentId, second.FulfilmentId);
        Assert.Equal((second.FulfilmentId, second.PlatformNumber), (again.FulfilmentId, again.PlatformNumber));
        Assert.Equal((CallOutcome.Refused, RefusalMeaning.WrongState), (third.Outcome, third.Problem?.Meaning));
    }

    [Fact]
    public async Task The_label_of_a_package_is_a_PDF_and_one_that_is_not_arranged_has_none()
    {
        await using var side = await LazadaSide.StartLazadaAsync();
        var id = await side.MakeOrderAsync();
        var told = await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);
        var shipping = (IPlatformShipping)side.Platform;

        var label = await shipping.ReadLabelAsync(side.Account, id, told.Value.FulfilmentId, CancellationToken.None);
        var none = await shipping.ReadLabelAsync(side.Account, id, "FP0", CancellationToken.None);

        Assert.Equal("%PDF", Encoding.ASCII.GetString(label.Value!.Content.Span[..4]));
        Assert.Equal(CallOutcome.Refused, none.Outcome);
    }

    [Fact]
    public async Task The_page_of_consent_opens_the_shop_of_the_accounts_market_and_a_code_works_once()
    {
        await using var side = await LazadaSide.StartLazadaAsync();
        await side.AssertConsentAsync("1001", "InvalidCode");
    }

    [Fact]
    public async Task The_listing_goes_on_behind_its_last_order_and_loses_none()
    {
        await using var side = await LazadaSide.StartLazadaAsync();
        await side.MakeAsync(new { sku = "TEE-BLK-M", count = 230 });

        Assert.Equal(230, (await side.ListAsync()).Select(one => one.StoreOrderId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Neither_keys_nor_tokens_nor_customers_are_logged()
    {
        await using var side = await LazadaSide.StartLazadaAsync();
        var id = await side.MakeOrderAsync();
        await side.TellAsync(id, StoreSide.SupplierNumber, (await side.ReadAsync(id)).Lines);

        Assert.All(
            side.Bench.Bench.Log.Lines,
            line =>
            {
                Assert.DoesNotContain("sandbox-lazada-secret", line, StringComparison.Ordinal);
                Assert.DoesNotContain("sandbox-lazada-access", line, StringComparison.Ordinal);
                Assert.DoesNotContain("T******r", line, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Published_examples_are_read()
    {
        foreach (var file in SharedSamples.Find("lazada", "orders.items.get.response.mixed.composed.json"))
        {
            var items = JsonText.Parse(File.ReadAllText(file)).Items("data")[0].Field("order_items");
            var head = JsonText
                .Parse(File.ReadAllText(file.Replace("items.get.response.mixed", "get.response", StringComparison.Ordinal)))
                .Object("data")
                .Items("orders")[0];
            Assert.Null(LazadaMapper.Order(LazadaMapper.Changed(head), head, items).Reading.Problem);
        }
    }

    private static Task<CallResult<TrackingReceipt>> ArrangeAsync(LazadaSide side, TrackingPush push) =>
        ((IPlatformShipping)side.Platform).ArrangeAsync(side.Account, push, CancellationToken.None);

    private static TrackingPush OnePiece(StoreOrder order) =>
        new()
        {
            StoreOrderId = order.StoreOrderId,
            Lines = [new LineQuantity(order.Lines[0].LineId, 1)],
            CarrierName = "中通快递(ZTO)",
            TrackingNumber = StoreSide.SupplierNumber,
            OwnNumbers = [StoreSide.SupplierNumber],
            NotifyCustomer = false,
        };

    private static StoreOrder Read(JsonObject head, params JsonObject[] items)
    {
        var json = JsonSerializer.SerializeToElement(head);
        var list = JsonSerializer.SerializeToElement(new JsonArray([.. items.Select(item => (JsonNode)item)]));
        var reading = LazadaMapper.Order(LazadaMapper.Changed(json), json, list).Reading;
        Assert.Null(reading.Problem);
        return reading.Order!;
    }

    private static JsonObject Head() =>
        new()
        {
            ["order_id"] = 415890823900001,
            ["created_at"] = "2021-07-29 11:02:19 +0800",
            ["updated_at"] = "2021-07-29 11:05:40 +0800",
            ["price"] = "35.90",
            ["voucher"] = 0.0,
            ["shipping_fee"] = 4.9,
            ["payment_method"] = "MIXEDCARD",
            ["address_shipping"] = new JsonObject { ["country"] = "Malaysia", ["first_name"] = "T******r" },
        };

    private static JsonObject Item(long id, string status, string sku = "1") =>
        new()
        {
            ["order_item_id"] = id,
            ["sku"] = "BLK",
            ["sku_id"] = sku,
            ["name"] = "Demo shirt",
            ["paid_price"] = 17.95,
            ["currency"] = "MYR",
            ["status"] = status,
            ["package_id"] = status is "pending" or "unpaid" or "canceled" ? string.Empty : "FP1",
            ["tracking_code"] = status is "pending" or "unpaid" or "canceled" ? string.Empty : "MYMPA1",
            ["sla_time_stamp"] = "2021-08-01T23:59:59+08:00",
            ["payment_time"] = 1627527740000,
        };

    private static WebhookRequest Message(string body, string signature) =>
        new(
            new Uri("https://app.example/"),
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["authorization"] = signature },
            Encoding.UTF8.GetBytes(body)
        );

    private static AppCredentials Keys() => new() { AppKey = "123456", AppSecret = "helloworld" };

    private static StoreAccount ShopOf(string shop) =>
        Bench.Store(new Uri("https://api.lazada.vn/rest")) with
        {
            Platform = "lazada",
            ShopId = shop,
        };
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.TikTok;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.TikTok;

/// <summary>What is TikTok Shop's alone.</summary>
public sealed class TikTokTests
{
    private const string Secret = "e59af819cc";
    private const string Key = "29a39d";

    private static readonly string s_body = """
        {"type":1,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":1644412885,
        "data":{"order_id":"576486316948490001","order_status":"UNPAID","update_time":1644412885}}
        """.ReplaceLineEndings(string.Empty);

    [Theory]
    [InlineData("/authorization/202309/shops", "", "", "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8")]
    [InlineData(
        "/order/202309/orders/search",
        "sort_order=ASC&sort_field=update_time&page_size=50&shop_cipher=ROW_xkMbgAAAeVAQra0eZWebFQq5aIK&sign=x&access_token=y",
        """{"update_time_ge":1623800000,"update_time_lt":1623812664}""",
        "c5813cba1b43f650e77af9c559a3604b6fb6822bec723fde64b22145f8dac1ec"
    )]
    public void A_call_is_signed_over_path_parameters_and_body_as_the_documents_sign_it(
        string path,
        string query,
        string body,
        string signature
    )
    {
        var parameters = query
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => (one.Split('=')[0], one.Split('=')[1]))
            .Append(("timestamp", "1623812664"))
            .Append(("app_key", Key));

        Assert.Equal(signature, TikTokClient.Sign(Secret, path, parameters, body));
    }

    [Fact]
    public void A_request_bears_the_token_in_a_header_and_the_signature_of_the_body_that_goes_out()
    {
        using var request = TikTokClient.Request(
            new Uri("https://open-api.tiktokglobalshop.com"),
            Keys() with
            {
                AccessToken = "token",
            },
            DateTimeOffset.FromUnixTimeSeconds(1623812664),
            HttpMethod.Get,
            "/authorization/202309/shops",
            [],
            string.Empty
        );

        Assert.Equal("token", Assert.Single(request.Headers.GetValues("x-tts-access-token")));
        Assert.EndsWith(
            "sign=b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8",
            request.RequestUri!.Query,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("token", request.RequestUri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_is_signed_over_key_and_body()
    {
        var request = Message(s_body, "77f24b8a11977ef4f04099913bf90697b97dccd19efcae85df85c42abe3f4129");

        var reading = TikTokWebhooks.Read(ShopOf("7494049642642441621"), Keys(), request);

        Assert.Equal(
            (WebhookVerdict.Genuine, WebhookSubject.Order, "576486316948490001", DateTimeOffset.FromUnixTimeSeconds(1644412885)),
            (reading.Verdict, reading.Subject, reading.StoreOrderId, reading.ChangedAt)
        );
        Assert.Equal("webhook/1/7327112393057371910", reading.DeliveryId);
        Assert.Equal("7494049642642441621", TikTokWebhooks.FindShop(request.Body));
        Assert.Equal(WebhookVerdict.BadSignature, Verdict(Keys() with { AppKey = "1" }));
        Assert.Equal(WebhookVerdict.BadSignature, Verdict(null));
        Assert.Equal(WebhookVerdict.Genuine, Verdict(Keys() with { AppSecret = "new", PushSecrets = [Secret] }));

        WebhookVerdict Verdict(TikTokCredentials? credentials) =>
            TikTokWebhooks.Read(ShopOf("7494049642642441621"), credentials, request).Verdict;
    }

    [Fact]
    public void A_genuine_webhook_of_another_shop_says_nothing()
    {
        var reading = Hear(s_body, shop: "1");

        Assert.Equal((WebhookVerdict.Genuine, WebhookSubject.Other, null), (reading.Verdict, reading.Subject, reading.StoreOrderId));
    }

    [Theory]
    [InlineData("""{"type":3,"shop_id":"1","data":{"order_id":"57","update_time":1644412885}}""", WebhookSubject.Order, "57")]
    [InlineData(
        """{"type":4,"shop_id":"1","data":{"sc_type":"SPLIT","package_list":[{"package_id":"9","order_id_list":["57"]}]}}""",
        WebhookSubject.Order,
        "57"
    )]
    [InlineData(
        """{"type":11,"shop_id":"1","data":{"order_id":"57","cancel_status":"CANCELLATION_REQUEST_PENDING"}}""",
        WebhookSubject.Order,
        "57"
    )]
    [InlineData("""{"type":12,"shop_id":"1","data":{"order_id":"57","return_id":"3"}}""", WebhookSubject.Order, "57")]
    [InlineData("""{"type":6,"shop_id":"1","timestamp":5,"data":{"message":"m"}}""", WebhookSubject.AuthorizationEnded, null)]
    [InlineData("""{"type":7,"shop_id":"1","data":{"message":"m","expiration_time":"1627587506"}}""", WebhookSubject.Other, null)]
    [InlineData("""{"type":5,"shop_id":"1","data":{"product_id":"1"}}""", WebhookSubject.Other, null)]
    public void Each_kind_of_webhook_names_its_order_and_no_time_that_is_not_the_orders(string body, WebhookSubject subject, string? order)
    {
        var reading = Hear(body, shop: "1");

        Assert.Equal(
            (WebhookVerdict.Genuine, subject, order, null),
            (reading.Verdict, reading.Subject, reading.StoreOrderId, reading.ChangedAt)
        );
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("""{"type":1,"shop_id":"1","data":{}}""")]
    [InlineData("""{"type":1,"shop_id":"1","data":[]}""")]
    public void A_signed_webhook_that_cannot_be_made_out_is_unreadable(string body) =>
        Assert.Equal(WebhookVerdict.Unreadable, Hear(body, shop: "1").Verdict);

    [Theory]
    [InlineData("UNPAID", null, StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, null, 2)]
    [InlineData("ON_HOLD", null, StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "ON_HOLD", 2)]
    [InlineData("AWAITING_SHIPMENT", null, StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, null, 2)]
    [InlineData("AWAITING_SHIPMENT", "TO_FULFILL", StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, null, 2)]
    [InlineData("AWAITING_COLLECTION", "PROCESSING", StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, null, 0)]
    [InlineData("IN_TRANSIT", "FULFILLING", StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, null, 0)]
    [InlineData("DELIVERED", "COMPLETED", StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, null, 0)]
    [InlineData("COMPLETED", "COMPLETED", StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, null, 0)]
    [InlineData("BRAND_NEW_WORD", null, StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, "BRAND_NEW_WORD", 2)]
    public void Each_state_is_one_of_ours_and_an_unknown_one_holds_the_order(
        string status,
        string? package,
        StorePaymentStatus payment,
        StoreFulfilmentStatus fulfilment,
        string? hold,
        int open
    )
    {
        var order = Read(Order(status, Unit(1, status, package), Unit(2, status, package)));

        Assert.Equal((payment, fulfilment, hold), (order.Payment, order.Fulfilment, order.StoreHold));
        Assert.Equal((2, open), (Assert.Single(order.Lines).Quantity, order.Lines[0].OpenQuantity));
    }

    [Theory]
    [InlineData("CANCELLED")]
    [InlineData("CANCEL")]
    public void A_cancelled_order_is_told_so_whatever_its_pieces_say(string status)
    {
        var json = Order(status, Unit(1, "AWAITING_SHIPMENT"), Unit(2, "CANCELLED"));
        json["cancel_time"] = 1700000900;

        var order = Read(json);

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000900), order.CancelledAt);
        Assert.Equal((0, StorePaymentStatus.Paid), (order.Lines[0].OpenQuantity, order.Payment));
    }

    [Fact]
    public void Pieces_of_one_SKU_are_a_line_a_cancelled_piece_is_a_refund_and_a_package_a_fulfilment()
    {
        var order = Read(
            Order("PARTIALLY_SHIPPING", Unit(1, "IN_TRANSIT", "FULFILLING"), Unit(2, "CANCELLED"), Unit(3, "AWAITING_SHIPMENT", sku: "2"))
        );

        Assert.Equal([("1", 2, 0), ("3", 1, 1)], order.Lines.Select(line => (line.LineId, line.Quantity, line.OpenQuantity)));
        Assert.Equal(
            ("P1", 1, "T1"),
            (order.Fulfilments[0].FulfilmentId, order.Fulfilments[0].Lines[0].Quantity, order.Fulfilments[0].TrackingNumbers[0])
        );
        Assert.Equal(
            (StoreFulfilmentStatus.PartiallyFulfilled, StorePaymentStatus.PartiallyRefunded, false),
            (order.Fulfilment, order.Payment, order.IsCancelled)
        );
    }

    [Fact]
    public void Pieces_that_were_sent_without_a_package_or_number_are_a_fulfilment_too()
    {
        var unit = Unit(1, "IN_TRANSIT");

        var fulfilment = Assert.Single(Read(Order("IN_TRANSIT", unit)).Fulfilments);

        Assert.Equal(("57", 0), (fulfilment.FulfilmentId, fulfilment.TrackingNumbers.Count));
    }

    [Theory]
    [InlineData("is_buyer_request_cancel", true, "cancel_requested")]
    [InlineData("is_on_hold_order", true, "ON_HOLD")]
    [InlineData("shipping_type", "TIKTOK", "shipping_type TIKTOK")]
    [InlineData("shipping_type", null, "shipping_type none")]
    public void What_TikTok_keeps_to_itself_holds_the_order_until_it_is_sent(string field, object? value, string hold)
    {
        var open = Order("AWAITING_SHIPMENT", Unit(1, "AWAITING_SHIPMENT"));
        open[field] = JsonSerializer.SerializeToNode(value);
        var sent = Order("IN_TRANSIT", Unit(1, "IN_TRANSIT", "FULFILLING"));
        sent[field] = JsonSerializer.SerializeToNode(value);

        Assert.Equal((hold, StoreFulfilmentStatus.OnHold), (Read(open).StoreHold, Read(open).Fulfilment));
        Assert.Null(Read(sent).StoreHold);
    }

    [Theory]
    [InlineData("fulfillment_type", "FULFILLMENT_BY_TIKTOK")]
    [InlineData("is_sample_order", true)]
    public void Orders_that_TikTok_sends_from_its_own_stock_and_samples_are_not_ours(string field, object value)
    {
        var json = Order("AWAITING_SHIPMENT", Unit(1, "AWAITING_SHIPMENT"));
        json[field] = JsonSerializer.SerializeToNode(value);

        Assert.Equal((false, null), (Read(json).Lines[0].RequiresShipping, Read(json).StoreHold));
    }

    [Fact]
    public void An_order_that_is_paid_on_delivery_is_authorised_and_one_without_a_time_of_payment_pending()
    {
        var onDelivery = Order("AWAITING_SHIPMENT", Unit(1, "AWAITING_SHIPMENT"));
        onDelivery["is_cod"] = true;
        var unpaid = Order("AWAITING_SHIPMENT", Unit(1, "AWAITING_SHIPMENT"));
        unpaid["paid_time"] = 0;

        Assert.Equal(StorePaymentStatus.Authorized, Read(onDelivery).Payment);
        Assert.Equal((StorePaymentStatus.Pending, null), (Read(unpaid).Payment, Read(unpaid).PaidAt));
    }

    [Theory]
    [InlineData("USD", "39.98", 3998)]
    [InlineData("GBP", "39.98", 3998)]
    [InlineData("JPY", "3998", 3998)]
    [InlineData("VND", "398000", 398000)]
    [InlineData("IDR", "5000", 500000)]
    public void Money_is_in_minor_units_of_the_orders_currency_and_times_are_UTC(string currency, string total, long minor)
    {
        var json = Order("AWAITING_SHIPMENT", Unit(1, "AWAITING_SHIPMENT"));
        json["payment"] = new JsonObject { ["currency"] = currency, ["total_amount"] = total };

        var order = Read(json);

        Assert.Equal(currency, order.Total.Currency);
        Assert.Equal(Money.FromDecimal(decimal.Parse(total, System.Globalization.CultureInfo.InvariantCulture), currency), order.Total);
        Assert.Equal(minor, order.Total.Minor);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700086400), order.ShipBy);
    }

    [Fact]
    public void The_address_is_read_by_the_levels_of_its_country()
    {
        var json = Order("AWAITING_SHIPMENT", Unit(1, "AWAITING_SHIPMENT"));
        json["recipient_address"] = new JsonObject
        {
            ["name"] = "Ann Example",
            ["phone_number"] = "(+44)7700900001",
            ["address_line1"] = "1 High Street",
            ["address_line2"] = "Flat 2",
            ["address_line3"] = " ",
            ["district_info"] = JsonNode.Parse(
                """[{"address_level":"L0","address_name":"United Kingdom"},{"address_level":"L1","address_name":"England"}]"""
            ),
            ["post_town"] = "Ribbleton",
            ["postal_code"] = "PR2 6AA ",
            ["region_code"] = "UK",
        };

        var to = Read(json).ShipTo!;

        Assert.Equal(
            ("Ann Example", "GB", "England", "Ribbleton", "1 High Street", "Flat 2", "PR2 6AA"),
            (to.FullName, to.Country, to.Province, to.City, to.Line1, to.Line2, to.PostCode)
        );
    }

    [Theory]
    [InlineData("status")]
    [InlineData("line_items")]
    [InlineData("payment")]
    [InlineData("fulfillment_type")]
    public void A_field_that_must_be_there_and_is_not_makes_the_order_unreadable(string field)
    {
        var json = Order("AWAITING_SHIPMENT", Unit(1, "AWAITING_SHIPMENT"));
        json.Remove(field);

        Assert.Contains(field, TikTokMapper.Order(JsonSerializer.SerializeToElement(json)).Reading.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("36009002", "m", CallOutcome.NotSent, ProblemKind.RateLimited)]
    [InlineData("36009004", "Invalid timestamp", CallOutcome.NotSent, ProblemKind.Transient)]
    [InlineData("36009004", "Invalid page_size", CallOutcome.Refused, ProblemKind.Rejected)]
    [InlineData("36009003", "m", CallOutcome.Unknown, ProblemKind.Transient)]
    [InlineData("21001008", "m", CallOutcome.Unknown, ProblemKind.Transient)]
    [InlineData("105002", "m", CallOutcome.Refused, ProblemKind.Unauthorized)]
    [InlineData("105005", "m", CallOutcome.Refused, ProblemKind.Unauthorized)]
    [InlineData("106001", "m", CallOutcome.Refused, ProblemKind.Unauthorized)]
    [InlineData("36009033", "m", CallOutcome.Refused, ProblemKind.Unauthorized)]
    [InlineData("21011022", "m", CallOutcome.Refused, ProblemKind.Rejected)]
    [InlineData("99999999", "m", CallOutcome.Refused, ProblemKind.Rejected)]
    public void Each_refusal_is_one_of_four_outcomes_with_its_code_and_words(
        string code,
        string text,
        CallOutcome outcome,
        ProblemKind kind
    )
    {
        var failed = TikTokTables.Failed<Unit>(Write(), code, text);

        Assert.Equal((outcome, kind, code, text), (failed.Outcome, failed.Problem!.Kind, failed.Problem.Code, failed.Problem.Text));
    }

    [Theory]
    [InlineData("21011006", RefusalMeaning.AlreadyFulfilled)]
    [InlineData("21011041", RefusalMeaning.OrderCancelled)]
    [InlineData("21008111", RefusalMeaning.NotFound)]
    [InlineData("21011007", RefusalMeaning.WrongState)]
    [InlineData("21008106", RefusalMeaning.WrongState)]
    [InlineData("21011051", RefusalMeaning.WrongState)]
    [InlineData("99999999", RefusalMeaning.Unspecified)]
    public void A_refusal_that_is_known_says_what_it_means(string code, RefusalMeaning meaning) =>
        Assert.Equal(meaning, TikTokTables.Failed<Unit>(Write(), code, "m").Problem!.Meaning);

    [Theory]
    [InlineData("中通快递(ZTO)", "ZTO", "3")]
    [InlineData("USPS", null, "1")]
    [InlineData("J&T Express", null, "2")]
    [InlineData("顺丰", null, null)]
    [InlineData("某某速运", null, null)]
    public void A_carrier_is_one_of_those_that_TikTok_lists_and_never_guessed(string name, string? code, string? id) =>
        Assert.Equal(id, TikTokTables.CarrierOf(name, code, "US", [("1", "USPS"), ("2", "J & T EXPRESS"), ("3", "ZTO Express")]));

    [Fact]
    public async Task The_page_of_consent_brings_the_shop_and_its_cipher_and_a_code_works_once()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        await side.AssertConsentAsync(TikTokSide.Shop, "105000");

        var kept = JsonNode.Parse((await side.Bench.Bench.Secrets.GetAsync("store-shop1", CancellationToken.None))!)!;
        Assert.Equal(("ROW_sandbox", "US"), (kept["shopCipher"]!.GetValue<string>(), kept["region"]!.GetValue<string>()));
        Assert.InRange(
            kept["accessTokenExpiresAt"]!.GetValue<DateTimeOffset>(),
            DateTimeOffset.UtcNow.AddDays(6),
            DateTimeOffset.UtcNow.AddDays(8)
        );
        Assert.True(kept["refreshTokenExpiresAt"]!.GetValue<DateTimeOffset>() > DateTimeOffset.UtcNow.AddDays(300));
    }

    [Fact]
    public async Task Verification_names_the_permissions_that_are_missing()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        Assert.Empty((await side.Platform.VerifyAsync(side.Account, CancellationToken.None)).Value.MissingPermissions);

        await side.Bench.PutAsync("tiktok/settings", new { scopes = (string[])["authorization", "order"] });
        var missing = await side.Platform.VerifyAsync(side.Account, CancellationToken.None);

        Assert.Equal(["logistics"], missing.Value.MissingPermissions);
        var stranger = await side.Platform.VerifyAsync(side.Account with { ShopId = "1" }, CancellationToken.None);
        Assert.Equal((CallOutcome.Refused, ProblemKind.Unauthorized), (stranger.Outcome, stranger.Problem!.Kind));
    }

    [Fact]
    public async Task The_listing_goes_on_behind_its_last_order_and_loses_none()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        await side.MakeAsync(new { sku = "TEE-BLK-M", count = 230 });

        Assert.Equal(230, (await side.ListAsync()).Select(one => one.StoreOrderId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task More_orders_of_one_second_than_a_page_holds_are_read_by_TikToks_own_mark()
    {
        var pages = ((string?[])["a", "b", null]).Select(
            (mark, page) =>
                new JsonObject
                {
                    ["code"] = 0,
                    ["data"] = new JsonObject
                    {
                        ["next_page_token"] = mark,
                        ["orders"] = new JsonArray(Order("AWAITING_SHIPMENT", Unit(1, "AWAITING_SHIPMENT"))),
                    },
                    ["page"] = page,
                }
        );
        await using var server = await ScriptedServer.StartAsync([.. pages.Select(page => ScriptedReply.Json(page.ToJsonString()))]);
        var listed = await ListAsync(server, DateTimeOffset.FromUnixTimeSeconds(1700000500));

        Assert.True(listed.IsSuccess, listed.ToString());
        Assert.Equal((3, null), (listed.Value.Orders.Count, listed.Value.NextPage));
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task A_mark_that_leads_to_its_own_page_ends_the_listing_and_is_told()
    {
        var page = new JsonObject
        {
            ["code"] = 0,
            ["data"] = new JsonObject { ["next_page_token"] = "a", ["orders"] = new JsonArray() },
        }.ToJsonString();
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json(page), ScriptedReply.Json(page));

        var listed = await ListAsync(server, DateTimeOffset.FromUnixTimeSeconds(1700000500));

        Assert.Equal((CallOutcome.NotSent, ProblemKind.Unreadable), (listed.Outcome, listed.Problem!.Kind));
    }

    [Fact]
    public async Task A_carrier_that_TikTok_does_not_list_is_told_to_a_person_and_nothing_is_written()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        var push = PushOf(await side.ReadAsync(await side.MakeOrderAsync())) with { CarrierName = "德邦快递", CarrierCode = "DBKD" };

        var told = await PushAsync(side, push);

        Assert.Equal((CallOutcome.Refused, "unknown-carrier"), (told.Outcome, told.Problem!.Code));
        Assert.Equal(0, await side.CallsAsync("ship"));
    }

    [Fact]
    public async Task A_parcel_of_some_pieces_of_a_line_packs_no_others()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        var push = PushOf(await side.ReadAsync(await side.MakeOrderAsync()), pieces: 1);

        var first = await PushAsync(side, push);
        var again = await PushAsync(side, push);

        Assert.Equal((first.Value.FulfilmentId, true), (again.Value.FulfilmentId, again.Value.WasAlreadyThere));
        Assert.Equal(1, await side.CallsAsync("ship"));
        Assert.Equal(1, (await side.ReadAsync(push.StoreOrderId)).Lines[0].OpenQuantity);
    }

    [Fact]
    public async Task A_number_is_replaced_once_and_the_second_time_a_person_is_told()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        var push = PushOf(await side.ReadAsync(await side.MakeOrderAsync()));
        var package = (await PushAsync(side, push)).Value.FulfilmentId;
        var tracking = (ITrackingPush)side.Platform;
        var other = push with { TrackingNumber = "7890", Replaces = push.TrackingNumber };

        var replaced = await tracking.ReplaceTrackingAsync(side.Account, package, other, CancellationToken.None);
        var third = await tracking.ReplaceTrackingAsync(
            side.Account,
            package,
            push with
            {
                TrackingNumber = "7891",
                Replaces = "7890",
            },
            CancellationToken.None
        );
        var added = await tracking.AddTrackingAsync(side.Account, package, push with { TrackingNumber = "7892" }, CancellationToken.None);

        Assert.True(replaced.IsSuccess, replaced.ToString());
        Assert.Equal((CallOutcome.Refused, "21011051"), (third.Outcome, third.Problem!.Code));
        Assert.Equal((CallOutcome.Refused, "one-number"), (added.Outcome, added.Problem!.Code));
        Assert.Equal(["7890"], (await side.ReadAsync(push.StoreOrderId)).Fulfilments[0].TrackingNumbers);
    }

    [Theory]
    [InlineData("hold", "on-hold")]
    [InlineData("request-cancel", "on-hold")]
    [InlineData("platform-shipping", "on-hold")]
    public async Task An_order_that_TikTok_holds_gets_no_number(string action, string code)
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        var push = PushOf(await side.ReadAsync(await side.MakeOrderAsync()));
        await side.DoAsync(push.StoreOrderId, action);

        var told = await PushAsync(side, push);

        Assert.Equal((CallOutcome.Refused, code, RefusalMeaning.WrongState), (told.Outcome, told.Problem!.Code, told.Problem.Meaning));
        Assert.Equal(0, await side.CallsAsync("ship"));
    }

    [Fact]
    public async Task A_number_that_another_order_has_is_refused_in_TikToks_words()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        var push = PushOf(await side.ReadAsync(await side.MakeOrderAsync()));
        Assert.True((await PushAsync(side, push)).IsSuccess);

        var told = await PushAsync(side, PushOf(await side.ReadAsync(await side.MakeOrderAsync())));

        Assert.Equal((CallOutcome.Refused, "21034012"), (told.Outcome, told.Problem!.Code));
    }

    [Fact]
    public async Task Where_TikTok_makes_the_packages_a_whole_one_is_sent_and_a_part_is_told_to_a_person()
    {
        await using var side = await TikTokSide.StartTikTokAsync(market: "VN");
        await side.Bench.PutAsync("tiktok/settings", new { currency = "VND" });
        var order = await side.ReadAsync(await side.MakeOrderAsync());

        var part = await PushAsync(side, PushOf(order, pieces: 1));
        Assert.Equal((CallOutcome.Refused, "needs-split"), (part.Outcome, part.Problem!.Code));
        Assert.Equal(0, await side.CallsAsync("ship"));

        var whole = await PushAsync(side, PushOf(order));
        var after = await side.ReadAsync(order.StoreOrderId);
        Assert.Equal(whole.Value.FulfilmentId, Assert.Single(after.Fulfilments).FulfilmentId);
        Assert.Equal([StoreSide.SupplierNumber], after.Fulfilments[0].TrackingNumbers);
    }

    [Fact]
    public async Task A_market_that_is_taken_for_another_one_is_refused_in_TikToks_words()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        await side.Bench.PutAsync("tiktok/settings", new { currency = "VND" });

        var told = await PushAsync(side, PushOf(await side.ReadAsync(await side.MakeOrderAsync())));

        Assert.Equal((CallOutcome.Refused, "21008106"), (told.Outcome, told.Problem!.Code));
    }

    [Fact]
    public async Task Neither_keys_nor_tokens_nor_customers_are_logged()
    {
        await using var side = await TikTokSide.StartTikTokAsync();
        var id = await side.MakeOrderAsync();
        var order = await side.ReadAsync(id);
        await side.Bench.PostAsync("tokens/expire");
        await side.TellAsync(id, StoreSide.SupplierNumber, order.Lines);

        Assert.NotEmpty(side.Bench.Bench.Log.Lines);
        Assert.All(
            side.Bench.Bench.Log.Lines,
            line =>
            {
                Assert.DoesNotContain("sandbox-tiktok-secret", line, StringComparison.Ordinal);
                Assert.DoesNotContain("sandbox-tiktok-access", line, StringComparison.Ordinal);
                Assert.DoesNotContain("sandbox-tiktok-refresh", line, StringComparison.Ordinal);
                Assert.DoesNotContain("ROW_sandbox", line, StringComparison.Ordinal);
                Assert.DoesNotContain(order.ShipTo!.FullName, line, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Published_examples_are_read()
    {
        foreach (var file in SharedSamples.Find("tiktokshop", "order_*.response.json"))
        {
            foreach (var order in JsonText.Parse(File.ReadAllText(file)).Object("data").OptionalItems("orders"))
            {
                Assert.Null(TikTokMapper.Order(order).Reading.Problem);
            }
        }
    }

    private static Task<CallResult<TrackingReceipt>> PushAsync(TikTokSide side, TrackingPush push) =>
        ((ITrackingPush)side.Platform).PushTrackingAsync(side.Account, push, CancellationToken.None);

    private static async Task<CallResult<StoreOrderPage>> ListAsync(ScriptedServer server, DateTimeOffset from)
    {
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(
            new
            {
                appKey = Key,
                appSecret = Secret,
                shopCipher = "cipher",
                accessToken = "token",
            }
        );
        var account = ShopOf("1") with { Endpoint = server.Address };
        return await bench.Platforms.Find("tiktok")!.ListChangedOrdersAsync(account, from, from.AddHours(1), null, CancellationToken.None);
    }

    private static TrackingPush PushOf(StoreOrder order, int? pieces = null) =>
        new()
        {
            StoreOrderId = order.StoreOrderId,
            Lines = [new LineQuantity(order.Lines[0].LineId, pieces ?? order.Lines[0].Quantity)],
            CarrierName = "中通快递(ZTO)",
            CarrierCode = "ZTO",
            TrackingNumber = StoreSide.SupplierNumber,
            OwnNumbers = [StoreSide.SupplierNumber],
            NotifyCustomer = false,
        };

    private static StoreOrder Read(JsonObject json)
    {
        var reading = TikTokMapper.Order(JsonSerializer.SerializeToElement(json)).Reading;
        Assert.Null(reading.Problem);
        return reading.Order!;
    }

    private static JsonObject Order(string status, params JsonObject[] units) =>
        new()
        {
            ["id"] = "57",
            ["status"] = status,
            ["create_time"] = 1700000000,
            ["update_time"] = 1700000500,
            ["paid_time"] = status == "UNPAID" ? 0 : 1700000100,
            ["rts_sla_time"] = 1700086400,
            ["fulfillment_type"] = "FULFILLMENT_BY_SELLER",
            ["shipping_type"] = "SELLER",
            ["payment"] = new JsonObject { ["currency"] = "USD", ["total_amount"] = "39.98" },
            ["line_items"] = new JsonArray([.. units.Select(unit => (JsonNode)unit)]),
        };

    private static JsonObject Unit(long id, string status, string? package = null, string sku = "1")
    {
        var unit = new JsonObject
        {
            ["id"] = $"{id}",
            ["sku_id"] = sku,
            ["seller_sku"] = "BLK",
            ["product_name"] = "Demo shirt",
            ["sale_price"] = "19.99",
            ["display_status"] = status,
        };
        if (package is not null)
        {
            unit["package_status"] = package;
            unit["package_id"] = "P1";
            unit["tracking_number"] = package == "TO_FULFILL" ? string.Empty : "T1";
        }

        return unit;
    }

    private static WebhookReading Hear(string body, string shop) =>
        TikTokWebhooks.Read(ShopOf(shop), Keys(), Message(body, TikTokWebhooks.Sign(Secret, Key, Encoding.UTF8.GetBytes(body))));

    private static WebhookRequest Message(string body, string signature) =>
        new(
            new Uri("https://app.example/"),
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["authorization"] = signature },
            Encoding.UTF8.GetBytes(body)
        );

    private static TikTokCredentials Keys() => new() { AppKey = Key, AppSecret = Secret };

    private static ApiRequest Write() => TikTokClient.CallOf(ShopOf("1"), "ship", "-", isRead: false);

    private static StoreAccount ShopOf(string shop) =>
        Bench.Store(new Uri("https://open-api.tiktokglobalshop.com")) with
        {
            Platform = "tiktok",
            ShopId = shop,
        };
}

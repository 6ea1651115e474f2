using System.Text;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.Shopee;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Shopee;

/// <summary>What is Shopee's alone: signatures, consent, windows and batches, packages, and the words of its refusals.</summary>
public sealed class ShopeeTests
{
    private const string GoodOrder =
        """{"order_sn":"260301000000G1","order_status":"UNPAID","create_time":1772323000,"update_time":1772323100,"currency":"VND","total_amount":100000,"item_list":[]}""";

    private static readonly Uri s_address = new("https://dropship.example/api/webhooks/stores/apps/shopee");

    private static readonly ShopeeCredentials s_credentials = new()
    {
        PartnerId = 2000777,
        PartnerKey = "shpk6f776e2d766563746f72",
        AccessToken = "own-access-token",
    };

    [Fact]
    public void Calls_are_signed_over_partner_path_time_token_and_shop()
    {
        Assert.Equal(
            "e56ce729c5db938e96aafe76db93375bb808e2eebdb452b8277ca55b21a0cf9e",
            ShopeeClient.Sign(s_credentials.PartnerKey, "2000777/api/v2/auth/token/get1772352000")
        );
        Assert.Equal(
            "c0145fd5eb731490d032aefc7486e9c100b765ec2a7fbb7d0fb558faa335a917",
            ShopeeClient.Sign(
                s_credentials.PartnerKey,
                ShopeeClient.ShopBase(s_credentials, "/api/v2/order/get_order_list", "1772352000", "600100200")
            )
        );

        var address = ShopeeClient.PublicAddress(
            Shop("600100200"),
            s_credentials,
            "/api/v2/auth/token/get",
            DateTimeOffset.FromUnixTimeSeconds(1772352000)
        );
        Assert.Equal(
            "/api/v2/auth/token/get?partner_id=2000777&timestamp=1772352000&sign=e56ce729c5db938e96aafe76db93375bb808e2eebdb452b8277ca55b21a0cf9e",
            address.PathAndQuery
        );
    }

    [Fact]
    public void Recorded_signatures_are_ours_too()
    {
        foreach (var file in SharedSamples.Find("shopee", "signature.vectors.json"))
        {
            using var recorded = JsonDocument.Parse(File.ReadAllBytes(file));
            Assert.All(
                recorded.RootElement.GetProperty("vectors").EnumerateArray().Where(vector => vector.TryGetProperty("partnerKey", out _)),
                vector =>
                    Assert.Equal(
                        vector.GetProperty("expected").GetString(),
                        ShopeeClient.Sign(vector.GetProperty("partnerKey").GetString()!, vector.GetProperty("baseString").GetString()!)
                    )
            );
        }
    }

    [Theory]
    [InlineData("7d023aa9d0024d40ffbc765a1fc5cd83fc96652c90ff4ac716729673ff16b1ac", WebhookVerdict.Genuine)]
    [InlineData("f0aa6884c4ed3948eb5eb5ffdec3dbd4b3fe1561a64905a5c07f439609228019", WebhookVerdict.Genuine)]
    [InlineData("7d023aa9d0024d40ffbc765a1fc5cd83fc96652c90ff4ac716729673ff16b1ad", WebhookVerdict.BadSignature)]
    [InlineData("", WebhookVerdict.BadSignature)]
    public void A_push_is_signed_over_address_and_body(string signature, WebhookVerdict verdict)
    {
        const string Body =
            """{"data":{"items":[],"ordersn":"260301SBX000001","status":"READY_TO_SHIP","completed_scenario":"","update_time":1772352000},"shop_id":600100200,"code":3,"timestamp":1772352001}""";

        var reading = Read("600100200", Body, signature);

        Assert.Equal(verdict, reading.Verdict);
        Assert.Equal(
            verdict == WebhookVerdict.Genuine
                ? ("260301SBX000001", DateTimeOffset.FromUnixTimeSeconds(1772352000))
                : (null, (DateTimeOffset?)null),
            (reading.StoreOrderId, reading.ChangedAt)
        );
        Assert.Equal("600100200", ShopeeWebhooks.FindShop(Encoding.UTF8.GetBytes(Body)));
    }

    [Theory]
    [InlineData(
        """{"data":{"ordersn":"26A","package_number":"OFG1","tracking_no":"SPX1"},"shop_id":600100200,"code":4,"timestamp":1}""",
        WebhookSubject.Order
    )]
    [InlineData("""{"data":{"ordersn":"26A","status":"READY"},"shop_id":600100200,"code":15,"timestamp":1}""", WebhookSubject.Order)]
    [InlineData("""{"data":{"success":1},"shop_id":600100200,"code":2,"timestamp":1}""", WebhookSubject.AuthorizationEnded)]
    [InlineData("""{"data":{"success":1},"shop_id":600100200,"code":1,"timestamp":1}""", WebhookSubject.Other)]
    [InlineData("""{"data":{"ordersn":"26A"},"shop_id":600100300,"code":3,"timestamp":1}""", WebhookSubject.Other)]
    [InlineData("""{"code":0}""", WebhookSubject.Other)]
    public void A_push_says_what_it_is_about_and_another_shops_says_nothing(string body, WebhookSubject subject)
    {
        var reading = Read("600100200", body, ShopeeClient.Sign(s_credentials.PartnerKey, $"{s_address}|{body}"));

        Assert.Equal((WebhookVerdict.Genuine, subject), (reading.Verdict, reading.Subject));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("""{"shop_id":600100200,"code":3,"data":{}}""")]
    public void A_genuine_push_that_cannot_be_read_is_told_so(string body) =>
        Assert.Equal(
            body == "[]" ? WebhookVerdict.Genuine : WebhookVerdict.Unreadable,
            Read("600100200", body, ShopeeClient.Sign(s_credentials.PartnerKey, body)).Verdict
        );

    [Theory]
    [InlineData("VND", "48000", 48000)]
    [InlineData("VND", "48000.0", 48000)]
    [InlineData("IDR", "48000", 4800000)]
    [InlineData("SGD", "13.97", 1397)]
    [InlineData("TWD", "320", 32000)]
    public void Money_is_in_the_minor_units_of_its_currency(string currency, string amount, long minor)
    {
        var order = Order($$"""{"currency":"{{currency}}","total_amount":{{amount}},"price":{{amount}}}""").Order!;

        Assert.Equal((new Money(minor, currency), new Money(minor, currency)), (order.Total, order.Lines[0].UnitPrice));
    }

    [Theory]
    [InlineData("""{"currency":"XXX"}""")]
    [InlineData("""{"currency":"VND","total_amount":0.5}""")]
    [InlineData("""{"quantity":-1}""")]
    [InlineData("""{"create_time":0}""")]
    public void An_order_that_makes_no_sense_is_told_so_and_keeps_its_number(string change)
    {
        var reading = Order(change);

        Assert.Equal(("260301SBX000001", null), (reading.StoreOrderId, reading.Order));
        Assert.NotNull(reading.Problem);
    }

    [Theory]
    [InlineData("UNPAID", false, StorePaymentStatus.Pending, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("PENDING", false, StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, true)]
    [InlineData("INVOICE_PENDING", false, StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, true)]
    [InlineData("READY_TO_SHIP", false, StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("READY_TO_SHIP", true, StorePaymentStatus.Authorized, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("RETRY_SHIP", false, StorePaymentStatus.Paid, StoreFulfilmentStatus.Unfulfilled, false)]
    [InlineData("IN_CANCEL", false, StorePaymentStatus.Paid, StoreFulfilmentStatus.OnHold, true)]
    [InlineData("PROCESSED", false, StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, false)]
    [InlineData("COMPLETED", true, StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, false)]
    [InlineData("TO_RETURN", false, StorePaymentStatus.Paid, StoreFulfilmentStatus.Fulfilled, true)]
    [InlineData("SOMETHING_NEW", false, StorePaymentStatus.Unknown, StoreFulfilmentStatus.Unknown, false)]
    public void States_are_told_in_our_words(
        string status,
        bool cod,
        StorePaymentStatus payment,
        StoreFulfilmentStatus fulfilment,
        bool held
    )
    {
        var order = Order($$"""{"order_status":"{{status}}","cod":{{(cod ? "true" : "false")}}}""").Order!;

        Assert.Equal((payment, fulfilment, held), (order.Payment, order.Fulfilment, order.StoreHold is not null));
        Assert.True(order.HasPlatformLabel);
    }

    [Fact]
    public void Recorded_orders_can_be_read()
    {
        foreach (var file in SharedSamples.Find("shopee", "order_get_order_detail.response.json"))
        {
            using var recorded = JsonDocument.Parse(File.ReadAllBytes(file));
            Assert.All(
                recorded.RootElement.GetProperty("response").GetProperty("order_list").EnumerateArray(),
                order => Assert.Null(ShopeeMapper.Order(order).Problem)
            );
        }
    }

    [Fact]
    public async Task A_wide_span_is_cut_and_read_in_batches_and_nothing_is_left_out()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.Bench.PostAsync("shopee/orders", new { sku = "TEE-BLK-M", count = 120 });

        var listed = new List<StoreOrderReading>();
        string? page = null;
        do
        {
            var read = await side.Platform.ListChangedOrdersAsync(
                side.Account,
                DateTimeOffset.UtcNow.AddDays(-40),
                DateTimeOffset.UtcNow.AddSeconds(5),
                page,
                CancellationToken.None
            );
            Assert.True(read.IsSuccess, read.ToString());
            listed.AddRange(read.Value.Orders);
            page = read.Value.NextPage;
        } while (page is not null);

        Assert.Equal(120, listed.Select(reading => reading.StoreOrderId).Distinct().Count());
        Assert.All(listed, reading => Assert.NotNull(reading.Order));

        // Three spans of at most fifteen days; the last one has two pages of ids and three batches of orders.
        Assert.Equal((4, 3), (await side.CallsAsync("get_order_list"), await side.CallsAsync("get_order_detail")));
    }

    [Fact]
    public async Task An_order_that_cannot_be_made_out_keeps_no_other_back()
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(
                """{"error":"","response":{"more":false,"order_list":[{"order_sn":"260301000000G1"},{"order_sn":"260301000000B1"}]}}"""
            ),
            ScriptedReply.Json(
                $$"""{"error":"","response":{"order_list":[{{GoodOrder}},{"order_sn":"260301000000B1","update_time":"soon"}] } }"""
            )
        );
        await using var bench = await KeyedAsync();
        var until = DateTimeOffset.FromUnixTimeSeconds(1772323200);

        var listed = await bench
            .Platforms.Find("shopee")!
            .ListChangedOrdersAsync(RecordedShop(server), until.AddHours(-1), until, null, CancellationToken.None);

        Assert.True(listed.IsSuccess, listed.ToString());
        Assert.Equal(
            [("260301000000G1", false), ("260301000000B1", true)],
            listed.Value.Orders.Select(order => (order.StoreOrderId, order.IsStub))
        );
    }

    [Fact]
    public async Task An_order_that_cannot_be_made_out_among_others_is_read_alone()
    {
        const string Bad = """{"order_sn":"260301000000B1","update_time":"soon"}""";
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json($$"""{"error":"","response":{"order_list":[{{Bad}},{{GoodOrder}}] } }"""),
            ScriptedReply.Json($$"""{"error":"","response":{"order_list":[{{Bad}}] } }""")
        );
        await using var bench = await KeyedAsync();

        var read = await bench
            .Platforms.Find("shopee")!
            .ReadOrdersAsync(RecordedShop(server), ["260301000000G1", "260301000000B1"], CancellationToken.None);

        Assert.Equal("260301000000G1", read[0].Value.Order!.StoreOrderId);
        Assert.Equal((CallOutcome.NotSent, ProblemKind.Unreadable), (read[1].Outcome, read[1].Problem!.Kind));
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task Too_many_orders_for_one_span_are_read_in_narrower_ones()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.Bench.PostAsync("shopee/orders", new { sku = "TEE-BLK-M", count = 520 });

        var listed = await side.ListAsync();

        Assert.Equal(520, listed.Select(reading => reading.StoreOrderId).Distinct().Count());
    }

    [Fact]
    public async Task A_seller_lets_the_app_in_by_the_page_of_consent_and_a_code_works_once()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var shop = side.ShopOf(ShopeeSide.OtherShop);
        await side.Bench.Bench.GiveStoreSecretAsync(new { partnerId = 2000001, partnerKey = "shpk73616e64626f782d73686f706565" });
        var auth = (IStoreAuth)side.Platform;
        var refused = await side.Platform.VerifyAsync(shop, CancellationToken.None);
        Assert.Equal("no-consent", refused.Problem!.Code);

        var page = await auth.GetConsentPageAsync(shop, new Uri("http://127.0.0.1:9/back?state=s1"), CancellationToken.None);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var agreed = await http.GetAsync(page.Value);
        var back = Microsoft
            .AspNetCore.WebUtilities.QueryHelpers.ParseQuery(agreed.Headers.Location!.Query)
            .ToDictionary(one => one.Key, one => one.Value.ToString());
        Assert.Equal(("s1", ShopeeSide.OtherShop), (back["state"], back["shop_id"]));
        var grant = await auth.ExchangeAsync(shop, back, CancellationToken.None);
        Assert.Equal(ShopeeSide.OtherShop, grant.Value.ShopId);
        await side.Bench.Bench.Secrets.SetAsync(shop.SecretName, grant.Value.Credentials, CancellationToken.None);
        var end = ConsentEndOf(grant.Value.Credentials);
        Assert.InRange(end - DateTimeOffset.UtcNow, TimeSpan.FromDays(364), TimeSpan.FromDays(365));

        var identity = await side.Platform.VerifyAsync(shop, CancellationToken.None);
        Assert.Equal(("Sandbox SG", "SGD"), (identity.Value.Name, identity.Value.Currency));
        await side.Bench.PostAsync("tokens/expire");
        Assert.True((await side.Platform.VerifyAsync(shop, CancellationToken.None)).IsSuccess);
        var renewed = (await side.Bench.Bench.Secrets.GetAsync(shop.SecretName, CancellationToken.None))!;
        Assert.NotEqual(grant.Value.Credentials, renewed);
        Assert.Equal(end, ConsentEndOf(renewed));

        var again = await auth.ExchangeAsync(shop, back, CancellationToken.None);
        Assert.Equal(("invalid_code", ProblemKind.Unauthorized), (again.Problem!.Code, again.Problem.Kind));
        Assert.Equal(
            CallOutcome.Refused,
            (
                await auth.ExchangeAsync(
                    shop,
                    new Dictionary<string, string> { ["main_account_id"] = "1", ["code"] = "x" },
                    CancellationToken.None
                )
            ).Outcome
        );
    }

    [Fact]
    public async Task Tokens_that_another_process_renewed_are_taken_over()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await using var other = Bench.Make(options => options.Secrets.Folder = side.Bench.Bench.SecretsFolder);
        await side.MakeOrderAsync();
        await side.ListAsync();
        var from = DateTimeOffset.UtcNow.AddHours(-1);
        var there = other.Platforms.Find("shopee")!;
        Assert.True(
            (await there.ListChangedOrdersAsync(side.Account, from, DateTimeOffset.UtcNow, null, CancellationToken.None)).IsSuccess
        );

        await side.Bench.PostAsync("tokens/expire");
        var both = await Task.WhenAll(
            there.ListChangedOrdersAsync(side.Account, from, DateTimeOffset.UtcNow, null, CancellationToken.None),
            side.TryListAsync()
        );
        Assert.Contains(both, listed => listed.IsSuccess);

        // Whoever came too late finds the new pair by itself at the latest now.
        Assert.True((await side.TryListAsync()).IsSuccess);
        Assert.True(
            (await there.ListChangedOrdersAsync(side.Account, from, DateTimeOffset.UtcNow, null, CancellationToken.None)).IsSuccess
        );
    }

    [Fact]
    public async Task A_receipt_carries_the_order_as_it_is_after_the_call()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var id = await side.MakeOrderAsync();

        var told = await side.TellAsync(id, StoreSide.SupplierNumber);
        Assert.Equal((2, 1), (await side.CallsAsync("get_order_detail"), await side.CallsAsync("get_tracking_number")));
        var again = await side.TellAsync(id, StoreSide.SupplierNumber);
        Assert.Equal((3, 2), (await side.CallsAsync("get_order_detail"), await side.CallsAsync("get_tracking_number")));

        var read = JsonSerializer.Serialize(await side.ReadAsync(id));
        Assert.Equal(read, JsonSerializer.Serialize(told.Value.Order));
        Assert.Equal(read, JsonSerializer.Serialize(again.Value.Order));
        Assert.True(again.Value.WasAlreadyThere);
    }

    [Fact]
    public async Task A_shipment_that_is_arranged_is_a_success_though_the_order_cannot_be_read_after_it()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var id = await side.MakeOrderAsync();
        await side.Bench.FaultAsync("shopee", "get_tracking_number", "http-500", times: 100);

        var told = await side.TellAsync(id, StoreSide.SupplierNumber);

        Assert.Equal((true, null, null), (told.IsSuccess, told.Value.PlatformNumber, told.Value.Order));
        Assert.Equal(1, await side.CallsAsync("ship_order"));
    }

    [Fact]
    public async Task A_number_that_is_made_later_is_read_with_the_order()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.Bench.PutAsync("shopee/settings", new { numberDelaySeconds = 3600 });
        var id = await side.MakeOrderAsync();

        var told = await side.TellAsync(id, StoreSide.SupplierNumber);

        Assert.Equal((true, null), (told.IsSuccess, told.Value.PlatformNumber));
        Assert.Empty(Assert.Single((await side.ReadAsync(id)).Fulfilments).TrackingNumbers);
        await side.Bench.PutAsync("clock", new { speed = 1, advanceSeconds = 3601 });
        Assert.StartsWith(
            "SPXVN",
            Assert.Single(Assert.Single((await side.ReadAsync(id)).Fulfilments).TrackingNumbers),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_packages_of_a_split_order_are_arranged_by_name()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var id = await side.MakeOrderAsync(lines: 2);
        await side.DoAsync(id, "split");
        var lines = (await side.ReadAsync(id)).Lines;

        var first = await side.TellAsync(id, StoreSide.SupplierNumber, lines[0]);
        Assert.True(first.IsSuccess, first.ToString());
        Assert.Equal(StoreFulfilmentStatus.PartiallyFulfilled, (await side.ReadAsync(id)).Fulfilment);
        var rest = await side.TellAsync(id, StoreSide.SupplierNumber + "2");

        var whole = await side.ReadAsync(id);
        Assert.Equal((true, 2, StoreFulfilmentStatus.Fulfilled), (rest.IsSuccess, whole.Fulfilments.Count, whole.Fulfilment));
        Assert.Equal(2, whole.Fulfilments.SelectMany(fulfilment => fulfilment.TrackingNumbers).Distinct().Count());
    }

    [Fact]
    public async Task A_pick_up_takes_the_address_and_the_first_time_that_Shopee_offers()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.Bench.PutAsync("shopee/settings", new { ways = new { pickup = (string[])["address_id", "pickup_time_id"] } });

        Assert.True((await side.TellAsync(await side.MakeOrderAsync(), StoreSide.SupplierNumber)).IsSuccess);
    }

    [Fact]
    public async Task A_channel_of_the_sellers_own_is_given_the_suppliers_number()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.Bench.PutAsync("shopee/settings", new { ways = new { non_integrated = (string[])["tracking_no"] } });
        var id = await side.MakeOrderAsync();

        var told = await side.TellAsync(id, StoreSide.SupplierNumber);

        Assert.Equal((true, null), (told.IsSuccess, told.Value.PlatformNumber));
        Assert.Equal([StoreSide.SupplierNumber], (await side.ReadAsync(id)).Fulfilments[0].TrackingNumbers);
        var push = new TrackingPush
        {
            StoreOrderId = id,
            Lines = [],
            CarrierName = "ZTO",
            TrackingNumber = "1",
            Replaces = StoreSide.SupplierNumber,
            NotifyCustomer = false,
        };
        Assert.Equal(
            "no-replacement",
            (await ((IPlatformShipping)side.Platform).ArrangeAsync(side.Account, push, CancellationToken.None)).Problem!.Code
        );
    }

    [Fact]
    public async Task What_only_a_person_can_give_is_asked_of_one()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.Bench.PutAsync("shopee/settings", new { ways = new { dropoff = (string[])["sender_real_name"] } });

        var told = await side.TellAsync(await side.MakeOrderAsync(), StoreSide.SupplierNumber);

        Assert.Equal(("needs-person", RefusalMeaning.WrongState), (told.Problem!.Code, told.Problem.Meaning));
    }

    [Fact]
    public async Task While_the_customer_asks_to_cancel_nothing_is_shipped()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var id = await side.MakeOrderAsync();
        await side.DoAsync(id, "ask-to-cancel");

        Assert.Equal("IN_CANCEL", (await side.ReadAsync(id)).StoreHold);
        Assert.Equal(RefusalMeaning.WrongState, (await side.TellAsync(id, StoreSide.SupplierNumber)).Problem!.Meaning);
        await side.DoAsync(id, "refuse-to-cancel");
        Assert.True((await side.TellAsync(id, StoreSide.SupplierNumber)).IsSuccess);
    }

    [Fact]
    public async Task What_Shopee_sends_itself_is_not_ours()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var id = await side.MakeAsync(new { sku = "TEE-BLK-M", flag = "fulfilled_by_shopee" });

        var line = Assert.Single((await side.ReadAsync(id)).Lines);

        Assert.Equal((false, 0), (line.RequiresShipping, line.OpenQuantity));
    }

    [Theory]
    [InlineData(200, "error_rate_limit", "Too many requests.", CallOutcome.NotSent, ProblemKind.RateLimited, RefusalMeaning.Unspecified)]
    [InlineData(
        200,
        "error_limit",
        "The daily limit is reached.",
        CallOutcome.NotSent,
        ProblemKind.RateLimited,
        RefusalMeaning.Unspecified
    )]
    [InlineData(403, "error_sign", "Wrong sign.", CallOutcome.Refused, ProblemKind.Unauthorized, RefusalMeaning.Unspecified)]
    [InlineData(
        403,
        "common.error_auth",
        "partner_id is invalid",
        CallOutcome.Refused,
        ProblemKind.Unauthorized,
        RefusalMeaning.Unspecified
    )]
    [InlineData(
        403,
        "error_auth",
        "System error, please try again later.",
        CallOutcome.NotSent,
        ProblemKind.Transient,
        RefusalMeaning.Unspecified
    )]
    [InlineData(403, "error_param", "Timestamp is expired.", CallOutcome.NotSent, ProblemKind.Transient, RefusalMeaning.Unspecified)]
    [InlineData(200, "error_server", "Something wrong.", CallOutcome.Unknown, ProblemKind.Transient, RefusalMeaning.Unspecified)]
    [InlineData(502, "", "", CallOutcome.Unknown, ProblemKind.Transient, RefusalMeaning.Unspecified)]
    [InlineData(400, "", "", CallOutcome.Unknown, ProblemKind.Unreadable, RefusalMeaning.Unspecified)]
    [InlineData(
        200,
        " logistics.package_already_shipped",
        "It is.",
        CallOutcome.Refused,
        ProblemKind.Rejected,
        RefusalMeaning.AlreadyFulfilled
    )]
    [InlineData(
        200,
        "logistics.error_param",
        "Order has been shipped.",
        CallOutcome.Refused,
        ProblemKind.Rejected,
        RefusalMeaning.AlreadyFulfilled
    )]
    [InlineData(
        200,
        "logistics.error_param",
        "Please input a unique tracking number.",
        CallOutcome.Refused,
        ProblemKind.Rejected,
        RefusalMeaning.TrackingConflict
    )]
    [InlineData(
        200,
        "logistics.ship_order_not_ready_to_ship",
        "It is not.",
        CallOutcome.Refused,
        ProblemKind.Rejected,
        RefusalMeaning.WrongState
    )]
    [InlineData(200, "logistics.something_new", "Nobody knows.", CallOutcome.Refused, ProblemKind.Rejected, RefusalMeaning.Unspecified)]
    public void The_words_of_a_refusal_mean_what_they_should(
        int status,
        string code,
        string text,
        CallOutcome outcome,
        ProblemKind kind,
        RefusalMeaning meaning
    )
    {
        var call = new ApiRequest
        {
            Connector = "shopee",
            Account = "a",
            Operation = "ship_order",
            IsRead = false,
        };
        var reply = new ApiResponse(
            status,
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    error = code,
                    message = text,
                    request_id = "r",
                }
            ),
            null
        );
        CallResult<Unit> result;
        try
        {
            result = ShopeeClient.Read(
                call,
                reply,
                new DateTimeOffset(2026, 3, 1, 15, 30, 0, TimeSpan.Zero),
                _ => CallResult.Success(default(Unit))
            );
        }
        catch (UnreadableReplyException exception)
        {
            result = CallProblems.Unreadable<Unit>(call, exception.Message);
        }

        Assert.Equal((outcome, kind, meaning), (result.Outcome, result.Problem!.Kind, result.Problem.Meaning));
        if (code == "error_limit")
        {
            Assert.Equal(TimeSpan.FromMinutes(30), result.Problem.RetryAfter);
        }
    }

    [Fact]
    public async Task Neither_keys_nor_tokens_nor_customers_are_logged()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.TellAsync(await side.MakeOrderAsync(), StoreSide.SupplierNumber);
        await side.Bench.PostAsync("tokens/expire");
        await side.ListAsync();

        var log = string.Join('\n', side.Bench.Bench.Log.Lines);
        Assert.Contains("shopee ship_order of shop1", log, StringComparison.Ordinal);
        Assert.All(
            (string[])["shpk", "sandbox-shopee-access", "sandbox-shopee-refresh", "N******g", "sign="],
            secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal)
        );
    }

    private static DateTimeOffset ConsentEndOf(string credentials)
    {
        using var json = JsonDocument.Parse(credentials);
        return json.RootElement.GetProperty("consentEndsAt").GetDateTimeOffset();
    }

    private static async Task<Bench> KeyedAsync()
    {
        var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(
            new
            {
                partnerId = 1000001,
                partnerKey = "key",
                accessToken = "token",
                accessTokenExpiresAt = DateTimeOffset.UtcNow.AddHours(4),
                refreshToken = "refresh",
            }
        );
        return bench;
    }

    private static StoreAccount RecordedShop(ScriptedServer server) =>
        Bench.Store(server.Address) with
        {
            Platform = "shopee",
            ShopId = "700001",
            Currency = "VND",
        };

    private static WebhookReading Read(string shop, string body, string signature) =>
        ShopeeWebhooks.Read(
            Shop(shop),
            s_credentials,
            new WebhookRequest(
                s_address,
                new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = signature },
                Encoding.UTF8.GetBytes(body)
            )
        );

    private static StoreAccount Shop(string id) =>
        Bench.Store(new Uri("https://partner.example")) with
        {
            Platform = "shopee",
            ShopId = id,
        };

    private static StoreOrderReading Order(string change)
    {
        var changes = JsonDocument.Parse(change).RootElement;
        var order = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["order_sn"] = "260301SBX000001",
            ["order_status"] = "READY_TO_SHIP",
            ["currency"] = "VND",
            ["cod"] = false,
            ["total_amount"] = 100000,
            ["create_time"] = 1772352000,
            ["update_time"] = 1772352060,
            ["ship_by_date"] = 1772524800,
            ["pay_time"] = null,
            ["recipient_address"] = new
            {
                name = "N******g",
                phone = "******47",
                region = "VN",
                full_address = "12******",
            },
            ["package_list"] = Array.Empty<object>(),
        };
        var line = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["item_id"] = 2362,
            ["model_id"] = 2214,
            ["order_item_id"] = 1,
            ["item_name"] = "T-shirt",
            ["model_sku"] = "TEE",
            ["model_quantity_purchased"] = 1,
            ["model_discounted_price"] = 50000,
        };
        foreach (var field in changes.EnumerateObject())
        {
            switch (field.Name)
            {
                case "price":
                    line["model_discounted_price"] = field.Value;
                    break;
                case "quantity":
                    line["model_quantity_purchased"] = field.Value;
                    break;
                default:
                    order[field.Name] = field.Value;
                    break;
            }
        }

        order["item_list"] = new[] { line };
        return ShopeeMapper.Order(JsonSerializer.SerializeToElement(order));
    }
}

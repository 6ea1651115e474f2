using System.Text.Json.Nodes;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Microsoft.Extensions.DependencyInjection;
using static Dropship.Connectors.Tests.Suppliers.Alibaba1688.Purchases;

namespace Dropship.Connectors.Tests.Suppliers.Alibaba1688;

public sealed class AlibabaMarketTests
{
    private const string Bottle = "620201390001";
    private const string Mug = "620201390009";
    private const string Socks = "620201390010";
    private const string Fan = "620201390012";

    [Theory]
    [InlineData(OrderCreationApi.FastCreate, "alibaba.trade.fastCreateOrder")]
    [InlineData(OrderCreationApi.CrossBorder, "alibaba.trade.createCrossOrder")]
    [InlineData(OrderCreationApi.Distribution, "alibaba.trade.fenxiaoOrder.create")]
    public async Task A_purchase_goes_to_the_interface_that_the_app_was_granted_signed_and_whole(OrderCreationApi which, string api)
    {
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json("""{"success":true,"result":{"orderId":"58218860983545941","totalSuccessAmount":6150}}""")
        );
        await using var bench = Bench.Make();
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });
        var purchasingAccount = Bench.PurchasingAccount(server.Address) with { OrderCreationApi = which };

        var created = await bench.Market.CreateAsync(purchasingAccount, Request("PO-1", (Bottle, "ab", 2)), CancellationToken.None);

        Assert.Equal(["58218860983545941"], created.Value.OrderIds);
        Assert.Equal(Money.Cny(6150), created.Value.Total);
        var call = Assert.Single(server.Calls);
        Assert.Equal($"/openapi/param2/1/com.alibaba.trade/{api}/1000001", call.Path);
        Assert.Equal("PO-1", call.Form["outOrderId"]);
        Assert.Equal("t", call.Form["access_token"]);
        Assert.Equal("general", call.Form["flow"]);
        Assert.Equal("杭州市", JsonNode.Parse(call.Form["addressParam"])!["cityText"]!.GetValue<string>());
        Assert.Equal(AlibabaSignature.Compute("s", call.Path["/openapi/".Length..], call.Form), call.Form["_aop_signature"]);
    }

    [Fact]
    public async Task The_preview_tells_the_price_and_has_no_effect()
    {
        await using var bench = await SandboxBench.StartAsync();
        var mug = await SpecAsync(bench, Mug);

        var preview = await bench.Market.PreviewAsync(bench.PurchasingAccount, Request("PO-1", (Mug, mug, 2)), CancellationToken.None);

        Assert.True(preview.IsSuccess, preview.ToString());
        Assert.Equal(Money.Cny(700), preview.Value.Freight);
        Assert.Equal(Money.Cny((2 * 950) + 700), preview.Value.Total);
        Assert.Contains("assureTrade", preview.Value.TradeTypes);
        Assert.Empty((await bench.StateAsync())["purchaseOrders"]!.AsArray());
    }

    [Fact]
    public async Task Freight_that_is_only_described_is_said_to_be_open()
    {
        await using var bench = await SandboxBench.StartAsync();

        var preview = await bench.Market.PreviewAsync(
            bench.PurchasingAccount,
            Request("PO-1", (Fan, await SpecAsync(bench, Fan), 1)),
            CancellationToken.None
        );

        Assert.True(preview.Value.FreightIsOpen);
    }

    [Fact]
    public async Task The_market_refuses_in_its_codes_and_we_know_what_they_mean()
    {
        await using var bench = await SandboxBench.StartAsync();
        var bottle = await SpecAsync(bench, Bottle);
        var socks = await SpecAsync(bench, Socks);
        var fan = await SpecAsync(bench, Fan);
        await bench.PutAsync($"offers/{Mug}", new { status = "expired" });
        await bench.PutAsync($"offers/{Bottle}", new { stock = 3 });
        (PurchaseRequest Request, RefusalMeaning Meaning)[] cases =
        [
            (Request("A", (Bottle, bottle, 4)), RefusalMeaning.OutOfStock),
            (Request("B", (Bottle, bottle, 1), (Lamp, null, 1)), RefusalMeaning.SuppliersMixed),
            (Request("C", (Bottle, "00000000000000000000000000000000", 1)), RefusalMeaning.SpecNotOfOffer),
            (Request("D", (Mug, "x", 1)), RefusalMeaning.OfferNotForSale),
            (Request("E", (Socks, socks, 1)), RefusalMeaning.BelowMinimumQuantity),
            (Request("F", (Fan, fan, 1)) with { Flow = "saleproxy" }, RefusalMeaning.RelationMissing),
            (
                Request("G", (Bottle, bottle, 1)) with
                {
                    ShipTo = Bench.ChineseAddress with { Province = "California" },
                },
                RefusalMeaning.AddressRefused
            ),
            (
                Request("H", (Bottle, bottle, 1)) with
                {
                    ShipTo = Bench.ChineseAddress with { Country = "US" },
                },
                RefusalMeaning.AddressRefused
            ),
        ];

        foreach (var (request, meaning) in cases)
        {
            var preview = await bench.Market.PreviewAsync(bench.PurchasingAccount, request, CancellationToken.None);
            var created = await bench.Market.CreateAsync(bench.PurchasingAccount, request, CancellationToken.None);
            Assert.Equal((request.Key, CallOutcome.Refused, meaning), (request.Key, preview.Outcome, preview.Problem!.Meaning));
            Assert.Equal((request.Key, CallOutcome.Refused, meaning), (request.Key, created.Outcome, created.Problem!.Meaning));
        }

        var odd = await bench.Market.CreateAsync(
            bench.PurchasingAccount,
            Request("I", (Bottle, bottle, 1)) with
            {
                TradeType = "631staged",
            },
            CancellationToken.None
        );
        Assert.Equal(RefusalMeaning.TradeModeMissing, odd.Problem!.Meaning);
        Assert.Empty((await bench.StateAsync())["purchaseOrders"]!.AsArray());
    }

    [Theory]
    [InlineData("drop-reply-after-work", true)]
    [InlineData("http-500-after-work", true)]
    [InlineData("garbage", true)]
    [InlineData("changed-shape", true)]
    [InlineData("drop-before-work", false)]
    [InlineData("http-500", false)]
    [InlineData("http-503", false)]
    public async Task A_purchase_in_doubt_is_settled_by_our_key_and_never_sent_twice(string fault, bool wasMade)
    {
        await using var bench = await SandboxBench.StartAsync();
        var request = Request("PO-1", (Mug, await SpecAsync(bench, Mug), 1));
        await bench.FaultAsync("1688", "fastCreateOrder", fault);

        var created = await bench.Market.CreateAsync(bench.PurchasingAccount, request, CancellationToken.None);
        var found = await bench.Market.FindByKeyAsync(bench.PurchasingAccount, "PO-1", CancellationToken.None);

        Assert.Equal(CallOutcome.Unknown, created.Outcome);
        Assert.Equal(wasMade ? 1 : 0, found.Value.Count);
        Assert.Equal(1, await bench.CallsAsync("1688:alibaba.trade.fastCreateOrder"));
        Assert.Empty((await bench.StateAsync())["doubledOutOrderIds"]!.AsArray());
    }

    [Theory]
    [InlineData("http-429")]
    [InlineData("throttled")]
    public async Task A_purchase_that_is_turned_away_for_its_rate_was_not_sent(string fault)
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.FaultAsync("1688", "fastCreateOrder", fault);

        var created = await bench.Market.CreateAsync(bench.PurchasingAccount, Request("PO-1", (Lamp, null, 1)), CancellationToken.None);

        Assert.Equal(CallOutcome.NotSent, created.Outcome);
        Assert.Equal(ProblemKind.RateLimited, created.Problem!.Kind);
    }

    [Fact]
    public async Task One_purchase_may_become_several_orders()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { splitOrders = true });
        var request = Request("PO-1", (Mug, await SpecAsync(bench, Mug), 1), (Lamp, null, 1));

        var created = await bench.Market.CreateAsync(bench.PurchasingAccount, request, CancellationToken.None);
        var found = await bench.Market.FindByKeyAsync(bench.PurchasingAccount, "PO-1", CancellationToken.None);

        Assert.Equal(2, created.Value.OrderIds.Count);
        Assert.Equal(created.Value.OrderIds.Order(), found.Value.Select(order => order.OrderId).Order());
        Assert.Equal(created.Value.Total!.Value.Minor, found.Value.Sum(order => order.Total.Minor));
    }

    [Theory]
    [InlineData("""{"success":true}""", CallOutcome.Unknown)]
    [InlineData("""{"success":true,"result":{}}""", CallOutcome.Unknown)]
    [InlineData("""{"success":false,"code":"SYSTEM_ERROR","message":"x"}""", CallOutcome.Unknown)]
    [InlineData("""{"success":false,"code":"500_004","message":"x"}""", CallOutcome.Refused)]
    [InlineData(
        """{"result":{"success":false,"failedOfferList":[{"offerId":"1","specId":"a","errorCode":"500_004","errorMessage":"x"}]},"success":false}""",
        CallOutcome.Refused
    )]
    [InlineData("""{"result":{"success":false,"orderId":"77"},"success":false,"code":"SYSTEM_ERROR"}""", CallOutcome.Succeeded)]
    public async Task A_reply_to_a_purchase_is_a_success_only_with_an_order_and_a_refusal_only_with_a_known_code(
        string body,
        CallOutcome outcome
    )
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json(body));
        await using var bench = Bench.Make();
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });

        var created = await bench.Market.CreateAsync(
            Bench.PurchasingAccount(server.Address),
            Request("PO-1", (Lamp, null, 1)),
            CancellationToken.None
        );

        Assert.Equal(outcome, created.Outcome);
    }

    [Fact]
    public async Task A_look_up_that_shows_other_numbers_or_none_never_hands_over_a_strangers_order()
    {
        const string stranger =
            """{"baseInfo":{"idOfStr":"1","status":"waitbuyerpay","outOrderId":"OTHER","totalAmount":1,"createTime":"20180613101942000+0800","modifyTime":"20180613101942000+0800"}}""";
        var nameless = stranger.Replace("\"outOrderId\":\"OTHER\",", string.Empty, StringComparison.Ordinal);
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json($$"""{"result":[{{stranger}}],"totalRecord":1}"""),
            ScriptedReply.Json($$"""{"result":[{{nameless}}],"totalRecord":1}"""),
            ScriptedReply.Json($$"""{"result":{{nameless}},"success":"true"}""")
        );
        await using var bench = Bench.Make();
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });
        var purchasingAccount = Bench.PurchasingAccount(server.Address);

        var others = await bench.Market.FindByKeyAsync(purchasingAccount, "PO-1", CancellationToken.None);
        var unnamed = await bench.Market.FindByKeyAsync(purchasingAccount, "PO-1", CancellationToken.None);

        Assert.Empty(others.Value);
        Assert.Equal(ProblemKind.Unreadable, unnamed.Problem!.Kind);
        Assert.Equal("PO-1", server.Calls[0].Form["outOrderId"]);
    }

    [Fact]
    public async Task An_order_lives_from_payment_to_delivery()
    {
        await using var bench = await SandboxBench.StartAsync();
        var mug = await SpecAsync(bench, Mug);
        var id = await BuyAsync(bench, "PO-1", (Mug, mug, 2), (Lamp, null, 1));
        var unpaid = (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value;
        Assert.Equal((SupplierOrderStatus.AwaitingPayment, false, "PO-1"), (unpaid.Status, unpaid.IsPaid, unpaid.Key));
        Assert.NotNull(unpaid.PayBy);
        Assert.Equal(2, unpaid.Lines.Count);

        var link = await bench.Market.GetPayLinkAsync(bench.PurchasingAccount, [id], CancellationToken.None);
        var page = await bench.Http.GetStringAsync(link.Value.Url);
        Assert.Contains(id, page, StringComparison.Ordinal);
        Assert.False((await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.IsPaid);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("orderId", id)]);
        (await bench.Http.PostAsync(link.Value.Url, form)).EnsureSuccessStatusCode().Dispose();
        var paid = (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value;
        Assert.Equal((SupplierOrderStatus.AwaitingShipment, true), (paid.Status, paid.IsPaid));
        Assert.NotNull(paid.PaidAt);

        var early = await bench.Market.ReadParcelsAsync(bench.PurchasingAccount, id, CancellationToken.None);
        Assert.Equal(RefusalMeaning.NotYetShipped, early.Problem!.Meaning);

        await bench.PostAsync($"1688/orders/{id}/ship", new { entryIds = new[] { paid.Lines[0].EntryId } });
        var part = (await bench.Market.ReadParcelsAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value;
        Assert.Equal([new ParcelLine(paid.Lines[0].EntryId, 2)], Assert.Single(part).Lines);
        Assert.Equal(
            SupplierOrderStatus.AwaitingShipment,
            (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.Status
        );
        Assert.Empty((await bench.Market.ReadTraceAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value);

        await bench.PostAsync($"1688/orders/{id}/ship");
        await bench.PostAsync($"1688/orders/{id}/logistics", new { status = "ACCEPT" });
        await bench.PostAsync($"1688/orders/{id}/logistics", new { status = "TRANSPORT" });
        var parcels = (await bench.Market.ReadParcelsAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value;
        Assert.Equal([ParcelStatus.InTransit, ParcelStatus.InfoReceived], parcels.Select(parcel => parcel.Status));
        Assert.Equal("极兔速递(JTSD)", parcels[0].CarrierName);
        Assert.NotNull(parcels[0].ShippedAt);
        Assert.Equal(2, (await bench.Market.ReadTraceAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.Count);
        Assert.Equal(
            SupplierOrderStatus.AwaitingReceipt,
            (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.Status
        );
    }

    [Fact]
    public async Task A_pay_link_tells_which_orders_it_leaves_out()
    {
        await using var bench = await SandboxBench.StartAsync();
        var first = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        var second = await BuyAsync(bench, "PO-2", (Lamp, null, 1));
        await bench.PostAsync($"1688/orders/{second}/pay");

        var some = await bench.Market.GetPayLinkAsync(bench.PurchasingAccount, [first, second], CancellationToken.None);
        var none = await bench.Market.GetPayLinkAsync(bench.PurchasingAccount, [second], CancellationToken.None);

        Assert.Equal([second], some.Value.RefusedOrderIds);
        Assert.Equal(CallOutcome.Refused, none.Outcome);
    }

    [Fact]
    public async Task An_agreement_pays_the_named_amount_and_no_other()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        var total = (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.Total;
        await bench.PostAsync($"1688/orders/{id}/price", new { total = total.Minor + 100 });

        var changed = await bench.Market.PayByAgreementAsync(bench.PurchasingAccount, id, total, "r1", CancellationToken.None);
        var paid = await bench.Market.PayByAgreementAsync(
            bench.PurchasingAccount,
            id,
            total + Money.Cny(100),
            "r1",
            CancellationToken.None
        );
        var again = await bench.Market.PayByAgreementAsync(
            bench.PurchasingAccount,
            id,
            total + Money.Cny(100),
            "r1",
            CancellationToken.None
        );

        Assert.Equal(RefusalMeaning.AmountChanged, changed.Problem!.Meaning);
        Assert.True(paid.Value.IsPaid);
        Assert.Equal(CallOutcome.Unknown, again.Outcome);
        Assert.Equal(1, (await bench.PurchaseStateAsync(id))["payments"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("drop-reply-after-work")]
    [InlineData("garbage")]
    public async Task A_payment_without_an_answer_is_unknown_and_made_once(string fault)
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        var total = (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.Total;
        await bench.FaultAsync("1688", "protocolPay.preparePay", fault);

        var paid = await bench.Market.PayByAgreementAsync(bench.PurchasingAccount, id, total, "r1", CancellationToken.None);

        Assert.Equal(CallOutcome.Unknown, paid.Outcome);
        Assert.True((await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.IsPaid);
        Assert.Equal(1, (await bench.PurchaseStateAsync(id))["payments"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_payment_that_is_said_to_have_failed_may_have_been_made()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        var total = (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.Total;
        await bench.FaultAsync("1688", "protocolPay.preparePay", "false-failure");

        var paid = await bench.Market.PayByAgreementAsync(bench.PurchasingAccount, id, total, "r1", CancellationToken.None);

        Assert.False(paid.Value.IsPaid);
        Assert.True((await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.IsPaid);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, 10L)]
    public async Task A_payment_that_cannot_be_made_is_refused(bool open, long? balance)
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { protocolPayOpen = !open, balanceFen = balance });
        var id = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        var total = (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value.Total;

        var paid = await bench.Market.PayByAgreementAsync(bench.PurchasingAccount, id, total, "r1", CancellationToken.None);

        Assert.Equal(RefusalMeaning.NotPayable, paid.Problem!.Meaning);
    }

    [Fact]
    public async Task Cancelling_has_to_wait_its_seconds_and_ends_with_payment()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        var tooSoon = await bench.Market.CancelAsync(bench.PurchasingAccount, id, "buyerCancel", CancellationToken.None);
        await bench.PutAsync("clock", new { speed = 1, advanceSeconds = 11 });
        var cancelled = await bench.Market.CancelAsync(bench.PurchasingAccount, id, "buyerCancel", CancellationToken.None);
        var paidId = await BuyAsync(bench, "PO-2", (Lamp, null, 1));
        await bench.PostAsync($"1688/orders/{paidId}/pay");
        var tooLate = await bench.Market.CancelAsync(bench.PurchasingAccount, paidId, "buyerCancel", CancellationToken.None);
        var missing = await bench.Market.CancelAsync(bench.PurchasingAccount, "1", "buyerCancel", CancellationToken.None);

        Assert.Equal(RefusalMeaning.TooSoon, tooSoon.Problem!.Meaning);
        Assert.True(cancelled.IsSuccess);
        var order = (await bench.Market.ReadOrderAsync(bench.PurchasingAccount, id, CancellationToken.None)).Value;
        Assert.Equal((SupplierOrderStatus.Cancelled, false, "buyerCancel"), (order.Status, order.IsPaid, order.CloseReason));
        Assert.Equal(RefusalMeaning.WrongState, tooLate.Problem!.Meaning);
        Assert.Equal(RefusalMeaning.NotFound, missing.Problem!.Meaning);
    }

    [Fact]
    public async Task A_sweep_sees_every_order_that_changed_page_by_page()
    {
        await using var bench = await SandboxBench.StartAsync();
        for (var i = 0; i < 53; i++)
        {
            await BuyAsync(bench, $"PO-{i}", (Lamp, null, 1));
        }

        var now = DateTimeOffset.UtcNow;
        var seen = new List<string>();
        var page = 0;
        SupplierOrderPage listed;
        do
        {
            listed = (
                await bench.Market.ListChangedOrdersAsync(
                    bench.PurchasingAccount,
                    now.AddMinutes(-5),
                    now.AddMinutes(1),
                    ++page,
                    CancellationToken.None
                )
            ).Value;
            seen.AddRange(listed.Orders.Select(order => order.Key!));
        } while (listed.HasMore);

        Assert.Equal(53, seen.Distinct().Count());
        Assert.Empty(
            (
                await bench.Market.ListChangedOrdersAsync(
                    bench.PurchasingAccount,
                    now.AddDays(-2),
                    now.AddDays(-1),
                    1,
                    CancellationToken.None
                )
            )
                .Value
                .Orders
        );
    }

    [Fact]
    public async Task A_market_that_holds_its_pages_smaller_is_read_to_the_end_all_the_same()
    {
        static string Order(int id) =>
            $$$"""{"baseInfo":{"idOfStr":"{{{id}}}","status":"waitbuyerpay","outOrderId":"PO","totalAmount":1,"createTime":"20180613101942000+0800","modifyTime":"20180613101942000+0800"}}""";
        string Page(int from) => $$"""{"result":[{{string.Join(',', Enumerable.Range(from, 20).Select(Order))}}],"totalRecord":60}""";
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(Page(1)),
            ScriptedReply.Json(Page(21)),
            ScriptedReply.Json(Page(41))
        );
        await using var bench = Bench.Make();
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });

        var found = await bench.Market.FindByKeyAsync(Bench.PurchasingAccount(server.Address), "PO", CancellationToken.None);

        Assert.Equal(60, found.Value.Count);
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_keeps_the_others_of_a_listing_not_back_and_a_look_up_is_never_sure_without_it()
    {
        const string Good =
            """{"baseInfo":{"idOfStr":"1","status":"waitbuyerpay","outOrderId":"PO","totalAmount":1,"createTime":"20180613101942000+0800","modifyTime":"20180613101942000+0800"}}""";
        static string Bad(int id, string key) =>
            $$$"""{"baseInfo":{"idOfStr":"{{{id}}}","status":"waitbuyerpay",{{{key}}}"totalAmount":1.005,"createTime":"20180613101942000+0800","modifyTime":"20180613101942000+0800"}}""";
        var page = ScriptedReply.Json($$"""{"result":[{{Bad(2, "")}},{{Good}},{{Bad(3, "\"outOrderId\":\"PO-3\",")}}],"totalRecord":3}""");
        await using var server = await ScriptedServer.StartAsync(page, page);
        await using var bench = Bench.Make();
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });

        var listed = await bench.Market.ListChangedOrdersAsync(
            Bench.PurchasingAccount(server.Address),
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1),
            1,
            CancellationToken.None
        );
        Assert.Equal("1", Assert.Single(listed.Value.Orders).OrderId);
        Assert.Equal(("3", "PO-3"), (Assert.Single(listed.Value.Unreadable).Key, listed.Value.Unreadable["3"]));
        Assert.Equal(3, listed.Value.Total);

        var found = await bench.Market.FindByKeyAsync(Bench.PurchasingAccount(server.Address), "PO", CancellationToken.None);
        Assert.Equal((CallOutcome.NotSent, ProblemKind.Unreadable), (found.Outcome, found.Problem!.Kind));
    }

    [Fact]
    public async Task A_page_behind_the_last_one_may_have_no_list()
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json("""{"totalRecord":53}"""));
        await using var bench = Bench.Make();
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });

        var listed = await bench.Market.ListChangedOrdersAsync(
            Bench.PurchasingAccount(server.Address),
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1),
            3,
            CancellationToken.None
        );

        Assert.Empty(listed.Value.Orders);
        Assert.False(listed.Value.HasMore);
    }

    [Theory]
    [InlineData("""{"payload":[]}""")]
    [InlineData("""{"totalRecord":3}""")]
    [InlineData("""{"result":[{"status":"x"}],"totalRecord":1}""")]
    [InlineData("<html>System busy</html>")]
    public async Task A_listing_of_another_shape_is_unreadable_and_never_no_orders(string body)
    {
        await using var server = await ScriptedServer.StartAsync(ScriptedReply.Json(body));
        await using var bench = Bench.Make();
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });

        var listed = await bench.Market.ListChangedOrdersAsync(
            Bench.PurchasingAccount(server.Address),
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1),
            1,
            CancellationToken.None
        );

        Assert.Equal(ProblemKind.Unreadable, listed.Problem!.Kind);
        Assert.Equal("19700101080000000+0800", server.Calls[0].Form["modifyStartTime"]);
    }

    [Theory]
    [InlineData(OrderCreationApi.FastCreate)]
    [InlineData(OrderCreationApi.Distribution)]
    public async Task An_offer_is_read_with_its_specs_and_prices(OrderCreationApi which)
    {
        await using var bench = await SandboxBench.StartAsync();
        var purchasingAccount = bench.PurchasingAccount with { OrderCreationApi = which };

        var offer = (await bench.Market.ReadOfferAsync(purchasingAccount, Bottle, CancellationToken.None)).Value;
        var missing = await bench.Market.ReadOfferAsync(purchasingAccount, "1", CancellationToken.None);

        Assert.Equal((Bottle, true, 1), (offer.OfferId, offer.IsForSale, offer.MinimumQuantity));
        Assert.Equal(["黑色", "白色", "粉色"], offer.Specs.Select(spec => spec.Name));
        Assert.Equal(Money.Cny(2680), offer.Specs[0].Price);
        Assert.Equal(100000, offer.Specs[0].Stock);
        Assert.Equal("image/svg+xml", (await bench.Http.GetAsync(offer.ImageUrl)).Content.Headers.ContentType!.MediaType);
        Assert.Equal(RefusalMeaning.NotFound, missing.Problem!.Meaning);
    }

    [Fact]
    public async Task An_offer_priced_by_quantity_has_no_price_at_its_specs()
    {
        await using var bench = await SandboxBench.StartAsync();

        var offer = (await bench.Market.ReadOfferAsync(bench.PurchasingAccount, Socks, CancellationToken.None)).Value;

        Assert.Equal(5, offer.MinimumQuantity);
        Assert.All(offer.Specs, spec => Assert.Null(spec.Price));
    }

    [Fact]
    public async Task Messages_that_nobody_took_are_fetched_once()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        await bench.PostAsync($"1688/orders/{id}/pay");
        var now = DateTimeOffset.UtcNow;

        var first = await bench.Market.FetchMissedPushesAsync(
            bench.PurchasingAccount,
            now.AddHours(-1),
            now.AddHours(1),
            CancellationToken.None
        );
        var second = await bench.Market.FetchMissedPushesAsync(
            bench.PurchasingAccount,
            now.AddHours(-1),
            now.AddHours(1),
            CancellationToken.None
        );

        Assert.Equal(["ORDER_BUYER_VIEW_BUYER_MAKE", "ORDER_BUYER_VIEW_ORDER_PAY"], first.Value.Messages.Select(message => message.Topic));

        // That an order of ours was made is no news to us.
        Assert.Equal([0, 1], first.Value.Messages.Select(message => message.OrderIds.Count));
        Assert.Equal([id], first.Value.Messages[1].OrderIds);
        Assert.Empty(second.Value.Messages);
    }

    [Fact]
    public async Task What_the_market_really_pushes_is_read()
    {
        await using var listener = await ScriptedServer.StartAsync(ScriptedReply.Json("busy", 500), ScriptedReply.Json("ok"));
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { pushUrl = new Uri(listener.Address, "push").ToString() });
        await bench.PutAsync("clock", new { speed = 1000 });
        var id = await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        await bench.UntilAsync(state => state["pendingPushes"]!.GetValue<int>() == 0);

        foreach (var call in listener.Calls)
        {
            var push = await bench.Market.ReadNotificationAsync(bench.PurchasingAccount, call.Form, CancellationToken.None);
            Assert.Equal((true, "ORDER_BUYER_VIEW_BUYER_MAKE"), (push.IsGenuine, push.Topic));
            Assert.Contains(id, call.Form["message"], StringComparison.Ordinal);
        }

        Assert.Equal(listener.Calls[0].Body, listener.Calls[1].Body);
    }

    [Fact]
    public async Task A_chat_link_names_the_supplier()
    {
        await using var bench = Bench.Make();

        var link = await bench.Market.GetChatLinkAsync(
            Bench.PurchasingAccount(new Uri("https://gw.open.1688.com")),
            "义乌 晨光",
            CancellationToken.None
        );

        Assert.StartsWith("https://air.1688.com/", link.Value.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("touid=cnalichn%E4%B9%89%E4%B9%8C%20%E6%99%A8%E5%85%89&", link.Value.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_permission_is_unauthorized()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { deniedApis = new[] { "alibaba.trade.fastCreateOrder" } });

        var created = await bench.Market.CreateAsync(bench.PurchasingAccount, Request("PO-1", (Lamp, null, 1)), CancellationToken.None);

        Assert.Equal((ProblemKind.Unauthorized, "gw.APIACLDecline"), (created.Problem!.Kind, created.Problem.Code));
    }

    [Theory]
    [InlineData("alibaba.createOrder.preview", "ask for prices")]
    [InlineData("alibaba.trade.fastCreateOrder", "order")]
    [InlineData("alibaba.trade.get.buyerView", "read orders")]
    [InlineData("alibaba.trade.cancel", "close unpaid orders")]
    [InlineData("alibaba.alipay.url.get", "open the cashier")]
    [InlineData("alibaba.trade.pay.protocolPay.preparePay", "pay by agreement")]
    [InlineData("alibaba.trade.getLogisticsInfos.buyerView", "see parcels")]
    [InlineData("alibaba.trade.getLogisticsTraceInfo.buyerView", "follow parcels")]
    [InlineData("product.search.queryProductDetail", "read offers")]
    public async Task Verifying_names_each_interface_that_the_app_lacks_and_orders_nothing(string api, string purpose)
    {
        await using var bench = await SandboxBench.StartAsync();
        var account = bench.PurchasingAccount with { PaymentMode = PaymentMode.Agreement };
        Assert.True((await bench.Market.VerifyAsync(account, CancellationToken.None)).IsSuccess);
        await bench.PutAsync("settings", new { deniedApis = new[] { api } });

        var verified = await bench.Market.VerifyAsync(account, CancellationToken.None);

        Assert.Equal((ProblemKind.Unauthorized, "missing-permissions"), (verified.Problem!.Kind, verified.Problem.Code));
        Assert.EndsWith(")", verified.Problem.Text, StringComparison.Ordinal);
        Assert.Contains($":{api} (to {purpose}", verified.Problem.Text, StringComparison.Ordinal);
        Assert.Empty((await bench.StateAsync())["purchaseOrders"]!.AsArray());
    }

    [Fact]
    public async Task Verifying_names_all_the_interfaces_that_the_app_lacks_at_once()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PutAsync("settings", new { deniedApis = new[] { "alibaba.trade.cancel", "alibaba.alipay.url.get" } });

        var verified = await bench.Market.VerifyAsync(bench.PurchasingAccount, CancellationToken.None);

        Assert.Equal(
            "com.alibaba.trade:alibaba.trade.cancel (to close unpaid orders), com.alibaba.trade:alibaba.alipay.url.get (to open the cashier)",
            verified.Problem!.Text
        );
    }

    [Theory]
    [InlineData("""{"error_code":"gw.Unknown","error_message":"system error"}""", 500, null)]
    [InlineData("""{"error_code":"gw.APITimeout","error_message":"no reply"}""", 200, null)]
    [InlineData("""{"success":false,"errorCode":"SYSTEM_ERROR","errorMessage":"?"}""", 200, null)]
    [InlineData("""{"error_code":"gw.APIACLDecline","error_message":"no"}""", 403, "missing-permissions")]
    [InlineData("""{"error_code":"gw.AppKeyInvalid","error_message":"no"}""", 403, "gw.AppKeyInvalid")]
    [InlineData("<html>down</html>", 502, "http-502")]
    public async Task An_unclear_answer_to_a_call_without_arguments_says_nothing_about_the_permission(
        string body,
        int status,
        string? problem
    )
    {
        const int Probes = 8;
        await using var server = await ScriptedServer.StartAsync([
            ScriptedReply.Json("""{"result":[],"totalRecord":0}"""),
            .. Enumerable.Repeat(ScriptedReply.Json(body, status), problem is null or "missing-permissions" ? Probes : 1),
        ]);
        await using var bench = Bench.Make(options => options.ReadAttempts = 1);
        await bench.GivePurchasingSecretAsync(new { appSecret = "s", accessToken = "t" });

        var verified = await bench.Market.VerifyAsync(Bench.PurchasingAccount(server.Address), CancellationToken.None);

        Assert.Equal(problem, verified.Problem?.Code);
    }

    [Fact]
    public async Task Neither_secrets_nor_people_reach_the_log()
    {
        await using var bench = await SandboxBench.StartAsync();
        await bench.PostAsync("tokens/expire");
        await BuyAsync(bench, "PO-1", (Lamp, null, 1));
        string[] secrets = ["sandbox-1688-secret", "sandbox-access", "sandbox-refresh", "李伟", "13800000101", "文三路"];

        Assert.NotEmpty(bench.Bench.Log.Lines);
        Assert.All(
            secrets,
            secret => Assert.DoesNotContain(bench.Bench.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal))
        );
    }

    private static async Task<string> SpecAsync(SandboxBench bench, string offer) =>
        (await bench.Market.ReadOfferAsync(bench.PurchasingAccount, offer, CancellationToken.None)).Value.Specs[0].SpecId;
}

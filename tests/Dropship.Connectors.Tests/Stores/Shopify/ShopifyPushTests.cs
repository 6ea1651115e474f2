using System.Text.Json.Nodes;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Shopify;

public sealed class ShopifyPushTests
{
    private const string Number = "73610555582883";

    [Fact]
    public async Task A_parcel_reaches_the_store_with_carrier_number_and_link()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.False(result.Value.WasAlreadyThere);
        var state = await bench.StoreOrderStateAsync(push.StoreOrderId);
        Assert.Equal("FULFILLED", state["fulfillmentStatus"]!.GetValue<string>());
        var fulfilment = state["fulfillments"]!.AsArray().Single()!;
        Assert.Equal(result.Value.FulfilmentId, fulfilment["id"]!.GetValue<string>());
        var tracking = fulfilment["tracking"]![0]!;
        Assert.Equal("ZTO Express", tracking["company"]!.GetValue<string>());
        Assert.Equal(Number, tracking["number"]!.GetValue<string>());
        Assert.Equal("https://t.17track.net/en#nums=" + Number, tracking["url"]!.GetValue<string>());
        Assert.Equal(0, state["buyerMails"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task The_customer_is_told_only_when_the_account_says_so(bool notify, int mails)
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync()) with { NotifyCustomer = notify };

        await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal(mails, (await bench.StoreOrderStateAsync(push.StoreOrderId))["buyerMails"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_same_number_again_writes_nothing()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        var first = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        var again = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.True(again.Value.WasAlreadyThere);
        Assert.Equal(first.Value.FulfilmentId, again.Value.FulfilmentId);
        Assert.Equal(1, await bench.CallsAsync("shopify:fulfillmentCreate"));
    }

    [Theory]
    [InlineData("drop-reply-after-work")]
    [InlineData("http-500-after-work")]
    [InlineData("garbage")]
    [InlineData("changed-shape")]
    public async Task A_lost_answer_is_unknown_and_the_next_try_finds_the_number(string fault)
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        await bench.FaultAsync("shopify", "fulfillmentCreate", fault);

        var first = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);
        var second = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal(CallOutcome.Unknown, first.Outcome);
        Assert.True(second.Value.WasAlreadyThere);
        Assert.Single((await bench.StoreOrderStateAsync(push.StoreOrderId))["fulfillments"]!.AsArray());
    }

    [Fact]
    public async Task Several_parcels_share_an_order()
    {
        await using var bench = await SandboxBench.StartAsync();
        var whole = await PushOfAsync(bench, await bench.StoreOrderAsync());
        var half = whole with { Lines = [new LineQuantity(whole.Lines[0].LineId, 1)] };

        var first = await bench.Tracking.PushTrackingAsync(bench.Store, half, CancellationToken.None);
        var second = await bench.Tracking.PushTrackingAsync(
            bench.Store,
            half with
            {
                TrackingNumber = "JT5261988016578",
                CarrierName = "极兔速递",
                CarrierCode = "JTSD",
            },
            CancellationToken.None
        );

        Assert.NotEqual(first.Value.FulfilmentId, second.Value.FulfilmentId);
        var state = await bench.StoreOrderStateAsync(whole.StoreOrderId);
        Assert.Equal("FULFILLED", state["fulfillmentStatus"]!.GetValue<string>());
        Assert.Equal(2, state["fulfillments"]!.AsArray().Count);
    }

    [Fact]
    public async Task Lines_at_two_locations_take_a_fulfilment_each_under_one_number()
    {
        await using var bench = await SandboxBench.StartAsync();
        var id = await bench.StoreOrderAsync(
            new { lines = new[] { new { sku = "TEE-BLK-M", quantity = 1 }, new { sku = "MUG-CER-BLU", quantity = 1 } }, locations = 2 }
        );
        var push = await PushOfAsync(bench, id);

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.True(result.IsSuccess, result.ToString());
        var fulfilments = (await bench.StoreOrderStateAsync(id))["fulfillments"]!.AsArray();
        Assert.Equal(2, fulfilments.Count);
        Assert.All(fulfilments, one => Assert.Equal(Number, one!["tracking"]![0]!["number"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_cancelled_order_takes_no_number()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        await bench.PostAsync($"orders/{push.StoreOrderId}/cancel");

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal(RefusalMeaning.OrderCancelled, result.Problem!.Meaning);
        Assert.Equal(0, await bench.CallsAsync("shopify:fulfillmentCreate"));
    }

    [Fact]
    public async Task Goods_that_went_under_another_number_are_a_conflict()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        await bench.PostAsync($"orders/{push.StoreOrderId}/fulfil", new { number = "1Z12345E0205271688" });

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal(RefusalMeaning.TrackingConflict, result.Problem!.Meaning);
    }

    [Fact]
    public async Task Goods_that_were_refunded_need_no_number()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        await bench.PostAsync($"orders/{push.StoreOrderId}/refund");

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal(RefusalMeaning.TakenBack, result.Problem!.Meaning);
    }

    [Fact]
    public async Task Pieces_that_were_refunded_need_no_number_and_the_others_of_their_parcel_get_it()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(
            bench,
            await bench.StoreOrderAsync(
                new { lines = new[] { new { sku = "TEE-BLK-M", quantity = 2 }, new { sku = "MUG-CER-BLU", quantity = 1 } } }
            )
        );
        await bench.PostAsync($"orders/{push.StoreOrderId}/refund", new { lines = new[] { new { index = 0, quantity = 1 } } });

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);
        var again = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal((false, true), (result.Value.WasAlreadyThere, again.Value.WasAlreadyThere));
        var order = (await bench.Shopify.ReadOrderAsync(bench.Store, push.StoreOrderId, CancellationToken.None)).Value.Order!;
        var fulfilment = Assert.Single(order.Fulfilments);
        Assert.Equal([Number], fulfilment.TrackingNumbers);
        Assert.Equal(push.Lines.Select(line => (line.LineId, 1)), fulfilment.Lines.Select(line => (line.LineId, line.Quantity)));
        Assert.Equal(StoreFulfilmentStatus.Fulfilled, order.Fulfilment);
    }

    [Fact]
    public async Task The_rest_of_a_line_gets_its_number_although_a_piece_was_refunded_behind_our_first_parcel()
    {
        await using var bench = await SandboxBench.StartAsync();
        var whole = await PushOfAsync(bench, await bench.StoreOrderAsync(new { sku = "TEE-BLK-M", quantity = 3 }));
        var first = whole with { Lines = [whole.Lines[0] with { Quantity = 1 }], TrackingNumber = "ZTO1" };
        var second = whole with { Lines = [whole.Lines[0] with { Quantity = 2 }], TrackingNumber = "ZTO2" };
        Assert.True((await bench.Tracking.PushTrackingAsync(bench.Store, first, CancellationToken.None)).IsSuccess);
        await bench.PostAsync($"orders/{whole.StoreOrderId}/refund", new { lines = new[] { new { index = 0, quantity = 1 } } });

        var strange = await bench.Tracking.PushTrackingAsync(bench.Store, second, CancellationToken.None);
        var known = await bench.Tracking.PushTrackingAsync(
            bench.Store,
            second with
            {
                OwnNumbers = ["ZTO1", "ZTO2"],
            },
            CancellationToken.None
        );

        Assert.Equal(RefusalMeaning.TrackingConflict, strange.Problem!.Meaning);
        Assert.True(known.IsSuccess);
        var order = (await bench.Shopify.ReadOrderAsync(bench.Store, whole.StoreOrderId, CancellationToken.None)).Value.Order!;
        Assert.Equal(
            [("ZTO1", 1), ("ZTO2", 1)],
            order.Fulfilments.Select(one => (one.TrackingNumbers.Single(), one.Lines.Single().Quantity)).Order()
        );
    }

    [Fact]
    public async Task Where_another_number_is_to_stand_only_the_rest_gets_ours()
    {
        await using var bench = await SandboxBench.StartAsync();
        var whole = await PushOfAsync(
            bench,
            await bench.StoreOrderAsync(
                new { lines = new[] { new { sku = "TEE-BLK-M", quantity = 1 }, new { sku = "MUG-CER-BLU", quantity = 1 } } }
            )
        );
        await bench.Tracking.PushTrackingAsync(
            bench.Store,
            whole with
            {
                Lines = [whole.Lines[0]],
                TrackingNumber = "BY-HAND",
            },
            CancellationToken.None
        );

        var conflict = await bench.Tracking.PushTrackingAsync(bench.Store, whole, CancellationToken.None);
        var nothing = await bench.Tracking.PushTrackingAsync(
            bench.Store,
            whole with
            {
                Lines = [whole.Lines[0]],
                YieldsToOthers = true,
            },
            CancellationToken.None
        );
        var rest = await bench.Tracking.PushTrackingAsync(bench.Store, whole with { YieldsToOthers = true }, CancellationToken.None);

        Assert.Equal(
            (RefusalMeaning.TrackingConflict, RefusalMeaning.AlreadyFulfilled),
            (conflict.Problem!.Meaning, nothing.Problem!.Meaning)
        );
        Assert.True(rest.IsSuccess);
        var order = (await bench.Shopify.ReadOrderAsync(bench.Store, whole.StoreOrderId, CancellationToken.None)).Value.Order!;
        Assert.Equal(
            [(Number, whole.Lines[1].LineId), ("BY-HAND", whole.Lines[0].LineId)],
            order.Fulfilments.Select(one => (one.TrackingNumbers.Single(), one.Lines.Single().LineId)).Order()
        );
    }

    [Fact]
    public async Task A_held_order_is_refused_until_the_hold_is_over()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        await bench.PostAsync($"orders/{push.StoreOrderId}/hold", new { reason = "INCORRECT_ADDRESS" });
        var held = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);
        await bench.PostAsync($"orders/{push.StoreOrderId}/release");
        var released = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal(RefusalMeaning.WrongState, held.Problem!.Meaning);
        Assert.True(released.IsSuccess);
    }

    [Fact]
    public async Task An_order_that_is_cancelled_between_the_look_and_the_write_is_looked_at_again()
    {
        var cancelled = Fixtures.Order.Replace(
            "\"cancelledAt\": null",
            "\"cancelledAt\": \"2026-04-23T16:45:00Z\"",
            StringComparison.Ordinal
        );
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(Fixtures.Data("order", Fixtures.Order)),
            ScriptedReply.Json(
                Fixtures.Data(
                    "fulfillmentCreate",
                    """{"fulfillment":null,"userErrors":[{"field":["fulfillment"],"message":"Fulfillment order 91 has an unfulfillable status= closed."}]}"""
                )
            ),
            ScriptedReply.Json(Fixtures.Data("order", cancelled))
        );
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_1" });

        var result = await bench.Tracking.PushTrackingAsync(
            Bench.Store(server.Address),
            Push("6832000000001", new LineQuantity("11", 1)),
            CancellationToken.None
        );

        Assert.Equal(RefusalMeaning.OrderCancelled, result.Problem!.Meaning);
        var sent = JsonNode.Parse(server.Calls[1].Body)!["variables"]!["fulfillment"]!;
        var group = sent["lineItemsByFulfillmentOrder"]![0]!;
        Assert.Equal("gid://shopify/FulfillmentOrder/91", group["fulfillmentOrderId"]!.GetValue<string>());
        Assert.Equal("gid://shopify/FulfillmentOrderLineItem/911", group["fulfillmentOrderLineItems"]![0]!["id"]!.GetValue<string>());
        Assert.Equal(1, group["fulfillmentOrderLineItems"]![0]!["quantity"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_number_is_replaced_where_it_stands()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        var first = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);
        var corrected = push with { TrackingNumber = "YT8962646785389", CarrierName = "圆通速递", CarrierCode = "YTO" };

        var replaced = await bench.Tracking.ReplaceTrackingAsync(bench.Store, first.Value.FulfilmentId, corrected, CancellationToken.None);
        var again = await bench.Tracking.ReplaceTrackingAsync(bench.Store, first.Value.FulfilmentId, corrected, CancellationToken.None);

        Assert.False(replaced.Value.WasAlreadyThere);
        Assert.True(again.Value.WasAlreadyThere);
        var fulfilment = (await bench.StoreOrderStateAsync(push.StoreOrderId))["fulfillments"]!.AsArray().Single()!;
        Assert.Equal("YT8962646785389", fulfilment["tracking"]![0]!["number"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_further_number_joins_those_that_are_there_and_each_is_replaced_by_itself()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        var first = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);
        var part = push with { Lines = [], TrackingNumber = "YT8962646785389", CarrierName = "圆通速递", CarrierCode = "YTO" };

        var added = await bench.Tracking.AddTrackingAsync(bench.Store, first.Value.FulfilmentId, part, CancellationToken.None);
        var again = await bench.Tracking.AddTrackingAsync(bench.Store, first.Value.FulfilmentId, part, CancellationToken.None);
        Assert.False(added.Value.WasAlreadyThere);
        Assert.True(again.Value.WasAlreadyThere);
        Assert.Equal(1, await bench.CallsAsync("shopify:fulfillmentTrackingInfoUpdate"));
        var tracking = (await bench.StoreOrderStateAsync(push.StoreOrderId))["fulfillments"]![0]!["tracking"]!.AsArray();
        Assert.Equal([Number, "YT8962646785389"], tracking.Select(one => one!["number"]!.GetValue<string>()));
        Assert.Equal(
            ["https://t.17track.net/en#nums=" + Number, "https://t.17track.net/en#nums=YT8962646785389"],
            tracking.Select(one => one!["url"]!.GetValue<string>())
        );
        Assert.All(tracking, one => Assert.Equal("ZTO Express", one!["company"]!.GetValue<string>()));

        await bench.Tracking.ReplaceTrackingAsync(
            bench.Store,
            first.Value.FulfilmentId,
            part with
            {
                TrackingNumber = "YT1",
                Replaces = "YT8962646785389",
            },
            CancellationToken.None
        );
        tracking = (await bench.StoreOrderStateAsync(push.StoreOrderId))["fulfillments"]![0]!["tracking"]!.AsArray();
        Assert.Equal([Number, "YT1"], tracking.Select(one => one!["number"]!.GetValue<string>()));
        var missing = await bench.Tracking.AddTrackingAsync(bench.Store, "999", part, CancellationToken.None);
        Assert.Equal(RefusalMeaning.NotFound, missing.Problem!.Meaning);
    }

    [Fact]
    public async Task An_order_in_very_many_parcels_and_lines_takes_each_of_them()
    {
        await using var bench = await SandboxBench.StartAsync();
        var lines = Enumerable.Range(1, 14).Select(i => new { sku = $"SKU-{i}", quantity = 1 }).ToArray();
        var whole = await PushOfAsync(bench, await bench.StoreOrderAsync(new { lines, locations = 2 }));
        foreach (var line in whole.Lines)
        {
            var result = await bench.Tracking.PushTrackingAsync(
                bench.Store,
                whole with
                {
                    Lines = [line],
                    TrackingNumber = "ZTO" + line.LineId,
                },
                CancellationToken.None
            );
            Assert.True(result.IsSuccess, result.ToString());
        }

        var order = (await bench.Shopify.ReadOrderAsync(bench.Store, whole.StoreOrderId, CancellationToken.None)).Value.Order!;
        Assert.Equal(StoreFulfilmentStatus.Fulfilled, order.Fulfilment);
        Assert.Equal(whole.Lines.Select(line => "ZTO" + line.LineId), order.Fulfilments.SelectMany(one => one.TrackingNumbers));
        Assert.True(
            (
                await bench.Tracking.PushTrackingAsync(
                    bench.Store,
                    whole with
                    {
                        Lines = [whole.Lines[13]],
                        TrackingNumber = "ZTO" + whole.Lines[13].LineId,
                    },
                    CancellationToken.None
                )
            )
                .Value
                .WasAlreadyThere
        );
    }

    [Fact]
    public async Task No_number_is_given_to_a_fulfilment_that_was_cancelled_or_never_was()
    {
        var cancelled = Fixtures.Order.Replace(
            "\"status\": \"SUCCESS\", \"trackingInfo\"",
            "\"status\": \"CANCELLED\", \"trackingInfo\"",
            StringComparison.Ordinal
        );
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(Fixtures.Data("order", cancelled)),
            ScriptedReply.Json(Fixtures.Data("order", cancelled))
        );
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_1" });
        var store = Bench.Store(server.Address);

        var gone = await bench.Tracking.ReplaceTrackingAsync(store, "51", Push("6832000000001"), CancellationToken.None);
        var missing = await bench.Tracking.ReplaceTrackingAsync(store, "52", Push("6832000000001"), CancellationToken.None);

        Assert.Equal(RefusalMeaning.WrongState, gone.Problem!.Meaning);
        Assert.Equal(RefusalMeaning.NotFound, missing.Problem!.Meaning);
    }

    [Fact]
    public async Task A_missing_permission_is_unauthorized_before_anything_is_written()
    {
        await using var bench = await SandboxBench.StartAsync();
        var push = await PushOfAsync(bench, await bench.StoreOrderAsync());
        await bench.PutAsync(
            "settings",
            new { shopifyScopes = new[] { "read_orders", "read_products", "read_locations", "read_merchant_managed_fulfillment_orders" } }
        );

        var result = await bench.Tracking.PushTrackingAsync(bench.Store, push, CancellationToken.None);

        Assert.Equal(ProblemKind.Unauthorized, result.Problem!.Kind);
        Assert.Equal("ACCESS_DENIED", result.Problem.Code);
    }

    private static async Task<TrackingPush> PushOfAsync(SandboxBench bench, string orderId)
    {
        var order = (await bench.Shopify.ReadOrderAsync(bench.Store, orderId, CancellationToken.None)).Value.Order!;
        return Push(orderId, [.. order.Lines.Select(line => new LineQuantity(line.LineId, line.OpenQuantity))]);
    }

    private static TrackingPush Push(string orderId, params LineQuantity[] lines) =>
        new()
        {
            StoreOrderId = orderId,
            Lines = lines,
            CarrierName = "中通快递(ZTO)",
            CarrierCode = "ZTO",
            TrackingNumber = Number,
            NotifyCustomer = false,
        };
}

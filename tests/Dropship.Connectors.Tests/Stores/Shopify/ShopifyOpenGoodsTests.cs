using System.Text.Json.Nodes;
using Dropship.Connectors.Stores.Shopify;
using Dropship.Connectors.Tests.Support;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Shopify;

/// <summary>What of an order is still to be sent, also where the store shows this app no fulfilment order for it.</summary>
public sealed class ShopifyOpenGoodsTests
{
    [Theory]
    [InlineData("OPEN", 1, 0)]
    [InlineData("IN_PROGRESS", 1, 0)]
    [InlineData("ON_HOLD", 1, 0)]
    [InlineData("SCHEDULED", 1, 0)]
    [InlineData("INCOMPLETE", 1, 1)]
    [InlineData("CLOSED", 1, 1)]
    [InlineData(null, 1, 1)]
    public void Pieces_that_no_open_fulfilment_order_holds_are_open_and_hidden(string? status, int open, int hidden)
    {
        var line = Read(order => SetPart(order, status)).Lines[0];

        Assert.Equal((open, hidden), (line.OpenQuantity, line.HiddenQuantity));
    }

    [Theory]
    [InlineData("displayFulfillmentStatus", "\"FULFILLED\"")]
    [InlineData("cancelledAt", "\"2026-04-23T16:45:00Z\"")]
    public void Nothing_is_hidden_of_an_order_that_is_fulfilled_or_cancelled(string field, string value)
    {
        var order = Read(order =>
        {
            SetPart(order, null);
            order[field] = JsonNode.Parse(value);
        });

        Assert.All(order.Lines, line => Assert.Equal((0, 0), (line.OpenQuantity, line.HiddenQuantity)));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void Pieces_that_were_refunded_are_neither_open_nor_hidden(int current, int hidden)
    {
        var line = Read(order =>
        {
            SetPart(order, null);
            order["lineItems"]!["nodes"]![0]!["currentQuantity"] = current;
        }).Lines[0];

        Assert.Equal((hidden, hidden), (line.OpenQuantity, line.HiddenQuantity));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("1", 1)]
    [InlineData("gid://shopify/Location/1", 1)]
    [InlineData("2", 0)]
    public void Where_the_account_names_its_locations_goods_of_others_are_not_open(string? location, int open)
    {
        var line = Read(_ => { }, location is null ? null : [location]).Lines[0];

        Assert.Equal((open, 0), (line.OpenQuantity, line.HiddenQuantity));
    }

    [Fact]
    public void A_hold_names_its_lines_and_a_risk_the_whole_order()
    {
        Assert.Equal(["11"], Read(order => SetPart(order, "ON_HOLD")).HeldLines);
        Assert.Empty(
            Read(order =>
            {
                SetPart(order, "ON_HOLD");
                order["risk"]!["recommendation"] = "CANCEL";
            }).HeldLines
        );
        Assert.Null(Read(order => SetPart(order, "ON_HOLD"), ["2"]).StoreHold);
    }

    [Theory]
    [InlineData("+14165550100", "+14165550111", null, "+14165550100")]
    [InlineData(null, "+14165550111", "+14165550122", "+14165550111")]
    [InlineData(" ", null, "+14165550122", "+14165550122")]
    [InlineData(null, null, null, null)]
    public void The_phone_number_may_stand_on_the_order_or_in_the_billing_address(
        string? shipping,
        string? order,
        string? billing,
        string? phone
    ) =>
        Assert.Equal(
            phone,
            Read(json =>
            {
                json["shippingAddress"]!["phone"] = shipping;
                json["phone"] = order;
                json["billingAddress"] = new JsonObject { ["phone"] = billing };
            }).ShipTo!.Phone
        );

    [Fact]
    public void A_fulfilment_order_that_names_no_action_is_tried_all_the_same()
    {
        var plan = Plan([Part("OPEN", canFulfil: false)]);

        Assert.Null(plan.Refusal);
        Assert.Equal(new ShopifyParcelPart("part", "line", 1), Assert.Single(Assert.Single(plan.Calls)));
    }

    [Fact]
    public void A_fulfilment_order_that_names_the_action_goes_first()
    {
        var plan = Plan([Part("OPEN", canFulfil: false), Part("OPEN", canFulfil: true) with { Id = "better" }]);

        Assert.Equal("better", Assert.Single(Assert.Single(plan.Calls)).FulfilmentOrderId);
    }

    [Theory]
    [InlineData("INCOMPLETE")]
    [InlineData("ON_HOLD")]
    public void A_fulfilment_order_that_cannot_be_shipped_is_no_refund(string status) =>
        Assert.Equal(RefusalMeaning.WrongState, Plan([Part(status, canFulfil: false)]).Refusal!.Meaning);

    [Theory]
    [InlineData(2, RefusalMeaning.WrongState)]
    [InlineData(1, RefusalMeaning.TakenBack)]
    public async Task Goods_count_as_taken_back_only_when_the_order_itself_says_so(int current, RefusalMeaning meaning)
    {
        var order = JsonNode.Parse(Fixtures.Order)!.AsObject();
        SetPart(order, null);
        order["lineItems"]!["nodes"]![0]!["currentQuantity"] = current;
        await using var server = await ScriptedServer.StartAsync(
            ScriptedReply.Json(Fixtures.Data("order", order.ToJsonString())),
            ScriptedReply.Json(Fixtures.Data("order", order.ToJsonString()))
        );
        await using var bench = Bench.Make();
        await bench.GiveStoreSecretAsync(new { accessToken = "shpat_one" });
        var push = new TrackingPush
        {
            StoreOrderId = "6832000000001",
            Lines = [new LineQuantity("11", 1)],
            CarrierName = "中通快递",
            TrackingNumber = "73610555582883",
            OwnNumbers = ["JT5261988016578"],
            NotifyCustomer = false,
        };

        var result = await bench.Tracking.PushTrackingAsync(Bench.Store(server.Address), push, CancellationToken.None);

        Assert.Equal((CallOutcome.Refused, meaning), (result.Outcome, result.Problem!.Meaning));
    }

    private static ShopifyFulfillmentPlan Plan(IReadOnlyList<ShopifyFulfillmentOrder> parts) =>
        ShopifyFulfillmentPlan.Plan(
            new ShopifyShipping(false, parts, []),
            new TrackingPush
            {
                StoreOrderId = "1",
                Lines = [new LineQuantity("11", 1)],
                CarrierName = "中通快递",
                TrackingNumber = "73610555582883",
                NotifyCustomer = false,
            }
        );

    private static ShopifyFulfillmentOrder Part(string status, bool canFulfil) =>
        new("part", status, "gid://shopify/Location/1", canFulfil, null, null, [new ShopifyPartLine("line", "11", 1)]);

    private static void SetPart(JsonObject order, string? status)
    {
        if (status is null)
        {
            order["fulfillmentOrders"]!["nodes"] = new JsonArray();
        }
        else
        {
            order["fulfillmentOrders"]!["nodes"]![0]!["status"] = status;
        }
    }

    private static StoreOrder Read(Action<JsonObject> change, IReadOnlyList<string>? locations = null)
    {
        var json = JsonNode.Parse(Fixtures.Order)!.AsObject();
        change(json);
        var order = Fixtures.Parse(json.ToJsonString());
        return ShopifyMapper.Order(ShopifyMapper.Changed(order), order, ShopifyPages.None, locations).Order!;
    }
}

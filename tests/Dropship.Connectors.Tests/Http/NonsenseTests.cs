using System.Text;
using System.Text.Json.Nodes;
using Dropship.Connectors.Http;
using Dropship.Connectors.Stores.Shopify;
using Dropship.Connectors.Suppliers.Alibaba1688;
using Dropship.Connectors.Tests.Stores.Shopify;
using Dropship.Connectors.Tests.Support;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using FsCheck;
using FsCheck.Fluent;

namespace Dropship.Connectors.Tests.Http;

/// <summary>Replies and messages in which something is not as it should be: nothing throws, and what is wrong is told by its id.</summary>
public sealed class NonsenseTests
{
    private static readonly StoreAccount s_store = Bench.Store(new Uri("https://example-shop.myshopify.com"));
    private static readonly PurchasingAccount s_account = Bench.PurchasingAccount(new Uri("https://gw.open.1688.com"));

    // What can stand in the place of any value.
    private static readonly string[] s_values =
    [
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "1.5",
        "12.499999999999998",
        "0.125",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"\\ud83d\"",
        "[]",
        "{}",
        "[null]",
        "[1]",
        "{\"a\":1}",
        "\"9999-99-99\"",
        "1772323200000",
        "99999999999999999999",
    ];

    private const string MarketOrder = """
        {
          "baseInfo": {"idOfStr": "43", "outOrderId": "PO-1", "status": "waitbuyerreceive", "createTime": "20180613101942000+0800", "modifyTime": "20180613101942000+0800", "payTime": "20180613101942000+0800",
            "totalAmount": 6.15, "shippingFee": 6, "sellerID": "b2b-22", "sellerLoginId": "x", "sellerContact": {"companyName": "x", "imInPlatform": "x"}, "payTimeout": 3600, "closeReason": "x", "refundStatus": "x"},
          "productItems": [{"subItemIDString": "5", "productID": 547, "specId": "28b9", "quantity": 2.0, "itemAmount": 0.10, "gmtPayExpireTime": "2026-03-01 08:00:00"}],
          "tradeTerms": [{"payStatus": "2", "payTime": "20180613102001000+0800"}],
          "nativeLogistics": {"logisticsItems": [{"id": 1, "logisticsCode": "LP1", "status": "alreadysend", "type": "0", "logisticsCompanyNo": "YTO", "logisticsCompanyName": "圆通", "logisticsBillNo": "YT1", "subItemIds": "5", "deliveredTime": "20180613101942000+0800"}]}
        }
        """;

    [Fact]
    public void An_order_of_a_store_is_read_or_told_by_its_id()
    {
        Holds(
            Fixtures.Order,
            json =>
            {
                var order = JsonText.Parse(json);
                var reading = ShopifyMapper.Order(
                    StoreOrderReading.Changed("6832000000001", DateTimeOffset.UnixEpoch),
                    order,
                    ShopifyPages.None
                );
                return reading.StoreOrderId == "6832000000001"
                    && (reading.Order is null) != (reading.Problem is null)
                    && (reading.Order?.Lines.All(line => line.OpenQuantity >= line.HiddenQuantity && line.HiddenQuantity >= 0) ?? true);
            }
        );
    }

    [Fact]
    public void An_order_of_the_market_is_read_or_told_by_its_id()
    {
        Holds(
            MarketOrder,
            json =>
            {
                var order = JsonText.Parse(json);
                var unreadable = new Dictionary<string, string>(StringComparer.Ordinal);
                try
                {
                    return AlibabaMapper.OrderOr(order, unreadable) is not null
                        || unreadable.Count == 1
                        || order.OptionalField("baseInfo")?.OptionalField("outOrderId") is null;
                }
                catch (UnreadableReplyException)
                {
                    // It does not even say which order it is, or whose.
                    return true;
                }
            }
        );
    }

    [Theory]
    [InlineData(
        """{"success":true,"errorCode":"0","errorMessage":"x","result":{"success":true,"code":"200","message":"x","orderId":"1"},"results":{"success":true}}"""
    )]
    [InlineData("""{"error_code":"gw.X","error_message":"x","exception":"x"}""")]
    public void A_verdict_of_the_market_is_one_or_makes_the_reply_unreadable(string body)
    {
        Holds(
            body,
            json =>
            {
                var reply = new ApiResponse(200, Encoding.UTF8.GetBytes(json), null);
                var call = new ApiRequest
                {
                    Connector = "1688",
                    Account = "main",
                    Operation = "x",
                    IsRead = false,
                };
                try
                {
                    _ = AlibabaEnvelope.Read(reply).Failure<int>(call, reply, out _);
                }
                catch (UnreadableReplyException)
                {
                    // Its caller doubts the call then.
                }

                return true;
            }
        );
    }

    [Theory]
    [InlineData(
        """{"msgId":1,"type":"T","data":{"orderId":5,"buyerMemberId":"b2b","batchPay":[{"orderId":"6"}],"OrderLogisticsTracingModel":{"orderLogsItems":[{"orderId":7}]},"tradeOrderIds":[8]}}"""
    )]
    [InlineData("""{"msgId":1,"type":"T","data":"{\"orderId\":5,\"batchPay\":[{}]}"}""")]
    public void A_message_of_the_market_is_read_or_says_what_is_wrong(string body) =>
        Holds(body, json => AlibabaWebhooks.MessageOr(s_account, JsonText.Parse(json)) is { IsGenuine: true });

    [Theory]
    [InlineData("orders/updated", """{"id":820982911946154508,"updated_at":"2026-03-01T08:00:00Z","note":"x"}""")]
    [InlineData("orders/edited", """{"order_edit":{"id":7,"order_id":5}}""")]
    [InlineData("refunds/create", """{"order_id":5}""")]
    [InlineData("customers/redact", """{"orders_to_redact":[1,"2"]}""")]
    [InlineData("fulfillment_orders/hold_released", """{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/1","order_id":5}}""")]
    public void A_delivery_of_a_store_is_taken_or_unreadable(string topic, string body)
    {
        Holds(
            body,
            json =>
            {
                var bytes = Encoding.UTF8.GetBytes(json);
                var headers = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["X-Shopify-Hmac-Sha256"] = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData("hush"u8, bytes)),
                    ["X-Shopify-Topic"] = topic,
                    ["X-Shopify-Shop-Domain"] = "example-shop.myshopify.com",
                };
                var reading = ShopifyWebhooks.Read(s_store, ["hush"], headers, bytes);
                return reading.Verdict == WebhookVerdict.Unreadable
                    ? reading.Problem is not null
                    : reading.Verdict == WebhookVerdict.Genuine;
            }
        );
    }

    [Fact]
    public void No_text_is_taken_for_a_time_that_it_is_not()
    {
        var sign = Gen.Elements("0123456789-:TZ+ ./".ToCharArray());
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll(
                Arb.From(from signs in sign.ListOf() select string.Concat(signs)),
                text => AlibabaTime.Parse(text) is not { } time || (time.Offset == TimeSpan.Zero && text.Any(char.IsAsciiDigit))
            )
        );
    }

    // One value after the other gives way to each other value, and goes altogether.
    private static void Holds(string json, Func<string, bool> property)
    {
        var count = Count(JsonNode.Parse(json)!);
        Assert.True(property(json));
        var change =
            from place in Gen.Choose(1, count)
            from value in Gen.Elements<string?>([null, .. s_values])
            select (Place: place, Value: value);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(Arb.From(change), given => property(Mangled(json, given.Place, given.Value)))
        );
    }

    private static string Mangled(string json, int place, string? value)
    {
        const string Mark = "@@here@@";
        var root = JsonNode.Parse(json)!;
        Replace(root, ref place, value is null ? null : JsonValue.Create(Mark));
        return root.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }

    private static int Count(JsonNode node) =>
        node switch
        {
            JsonObject owner => owner.Sum(field => 1 + (field.Value is null ? 0 : Count(field.Value))),
            JsonArray list => list.Sum(item => 1 + (item is null ? 0 : Count(item))),
            _ => 0,
        };

    private static void Replace(JsonNode node, ref int place, JsonNode? value)
    {
        if (node is JsonObject owner)
        {
            foreach (var name in owner.Select(field => field.Key).ToList())
            {
                if (--place == 0)
                {
                    owner.Remove(name);
                    if (value is not null)
                    {
                        owner[name] = value;
                    }
                }
                else if (place > 0 && owner[name] is { } inner)
                {
                    Replace(inner, ref place, value);
                }
            }
        }
        else if (node is JsonArray list)
        {
            for (var index = 0; index < list.Count; index++)
            {
                if (--place == 0)
                {
                    list[index] = value;
                }
                else if (place > 0 && list[index] is { } inner)
                {
                    Replace(inner, ref place, value);
                }
            }
        }
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Money: the cashier's address, and payment without a password.</summary>
internal static class PaymentApis
{
    private const string Trade = "com.alibaba.trade";

    public static IReadOnlyDictionary<string, MarketApi> All { get; } =
        new Dictionary<string, MarketApi>(StringComparer.Ordinal)
        {
            ["alibaba.alipay.url.get"] = MarketApi.OfBuyer(Trade, PayUrl),
            ["alibaba.trade.grouppay.url.get"] = MarketApi.OfBuyer(Trade, GroupPayUrl),
            ["alibaba.trade.payWay.query"] = MarketApi.OfBuyer(
                Trade,
                (step, buyer, call) => MarketRules.Try(() => PayWays(step, buyer, call), MarketReplies.PreviewRefused)
            ),
            ["alibaba.trade.pay.protocolPay.isopen"] = MarketApi.OfBuyer(Trade, (step, _, _) => Agreements(step)),
            ["alibaba.trade.pay.protocolPay.preparePay"] = MarketApi.OfBuyer(
                Trade,
                (step, buyer, call) => MarketRules.Try(() => PayByAgreement(step, buyer, call), MarketReplies.CreateRefused)
            ),
        };

    private static JsonObject PayUrl(Step step, BuyerAccount buyer, MarketCall call)
    {
        var (payable, refused) = Payable(step, buyer, call.Required("orderIdList"));
        if (payable.Count + refused.Count > 100)
        {
            return new JsonObject
            {
                ["success"] = false,
                ["errorCode"] = "400",
                ["erroMsg"] = "orderIdList size exceeds 100",
            };
        }

        var reply = new JsonObject { ["success"] = payable.Count > 0 };
        if (payable.Count > 0)
        {
            reply["payUrl"] = CashierUrl(call.Origin, payable);
        }
        else
        {
            reply["errorCode"] = "ORDER_STATUS_ERROR";
            reply["erroMsg"] = "没有可支付的订单";
        }

        if (refused.Count > 0)
        {
            reply["payFailureOrderList"] = new JsonArray([.. refused.Select(id => (JsonNode)id)]);
        }

        return reply;
    }

    private static JsonObject GroupPayUrl(Step step, BuyerAccount buyer, MarketCall call)
    {
        call.Required("payPlatformType");
        var (payable, refused) = Payable(step, buyer, call.Required("orderIds"));
        return new JsonObject
        {
            ["results"] =
                refused.Count == 0 && payable.Count > 0
                    ? new JsonObject
                    {
                        ["payUrl"] = CashierUrl(call.Origin, payable),
                        ["success"] = true,
                        ["errorInfo"] = null,
                        ["errorCode"] = null,
                    }
                    : new JsonObject
                    {
                        ["payUrl"] = null,
                        ["success"] = false,
                        ["errorInfo"] = "订单状态错误",
                        ["errorCode"] = "ORDER_STATUS_ERROR",
                    },
        };
    }

    private static JsonObject PayWays(Step step, BuyerAccount buyer, MarketCall call)
    {
        if (!buyer.IsMain)
        {
            throw new MarketRefusal("500_2", "请使用主账号授权");
        }

        var order = MarketRules.Owned(step, buyer, call.Required("orderId"));
        return new JsonObject
        {
            ["resultList"] = new JsonObject
            {
                ["orderId"] = order.Key,
                ["payFee"] = order.Total,
                ["timeout"] = MarketText.Plain(order.CreatedAt.AddSeconds(step.Settings.PaymentTimeoutSeconds / step.Clock.Speed)),
                ["channels"] = new JsonArray(new JsonObject { ["code"] = 1, ["name"] = "支付宝" }),
            },
            ["success"] = true,
        };
    }

    private static JsonObject Agreements(Step step) =>
        new()
        {
            ["result"] = new JsonObject
            {
                ["success"] = true,
                ["result"] = new JsonObject
                {
                    ["paymentAgreements"] = new JsonArray(
                        new JsonObject
                        {
                            ["payChannel"] = "SHEGOU",
                            ["bindingStatus"] = "false",
                            ["signedStatus"] = "false",
                        },
                        new JsonObject
                        {
                            ["payChannel"] = "ALIPAY",
                            ["bindingStatus"] = "true",
                            ["signedStatus"] = step.Settings.ProtocolPayOpen ? "true" : "false",
                        }
                    ),
                },
            },
        };

    private static JsonObject PayByAgreement(Step step, BuyerAccount buyer, MarketCall call)
    {
        var given = JsonNode.Parse(call.Required("tradeWithholdPreparePayParam"))!;
        var order = MarketRules.Owned(
            step,
            buyer,
            given["orderId"]?.ToString() ?? string.Empty,
            notYours: new MarketRefusal("500", "不是自己的订单")
        );
        if (!step.Settings.ProtocolPayOpen)
        {
            throw new MarketRefusal("PROTOCOL_NOT_SIGNED", "未签约免密支付");
        }

        // What 1688 makes of a payAmount that differs is not documented; a stand-in must not take money nobody named.
        if (given["payAmount"] is { } amount && amount.GetValue<long>() != order.Total)
        {
            throw new MarketRefusal("PAY_AMOUNT_ERROR", "支付金额与订单金额不一致");
        }

        MarketService.Pay(step, order, "protocolPay " + given["opRequestId"]);
        return new JsonObject
        {
            ["result"] = new JsonObject
            {
                ["success"] = true,
                ["code"] = null,
                ["message"] = null,
                ["result"] = new JsonObject { ["payChannel"] = "alipay", ["paySuccess"] = true },
            },
        };
    }

    private static (List<PurchaseOrder> Payable, List<long> Refused) Payable(Step step, BuyerAccount buyer, string idsText)
    {
        var payable = new List<PurchaseOrder>();
        var refused = new List<long>();
        foreach (var id in JsonNode.Parse(idsText)!.AsArray())
        {
            if (step.Find<PurchaseOrder>(id!.ToString()) is { Status: "waitbuyerpay" } order && order.BuyerId == buyer.MemberId)
            {
                payable.Add(order);
            }
            else
            {
                refused.Add(long.Parse(id.ToString(), CultureInfo.InvariantCulture));
            }
        }

        return (payable, refused);
    }

    private static string CashierUrl(string origin, IEnumerable<PurchaseOrder> orders) =>
        $"{origin}/1688/cashier?orderId={string.Join(';', orders.Select(o => o.Key))}";
}

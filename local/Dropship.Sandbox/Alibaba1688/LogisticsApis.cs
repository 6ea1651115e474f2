using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Parcels and their way.</summary>
internal static class LogisticsApis
{
    private const string Logistics = "com.alibaba.logistics";

    public static IReadOnlyDictionary<string, MarketApi> All { get; } =
        new Dictionary<string, MarketApi>(StringComparer.Ordinal)
        {
            ["alibaba.trade.getLogisticsInfos.buyerView"] = MarketApi.OfBuyer(Logistics, Parcels),
            ["alibaba.trade.getLogisticsTraceInfo.buyerView"] = MarketApi.OfBuyer(Logistics, Trace),
        };

    private static JsonObject Parcels(Step step, BuyerAccount buyer, MarketCall call)
    {
        MarketRules.RequireWebSite(call);
        return MarketRules.Try(
            () =>
            {
                var order = MarketRules.Owned(step, buyer, call.Required("orderId"));
                return order.Parcels.Count > 0
                    ? new JsonObject { ["result"] = MarketReplies.Logistics(order), ["success"] = true }
                    : throw new MarketRefusal("500_2", "订单尚未发货，暂无物流详情，请稍候再试。");
            },
            MarketReplies.Refused
        );
    }

    private static JsonObject Trace(Step step, BuyerAccount buyer, MarketCall call)
    {
        MarketRules.RequireWebSite(call);
        return MarketRules.Try(
            () => MarketReplies.Trace(MarketRules.Owned(step, buyer, call.Required("orderId")), call.Text("logisticsId")),
            MarketReplies.Refused
        );
    }
}

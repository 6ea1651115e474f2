using System.Text.Json;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>What several interfaces ask of a call before they answer it.</summary>
internal static class MarketRules
{
    /// <summary>The buyer's own order of that id.</summary>
    public static PurchaseOrder Owned(Step step, BuyerAccount buyer, string id, MarketRefusal? notYours = null)
    {
        var order = step.Find<PurchaseOrder>(id) ?? throw new MarketRefusal("ORDER_NOT_EXIST", "订单不存在");
        return order.BuyerId == buyer.MemberId ? order : throw notYours ?? new MarketRefusal("400_3", "当前用户不是订单的参与方");
    }

    public static void RequireWebSite(MarketCall call)
    {
        if (call.Required("webSite") != "1688")
        {
            throw new MarketRefusal("gw.ParamMissing", "webSite must be 1688");
        }
    }

    /// <summary>Does the work; a refusal is told in the interface's own form. A missing argument is the gateway's matter.</summary>
    public static JsonObject Try(Func<JsonObject> work, Func<MarketRefusal, JsonObject> refused)
    {
        try
        {
            return work();
        }
        catch (MarketRefusal refusal) when (refusal.Code != "gw.ParamMissing")
        {
            return refused(refusal);
        }
        catch (Exception exception)
            when (exception is JsonException or FormatException or InvalidOperationException { Source: "System.Text.Json" })
        {
            return refused(new MarketRefusal("400", "parameter invalid"));
        }
    }
}

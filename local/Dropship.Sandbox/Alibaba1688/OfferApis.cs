using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Offers, and the way to talk to who makes them.</summary>
internal static class OfferApis
{
    public static IReadOnlyDictionary<string, MarketApi> All { get; } =
        new Dictionary<string, MarketApi>(StringComparer.Ordinal)
        {
            ["product.search.queryProductDetail"] = MarketApi.OfBuyer(
                "com.alibaba.fenxiao.crossborder",
                (step, _, call) => OfferDetail(step, call)
            ),
            ["alibaba.fenxiao.productInfo.get"] = MarketApi.OfBuyer("com.alibaba.fenxiao", (step, _, call) => ProductInfo(step, call)),
            ["account.wangwangUrl.get"] = MarketApi.OfBuyer("com.alibaba.account", (_, _, call) => ChatUrl(call)),
        };

    private static JsonObject ProductInfo(Step step, MarketCall call) =>
        step.Find<Offer>(call.Required("offerId")) is { } product
            ? new JsonObject { ["productInfo"] = MarketReplies.ProductInfo(product, call.Origin), ["success"] = true }
            : MarketReplies.Refused(new MarketRefusal("404", "商品不存在"));

    private static JsonObject OfferDetail(Step step, MarketCall call)
    {
        var given = JsonNode.Parse(call.Required("offerDetailParam"));
        if (step.Find<Offer>(given?["offerId"]?.ToString() ?? string.Empty) is { } offer)
        {
            return new JsonObject
            {
                ["result"] = new JsonObject
                {
                    ["success"] = true,
                    ["code"] = "200",
                    ["message"] = "操作成功",
                    ["result"] = MarketReplies.OfferDetail(offer, call.Origin),
                },
            };
        }

        return new JsonObject
        {
            ["result"] = new JsonObject
            {
                ["success"] = false,
                ["code"] = "404",
                ["message"] = "商品不存在",
            },
        };
    }

    private static JsonObject ChatUrl(MarketCall call)
    {
        var openId = call.Required("toOpenUid");
        var seller = Catalogue.Suppliers.FirstOrDefault(s => s.OpenId == openId);
        return new JsonObject
        {
            ["result"] = seller is null
                ? new JsonObject
                {
                    ["success"] = false,
                    ["code"] = "400",
                    ["message"] = "toOpenUid invalid",
                }
                : new JsonObject
                {
                    ["success"] = true,
                    ["code"] = "200",
                    ["message"] = "success",
                    ["result"] = $"{call.Origin}/1688/chat?touid=cnalichn{Uri.EscapeDataString(seller.LoginId)}",
                },
        };
    }
}

using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Orders: priced, made, read, listed, closed, remarked upon.</summary>
internal static class TradeApis
{
    private const string Trade = "com.alibaba.trade";

    public static IReadOnlyDictionary<string, MarketApi> All { get; } =
        new Dictionary<string, MarketApi>(StringComparer.Ordinal)
        {
            ["alibaba.createOrder.preview"] = MarketApi.OfBuyer(Trade, Preview),
            ["alibaba.trade.fastCreateOrder"] = MarketApi.OfBuyer(Trade, Create),
            ["alibaba.trade.createCrossOrder"] = MarketApi.OfBuyer(Trade, Create),
            ["alibaba.trade.fenxiaoOrder.create"] = MarketApi.OfBuyer(Trade, CreateForDistribution),
            ["alibaba.trade.get.buyerView"] = MarketApi.OfBuyer(Trade, Read),
            ["alibaba.trade.getBuyerOrderList"] = MarketApi.OfBuyer(
                Trade,
                (step, buyer, call) => MarketRules.Try(() => OrderList(step, buyer, call), MarketReplies.Refused)
            ),
            ["alibaba.trade.cancel"] = MarketApi.OfBuyer(Trade, Cancel),
            ["alibaba.order.memoAdd"] = MarketApi.OfBuyer(Trade, AddMemo),
            ["alibaba.trade.addFeedback"] = MarketApi.OfBuyer(
                Trade,
                (step, buyer, call) => MarketRules.Try(() => AddFeedback(step, buyer, call), MarketReplies.Refused)
            ),
            ["alibaba.trade.receiveAddress.get"] = MarketApi.OfBuyer(Trade, (_, _, _) => Addresses()),
        };

    private static JsonObject Preview(Step step, BuyerAccount buyer, MarketCall call) =>
        MarketRules.Try(
            () =>
                MarketReplies.Preview(QuoteService.Price(step, call.Text("flow"), call.Text("addressParam"), call.Text("cargoParamList"))),
            MarketReplies.PreviewRefused
        );

    private static JsonObject Create(Step step, BuyerAccount buyer, MarketCall call)
    {
        call.Required("flow");
        return MarketRules.Try(
            () => MarketReplies.Created(MarketService.Create(step, buyer, call.Parameters)),
            MarketReplies.CreateRefused
        );
    }

    private static JsonObject CreateForDistribution(Step step, BuyerAccount buyer, MarketCall call) =>
        MarketRules.Try(
            () =>
                MarketReplies.Created(
                    MarketService.Create(
                        step,
                        buyer,
                        new Dictionary<string, string>(call.Parameters, StringComparer.Ordinal) { ["flow"] = "fenxiao" }
                    )
                ),
            MarketReplies.CreateRefused
        );

    private static JsonObject Read(Step step, BuyerAccount buyer, MarketCall call)
    {
        MarketRules.RequireWebSite(call);
        return MarketRules.Try(
            () =>
                new JsonObject
                {
                    ["result"] = MarketReplies.Order(MarketRules.Owned(step, buyer, call.Required("orderId")), step, inList: false),
                    ["success"] = "true",
                },
            MarketReplies.Refused
        );
    }

    private static JsonObject Cancel(Step step, BuyerAccount buyer, MarketCall call)
    {
        MarketRules.RequireWebSite(call);
        return MarketRules.Try(
            () =>
            {
                MarketService.CancelByBuyer(step, MarketRules.Owned(step, buyer, call.Required("tradeID")), call.Required("cancelReason"));
                return new JsonObject { ["success"] = true };
            },
            MarketReplies.Refused
        );
    }

    private static JsonObject AddMemo(Step step, BuyerAccount buyer, MarketCall call) =>
        MarketRules.Try(
            () =>
            {
                var order = MarketRules.Owned(step, buyer, call.Required("orderId"));
                order.Memo = call.Required("memo");
                order.MemoIcon = call.Text("remarkIcon");
                step.Touch(order);
                return new JsonObject { ["success"] = true };
            },
            MarketReplies.PreviewRefused
        );

    private static JsonObject OrderList(Step step, BuyerAccount buyer, MarketCall call)
    {
        var found = step.All<PurchaseOrder>().Where(o => o.BuyerId == buyer.MemberId);
        if (call.Text("outOrderId") is { Length: > 0 } outOrderId)
        {
            found = found.Where(o => o.OutOrderId == outOrderId);
        }

        if (call.Text("orderIds") is { Length: > 0 } idsText)
        {
            var ids = JsonNode.Parse(idsText)!.AsArray().Select(i => i!.ToString()).ToHashSet(StringComparer.Ordinal);
            found = found.Where(o => ids.Contains(o.Key));
        }

        if (call.Text("orderStatus") is { Length: > 0 } status)
        {
            found = found.Where(o => o.Status == status);
        }

        foreach (
            var (from, until, of) in ((string, string, Func<PurchaseOrder, DateTimeOffset>)[])
                [("modifyStartTime", "modifyEndTime", o => o.ModifiedAt), ("createStartTime", "createEndTime", o => o.CreatedAt)]
        )
        {
            if (call.Text(from) is { Length: > 0 } start)
            {
                var limit = MarketCall.ParseTime(start, from);
                found = found.Where(o => of(o) >= limit);
            }

            if (call.Text(until) is { Length: > 0 } end)
            {
                var limit = MarketCall.ParseTime(end, until);
                found = found.Where(o => of(o) <= limit);
            }
        }

        var page = call.Number("page", 1);
        var size = Math.Min(call.Number("pageSize", 20), 50);
        var all = found.OrderByDescending(o => o.CreatedAt).ThenByDescending(o => o.Id).ToList();
        return new JsonObject
        {
            ["result"] = new JsonArray([
                .. all.Skip((page - 1) * size).Take(size).Select(o => (JsonNode)MarketReplies.Order(o, step, inList: true)),
            ]),
            ["totalRecord"] = all.Count,
        };
    }

    private static JsonObject AddFeedback(Step step, BuyerAccount buyer, MarketCall call)
    {
        var given = JsonNode.Parse(call.Required("tradeFeedbackParam"))!;
        var order = MarketRules.Owned(step, buyer, given["orderId"]?.ToString() ?? string.Empty);
        order.Message = given["feedback"]?.ToString();
        MarketService.Modified(step, order);
        return new JsonObject { ["success"] = true };
    }

    private static JsonObject Addresses() =>
        new()
        {
            ["result"] = new JsonObject
            {
                ["receiveAddressItems"] = new JsonArray([
                    .. AddressBook.Saved.Select(
                        (a, index) =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["id"] = a.Id,
                                    ["fullName"] = a.Address.FullName,
                                    ["address"] = a.Address.Address,
                                    ["post"] = a.Address.PostCode,
                                    ["mobilePhone"] = a.Address.Mobile,
                                    ["addressCode"] = a.Code,
                                    ["addressCodeText"] = $"{a.Address.Province} {a.Address.City} {a.Address.Area}",
                                    ["isDefault"] = index == 0,
                                    ["townName"] = a.Address.Town,
                                }
                    ),
                ]),
            },
            ["success"] = true,
        };
}

using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Messages that the app did not take: listed, and confirmed.</summary>
internal static class MessageApis
{
    private const string Open = "cn.alibaba.open";

    public static IReadOnlyDictionary<string, MarketApi> All { get; } =
        new Dictionary<string, MarketApi>(StringComparer.Ordinal)
        {
            ["push.query.messageList"] = MarketApi.OfApp(Open, QueryMessages),
            ["push.cursor.messageList"] = MarketApi.OfApp(Open, CursorMessages),
            ["push.message.confirm"] = MarketApi.OfApp(Open, ConfirmMessages),
        };

    private static JsonObject QueryMessages(Step step, MarketCall call)
    {
        var size = Math.Clamp(call.Number("pageSize", 20), 20, 200);
        var all = Kept(step, call).ToList();
        return new JsonObject
        {
            ["pushMessagePage"] = new JsonObject
            {
                ["datas"] = new JsonArray([
                    .. all.Skip((call.Number("page", 1) - 1) * size)
                        .Take(size)
                        .Select(m => (JsonNode)MarketReplies.Message(m, call.AppKey)),
                ]),
                ["totalCount"] = all.Count,
            },
        };
    }

    private static JsonObject CursorMessages(Step step, MarketCall call)
    {
        var quantity = Math.Clamp(call.Number("quantity", 20), 20, 200);
        var messages = Kept(step, call).Take(quantity).ToList();
        foreach (var message in messages)
        {
            step.Remove(message);
        }

        return new JsonObject
        {
            ["pushMessageList"] = new JsonArray([.. messages.Select(m => (JsonNode)MarketReplies.Message(m, call.AppKey))]),
        };
    }

    private static JsonObject ConfirmMessages(Step step, MarketCall call)
    {
        foreach (var id in JsonNode.Parse(call.Required("msgIdList"))!.AsArray())
        {
            if (step.Find<PushMessage>(id!.ToString()) is { Kept: true } message)
            {
                step.Remove(message);
            }
        }

        return new JsonObject { ["isSuccess"] = true };
    }

    private static IEnumerable<PushMessage> Kept(Step step, MarketCall call)
    {
        var kept = step.All<PushMessage>().Where(m => m.Kept);
        if (call.Text("createStartTime") is { Length: > 0 } start)
        {
            var limit = MarketCall.ParseTime(start, "createStartTime");
            kept = kept.Where(m => m.BornAt >= limit);
        }

        if (call.Text("createEndTime") is { Length: > 0 } end)
        {
            var limit = MarketCall.ParseTime(end, "createEndTime");
            kept = kept.Where(m => m.BornAt <= limit);
        }

        if (call.Text("type") is { Length: > 0 } type)
        {
            kept = kept.Where(m => m.Type == type);
        }

        if (call.Text("userInfo") is { Length: > 0 } user)
        {
            kept = kept.Where(m => m.UserInfo == user);
        }

        return kept.OrderBy(m => m.Id);
    }
}

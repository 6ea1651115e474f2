using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Puts messages to the app on their way.</summary>
internal static class Push
{
    /// <summary>How much later every second message goes out when messages are to come out of order.</summary>
    private const double OutOfOrderSeconds = 5;

    public static void Order(Step step, PurchaseOrder order, string topic) =>
        Send(
            step,
            topic,
            order.BuyerId,
            new JsonObject
            {
                ["orderId"] = order.Id,
                ["currentStatus"] = order.Status,
                ["msgSendTime"] = MarketText.Plain(step.Now),
                ["buyerMemberId"] = order.BuyerId,
                ["sellerMemberId"] = order.SupplierId,
            }
        );

    public static void Trace(Step step, PurchaseOrder order, Parcel parcel, string changed) =>
        Send(
            step,
            "LOGISTICS_BUYER_VIEW_TRACE",
            order.BuyerId,
            new JsonObject
            {
                ["OrderLogisticsTracingModel"] = new JsonObject
                {
                    ["logisticsId"] = parcel.LogisticsId,
                    ["cpCode"] = parcel.CarrierCode,
                    ["mailNo"] = parcel.BillNumber,
                    ["statusChanged"] = changed,
                    ["changeTime"] = MarketText.Plain(step.Now),
                    ["orderLogsItems"] = Items(order, parcel),
                },
            }
        );

    public static void WaybillChanged(Step step, PurchaseOrder order, Parcel parcel, string oldNumber, string oldCode) =>
        Send(
            step,
            "LOGISTICS_MAIL_NO_CHANGE",
            order.BuyerId,
            new JsonObject
            {
                ["MailNoChangeModel"] = new JsonObject
                {
                    ["logisticsId"] = parcel.LogisticsId,
                    ["oldCpCode"] = oldCode,
                    ["newCpCode"] = parcel.CarrierCode,
                    ["oldMailNo"] = oldNumber,
                    ["newMailNo"] = parcel.BillNumber,
                    ["eventTime"] = MarketText.Plain(step.Now),
                    ["orderLogsItems"] = Items(order, parcel),
                },
            }
        );

    public static void BatchPay(Step step, string buyerId, IEnumerable<(PurchaseOrder Order, string Status)> results) =>
        Send(
            step,
            "ORDER_BATCH_PAY",
            buyerId,
            new JsonObject
            {
                ["batchPay"] = new JsonArray([
                    .. results.Select(r => (JsonNode)new JsonObject { ["orderId"] = r.Order.Key, ["status"] = r.Status }),
                ]),
            }
        );

    private static void Send(Step step, string type, string buyerId, JsonObject data)
    {
        var settings = step.Settings;
        if (!settings.PushEnabled)
        {
            return;
        }

        var number = step.Next("1688-message");
        var id = 7_565_000_000 + number;
        step.Add(
            new PushMessage
            {
                Key = MarketService.Key(id),
                Id = id,
                Type = type,
                UserInfo = buyerId,
                Data = data,
                BornAt = step.Now,
                DueAt = step.Elapsed + (settings.PushOutOfOrder && number % 2 == 1 ? OutOfOrderSeconds * step.Clock.Speed : 0),
                Kept = string.IsNullOrEmpty(settings.PushUrl),
            }
        );
    }

    private static JsonArray Items(PurchaseOrder order, Parcel parcel) =>
        [.. parcel.Entries.Keys.Select(entry => (JsonNode)new JsonObject { ["orderId"] = order.Id, ["orderEntryId"] = entry })];
}

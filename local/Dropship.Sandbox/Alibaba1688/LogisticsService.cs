using System.Globalization;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>What suppliers and couriers do with a paid order.</summary>
internal static class LogisticsService
{
    private static readonly Dictionary<string, (string Name, string Id, Func<long, string> Number)> s_carriers = new(StringComparer.Ordinal)
    {
        ["ZTO"] = ("中通快递(ZTO)", "3", n => "7361" + Digits(n, 10)),
        ["YTO"] = ("圆通速递(YTO)", "1", n => "YT89" + Digits(n, 11)),
        ["STO"] = ("申通快递(STO)", "2", n => "773" + Digits(n, 12)),
        ["YUNDA"] = ("韵达快递(YUNDA)", "102", n => "4634" + Digits(n, 11)),
        ["JTSD"] = ("极兔速递(JTSD)", "1222", n => "JT52" + Digits(n, 11)),
        ["SF"] = ("顺丰速运(SF)", "505", n => "SF13" + Digits(n, 11)),
        ["EMS"] = ("EMS", "500", n => "12" + Digits(n, 11)),
    };

    /// <summary>Reports goods as handed to a courier.</summary>
    /// <param name="step">The step.</param>
    /// <param name="order">A paid order.</param>
    /// <param name="entries">The order lines that go; empty for all that have not gone yet.</param>
    /// <param name="carrierCode">Null for the supplier's own courier.</param>
    /// <param name="billNumber">Null for a new number.</param>
    /// <param name="withoutLogistics">The supplier says that no courier is needed.</param>
    /// <exception cref="MarketRefusal">The order is not paid, or everything went already.</exception>
    public static Parcel Ship(
        Step step,
        PurchaseOrder order,
        IReadOnlyCollection<long> entries,
        string? carrierCode,
        string? billNumber,
        bool withoutLogistics
    )
    {
        if (order.Status != "waitsellersend")
        {
            throw new MarketRefusal("ORDER_STATUS_ERROR", "订单状态错误");
        }

        var gone = order.Parcels.Where(p => p.Status != "CANCEL").SelectMany(p => p.Entries.Keys).ToHashSet();
        var going = order.Lines.Where(l => !gone.Contains(l.EntryId) && (entries.Count == 0 || entries.Contains(l.EntryId))).ToList();
        if (going.Count == 0)
        {
            throw new MarketRefusal("ORDER_STATUS_ERROR", "没有可发货的商品");
        }

        var number = step.Next("1688-parcel");
        var code = carrierCode ?? Catalogue.Supplier(order.SupplierId).CarrierCode;
        if (!s_carriers.TryGetValue(code, out var carrier))
        {
            throw new MarketRefusal("400", "unknown carrier " + code);
        }

        var parcel = new Parcel
        {
            LogisticsId = "LP" + Digits(616_288_910_000 + number, 14),
            BillNumber = withoutLogistics ? "不需要物流" : billNumber ?? carrier.Number(1_385_628_716_739 + (number * 7919)),
            CarrierName = withoutLogistics ? string.Empty : carrier.Name,
            CarrierCode = withoutLogistics ? string.Empty : code,
            CarrierId = withoutLogistics ? string.Empty : carrier.Id,
            SentAt = step.Now,
            SentElapsed = step.Elapsed,
            WithoutLogistics = withoutLogistics,
            Entries = going.ToDictionary(l => l.EntryId, l => l.Quantity),
        };
        order.Parcels.Add(parcel);
        var complete = gone.Count + going.Count == order.Lines.Count;
        if (complete)
        {
            order.Status = "waitbuyerreceive";
            order.DeliveredAt = step.Now;
        }

        MarketService.Modified(step, order);
        Push.Order(step, order, complete ? "ORDER_BUYER_VIEW_ANNOUNCE_SENDGOODS" : "ORDER_BUYER_VIEW_PART_PART_SENDGOODS");
        Push.Trace(step, order, parcel, "CONSIGN");
        return parcel;
    }

    /// <summary>A courier reports a parcel: ACCEPT, TRANSPORT, SIGN, NOGET, UNSIGN or CANCEL.</summary>
    public static void Report(Step step, PurchaseOrder order, Parcel parcel, string status)
    {
        var supplier = Catalogue.Supplier(order.SupplierId);
        parcel.Status = status;
        var remark = status switch
        {
            "ACCEPT" => $"【{supplier.City}】{supplier.City}分部 已揽收",
            "TRANSPORT" => $"【{supplier.City}】快件离开{supplier.City}转运中心，发往{order.Address.City}转运中心",
            "SIGN" => $"【{order.Address.City}】快件已被签收",
            "NOGET" => "揽收失败",
            "UNSIGN" => "签收异常",
            _ => null,
        };
        if (remark is not null)
        {
            parcel.Trace.Add(new TraceStep(step.Now, status, remark));
        }

        MarketService.Modified(step, order);
        Push.Trace(step, order, parcel, status is "NOGET" or "UNSIGN" or "CANCEL" ? "FAILED" : status);
    }

    /// <summary>The supplier corrects the waybill number.</summary>
    public static void ChangeWaybill(Step step, PurchaseOrder order, Parcel parcel, string number, string? carrierCode)
    {
        var (oldNumber, oldCode) = (parcel.BillNumber ?? string.Empty, parcel.CarrierCode);
        parcel.BillNumber = number;
        if (carrierCode is not null && s_carriers.TryGetValue(carrierCode, out var carrier))
        {
            parcel.CarrierCode = carrierCode;
            parcel.CarrierName = carrier.Name;
            parcel.CarrierId = carrier.Id;
        }

        MarketService.Modified(step, order);
        Push.WaybillChanged(step, order, parcel, oldNumber, oldCode);
    }

    /// <summary>The buyer, or the system after ten days, confirms receipt.</summary>
    public static void Confirm(Step step, PurchaseOrder order)
    {
        order.Status = "success";
        MarketService.Modified(step, order);
        Push.Order(step, order, "ORDER_BUYER_VIEW_ORDER_SUCCESS");
    }

    private static string Digits(long number, int length)
    {
        var text = number.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
        return text[^length..];
    }
}

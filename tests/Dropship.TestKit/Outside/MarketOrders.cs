using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Outside;

/// <summary>The orders of a market and what becomes of them, in the words of 1688.</summary>
public static class MarketOrders
{
    private static readonly Money s_freight = Money.Cny(500);

    /// <summary>What some goods cost with their freight.</summary>
    public static Money TotalOf(IReadOnlyList<SupplierLine> lines, Money pieceCost) =>
        (pieceCost * lines.Sum(line => line.Quantity)) + s_freight;

    public static PurchasePreview Preview(IReadOnlyList<SupplierLine> lines, Money pieceCost) =>
        new(TotalOf(lines, pieceCost), s_freight, Money.Cny(0), 1, ["assureTrade"], "general", false);

    public static SupplierOrder Make(string id, string key, IReadOnlyList<SupplierLine> lines, Money pieceCost, DateTimeOffset now) =>
        new()
        {
            OrderId = id,
            Key = key,
            Status = SupplierOrderStatus.AwaitingPayment,
            RawStatus = "waitbuyerpay",
            Total = TotalOf(lines, pieceCost),
            Freight = s_freight,
            IsPaid = false,
            CreatedAt = now,
            ModifiedAt = now,
            Lines =
            [
                .. lines.Select(
                    (line, index) =>
                        new SupplierOrderLine(
                            string.Create(CultureInfo.InvariantCulture, $"{id}{index}"),
                            line.OfferId,
                            line.SpecId,
                            line.Quantity,
                            pieceCost * line.Quantity
                        )
                ),
            ],
        };

    public static SupplierOrder Pay(this SupplierOrder order, DateTimeOffset now) =>
        order with
        {
            IsPaid = true,
            PaidAt = now,
            Status = SupplierOrderStatus.AwaitingShipment,
            RawStatus = "waitsellersend",
        };

    public static SupplierOrder Close(this SupplierOrder order, string why) =>
        order with
        {
            Status = SupplierOrderStatus.Cancelled,
            RawStatus = order.IsPaid ? "terminated" : "cancel",
            CloseReason = why,
        };

    public static SupplierOrder Ship(this SupplierOrder order) =>
        order with
        {
            Status = SupplierOrderStatus.AwaitingReceipt,
            RawStatus = "waitbuyerreceive",
        };

    /// <summary>One more parcel of an order.</summary>
    /// <param name="order">The order's id.</param>
    /// <param name="before">How many parcels it has already.</param>
    /// <param name="number">The waybill's number; null while there is none.</param>
    /// <param name="isYto">Whether YTO carries it, and not ZTO.</param>
    /// <param name="status">How far it is.</param>
    /// <param name="lines">What is in it; nothing when the supplier does not say.</param>
    /// <param name="now">When it is sent.</param>
    public static SupplierParcel Parcel(
        string order,
        int before,
        string? number,
        bool isYto,
        ParcelStatus status,
        IReadOnlyList<ParcelLine> lines,
        DateTimeOffset now
    ) =>
        new()
        {
            ParcelId = string.Create(CultureInfo.InvariantCulture, $"LP{order}-{before + 1}"),
            SupplierOrderId = order,
            WaybillNumber = number,
            CarrierName = CarrierOf(isYto).Name,
            CarrierCode = CarrierOf(isYto).Code,
            RawStatus = status == ParcelStatus.InTransit ? "TRANSPORT" : "WAITACCEPT",
            Status = status,
            ShippedAt = now,
            Lines = lines,
        };

    public static SupplierParcel CarriedBy(this SupplierParcel parcel, bool isYto) =>
        parcel with
        {
            CarrierName = CarrierOf(isYto).Name,
            CarrierCode = CarrierOf(isYto).Code,
        };

    private static (string Name, string Code) CarrierOf(bool isYto) => isYto ? ("圆通速递(YTO)", "YTO") : ("中通快递(ZTO)", "ZTO");
}

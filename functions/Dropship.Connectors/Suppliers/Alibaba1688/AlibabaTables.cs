using System.Collections.Frozen;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Suppliers.Alibaba1688;

/// <summary>Maps 1688's states to ours. An unlisted state stays unknown.</summary>
internal static class AlibabaTables
{
    private static readonly FrozenDictionary<string, SupplierOrderStatus> s_orders = new Dictionary<string, SupplierOrderStatus>(
        StringComparer.Ordinal
    )
    {
        ["waitbuyerpay"] = SupplierOrderStatus.AwaitingPayment,
        ["waitsellersend"] = SupplierOrderStatus.AwaitingShipment,
        ["waitlogisticstakein"] = SupplierOrderStatus.AwaitingReceipt,
        ["waitbuyerreceive"] = SupplierOrderStatus.AwaitingReceipt,
        ["waitbuyersign"] = SupplierOrderStatus.AwaitingReceipt,
        ["signinsuccess"] = SupplierOrderStatus.Received,
        ["confirm_goods"] = SupplierOrderStatus.Received,
        ["confirm_goods_and_has_subsidy"] = SupplierOrderStatus.Received,
        ["success"] = SupplierOrderStatus.Completed,
        ["cancel"] = SupplierOrderStatus.Cancelled,
        ["terminated"] = SupplierOrderStatus.Cancelled,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (ParcelStatus Status, ParcelSubStatus SubStatus)> s_parcels = new Dictionary<
        string,
        (ParcelStatus, ParcelSubStatus)
    >(StringComparer.Ordinal)
    {
        ["WAITACCEPT"] = (ParcelStatus.InfoReceived, ParcelSubStatus.None),
        ["ACCEPT"] = (ParcelStatus.InTransit, ParcelSubStatus.PickedUp),
        ["TRANSPORT"] = (ParcelStatus.InTransit, ParcelSubStatus.None),
        ["SIGN"] = (ParcelStatus.Delivered, ParcelSubStatus.None),
        ["CANCEL"] = (ParcelStatus.Revoked, ParcelSubStatus.None),
        ["NOGET"] = (ParcelStatus.Exception, ParcelSubStatus.NotCollected),
        ["UNSIGN"] = (ParcelStatus.AttemptFailed, ParcelSubStatus.None),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static SupplierOrderStatus Order(string word) => s_orders.GetValueOrDefault(word, SupplierOrderStatus.Unknown);

    /// <summary>What a parcel's word means; null when it is not known.</summary>
    public static (ParcelStatus Status, ParcelSubStatus SubStatus)? Parcel(string word) =>
        s_parcels.TryGetValue(word, out var known) ? known : null;

    /// <summary>Whether an order in this state has been paid, going by the state alone; null when the state does not tell.</summary>
    public static bool? IsPaid(SupplierOrderStatus status) =>
        status switch
        {
            SupplierOrderStatus.AwaitingPayment => false,
            SupplierOrderStatus.AwaitingShipment
            or SupplierOrderStatus.AwaitingReceipt
            or SupplierOrderStatus.Received
            or SupplierOrderStatus.Completed => true,
            _ => null,
        };

    public static AlibabaApi Create(OrderCreationApi which) =>
        which switch
        {
            OrderCreationApi.FastCreate => AlibabaApi.FastCreateOrder,
            OrderCreationApi.CrossBorder => AlibabaApi.CreateCrossOrder,
            OrderCreationApi.Distribution => AlibabaApi.CreateDistributionOrder,
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, "1688 has no such interface."),
        };
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors.Wms;

/// <summary>Posts events as docs/reference/wms-event.schema.json describes them, signed as calls to forwarders are.</summary>
internal sealed class WmsSink(ApiClient client, IOptions<ConnectorsOptions> options, TimeProvider time) : IEventSink
{
    public const string ConnectorName = "wms";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private WmsOptions Wms => options.Value.Wms;

    public bool IsOn => Wms.Address is not null;

    public Task<CallResult<Unit>> SendAsync(Order order, PurchaseOrder purchase, PurchaseEvent told, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(BodyOf(order, purchase, told), s_json);
        var call = new ApiRequest
        {
            Connector = ConnectorName,
            Account = ConnectorName,
            Operation = WordOf(told.Kind),
            Subject = purchase.Key.Value,
            IsRead = false,
        };
        return client.SendAsync(
            call,
            () => RequestSignature.Request(Wms.Secret!, HttpMethod.Post, Wms.Address!, body, time.GetUtcNow()),
            reply => reply.IsSuccess ? CallResult.Success(default(Unit)) : CallProblems.OfOwnProtocol<Unit>(call, reply),
            cancellationToken
        );
    }

    private static object BodyOf(Order order, PurchaseOrder purchase, PurchaseEvent told) =>
        new
        {
            id = told.Id,
            type = WordOf(told.Kind),
            store = order.Key.AccountId,
            orderNumber = order.StoreOrder.Number,
            purchaseOrder = purchase.Key.Value,
            supplierOrders = purchase.SupplierOrders.Select(one => one.OrderId),
            supplier = purchase.SupplierLabel,
            forwarder = purchase.Forwarder?.Id,
            placedAt = purchase.PlacedAt,
            arrivedAt = told is { Kind: PurchaseEventKind.Arrived, ParcelId: null } ? purchase.Forwarding?.ArrivedAt : null,
            lines = purchase.Lines.Select(line => new
            {
                offer = line.OfferId,
                spec = line.SpecId,
                title = line.Title,
                quantity = line.Quantity,
                skus = line.Sources.Select(source => source.Sku).Distinct(StringComparer.Ordinal),
            }),
            parcel = purchase.Parcels.FirstOrDefault(parcel => parcel.ParcelId == told.ParcelId) is { } parcel
                ? new
                {
                    waybillNumber = parcel.WaybillNumber,
                    carrier = Carriers.NameOf(parcel.CarrierName, parcel.CarrierCode),
                    carrierCode = Carriers.Find(parcel.CarrierName, parcel.CarrierCode)?.Code,
                    shippedAt = parcel.ShippedAt,
                    status = parcel.Status.ToString(),
                    pieces = parcel.StoreLines.Select(piece => new { line = piece.LineId, quantity = piece.Quantity }),
                }
                : null,
        };

    private static string WordOf(PurchaseEventKind kind) =>
        kind switch
        {
            PurchaseEventKind.Placed => "purchase-order.placed",
            PurchaseEventKind.Shipped => "purchase-order.shipped",
            PurchaseEventKind.Arrived => "purchase-order.arrived",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It has no word."),
        };
}

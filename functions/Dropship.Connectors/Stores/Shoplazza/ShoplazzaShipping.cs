using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Shoplazza;

/// <summary>Gives Shoplazza a parcel's number as a fulfilment.</summary>
internal sealed class ShoplazzaShipping(ShoplazzaClient client, ShoplazzaOrders orders, TrackingPages pages)
{
    public Task<CallResult<TrackingReceipt>> PushAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken) =>
        ParcelPush.RunAsync(
            push,
            token => orders.ReadAsync(account, push.StoreOrderId, token),
            (_, plan, token) =>
                client.SendAsync(
                    account,
                    "ship",
                    push.StoreOrderId,
                    HttpMethod.Post,
                    RootOf(push),
                    new
                    {
                        fulfillment = new
                        {
                            line_items = plan.Lines.Select(line => new { id = line.LineId, ship_quantity = line.Quantity }),
                            tracking_number = push.TrackingNumber,
                            tracking_company = Carriers.NameOf(push.CarrierName, push.CarrierCode),
                            tracking_url = PageOf(push),
                        },
                    },
                    json => json.Object("fulfillment").Text("id"),
                    id => new ParcelWritten(id),
                    token
                ),
            cancellationToken
        );

    /// <summary>Gives a fulfilment another number. It takes one: a further one beside it is refused.</summary>
    public Task<CallResult<TrackingReceipt>> ChangeAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        bool keepsOthers,
        CancellationToken cancellationToken
    ) =>
        ParcelPush.ChangeAsync(
            fulfilmentId,
            push,
            keepsOthers,
            token => orders.ReadAsync(account, push.StoreOrderId, token),
            (_, kept, token) =>
                kept.Count > 0
                    ? Task.FromResult(
                        CallResult.Refused<ParcelWritten>(
                            "one-number",
                            "Shoplazza takes one number for a fulfilment: enter the further one in the store.",
                            RefusalMeaning.WrongState
                        )
                    )
                    : client.SendAsync(
                        account,
                        "change",
                        $"{push.StoreOrderId}/{fulfilmentId}",
                        HttpMethod.Put,
                        $"{RootOf(push)}/{Uri.EscapeDataString(fulfilmentId)}",
                        new
                        {
                            fulfillment = new
                            {
                                tracking_number = push.TrackingNumber,
                                tracking_company = Carriers.NameOf(push.CarrierName, push.CarrierCode),
                                tracking_url = PageOf(push),
                                send_email = push.NotifyCustomer,
                            },
                        },
                        json => json.Object("fulfillment").Text("id"),
                        id => new ParcelWritten(id),
                        token
                    ),
            cancellationToken
        );

    private static string RootOf(TrackingPush push) => $"orders/{Uri.EscapeDataString(push.StoreOrderId)}/fulfillments";

    private string PageOf(TrackingPush push) => pages.Of(push.TrackingNumber, push.CarrierName, push.CarrierCode).AbsoluteUri;
}

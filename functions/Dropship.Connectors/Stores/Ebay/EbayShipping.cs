using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores.Ebay;

/// <summary>Gives eBay a parcel's number as a shipping fulfilment. eBay replaces none.</summary>
internal sealed class EbayShipping(EbayClient client, EbayOrders orders, TimeProvider time)
{
    public Task<CallResult<TrackingReceipt>> PushAsync(StoreAccount account, TrackingPush push, CancellationToken cancellationToken) =>
        EbayTables.CarrierOf(push.CarrierName, push.CarrierCode, push.Country) is not { } carrier
            ? Task.FromResult(
                CallResult.Refused<TrackingReceipt>(
                    "unknown-carrier",
                    $"'{push.CarrierName}' is no carrier that is known here: enter the number here with its carrier, or in eBay.",
                    RefusalMeaning.WrongState
                )
            )
            : ParcelPush.RunAsync(
                push,
                token => orders.ReadAsync(account, push.StoreOrderId, token),
                async (order, plan, token) =>
                {
                    var number = string.Concat(push.TrackingNumber.Where(char.IsAsciiLetterOrDigit));
                    var written = await client.PostAsync(
                        account,
                        "ship",
                        push.StoreOrderId,
                        $"/sell/fulfillment/v1/order/{Uri.EscapeDataString(push.StoreOrderId)}/shipping_fulfillment",
                        new
                        {
                            lineItems = plan.Lines.Select(line => new { lineItemId = line.LineId, quantity = line.Quantity }),
                            shippedDate = EbayMapper.Text(time.GetUtcNow()),
                            shippingCarrierCode = carrier.Word,
                            trackingNumber = number,
                        },
                        token
                    );

                    // A fulfilment's id is its number.
                    return written.Map(_ => new ParcelWritten(number, CarrierAs: carrier.IsListed ? null : carrier.Word));
                },
                cancellationToken
            );

    /// <summary>Tells whether a fulfilment has a number already; nothing else can be done to one.</summary>
    public Task<CallResult<TrackingReceipt>> ChangeAsync(
        StoreAccount account,
        string fulfilmentId,
        TrackingPush push,
        CancellationToken cancellationToken
    ) =>
        ParcelPush.ChangeAsync(
            fulfilmentId,
            push,
            keepsOthers: true,
            token => orders.ReadAsync(account, push.StoreOrderId, token),
            (_, _, _) =>
                Task.FromResult(
                    CallResult.Refused<ParcelWritten>(
                        "no-replacement",
                        "eBay takes one number for a fulfilment and replaces none.",
                        RefusalMeaning.WrongState
                    )
                ),
            cancellationToken
        );
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Shipments;

/// <summary>Takes the callbacks of tracking services. They are signed and carry the news; a repeat or a late one changes nothing.</summary>
public sealed class CourierCallbackIntake(
    CourierSources couriers,
    IWaybills waybills,
    IOrders orders,
    IFulfilmentWaker waker,
    OrderProjection projection,
    TimeProvider time
)
{
    /// <summary>The longest body that is read.</summary>
    public const int MaximumBytes = 1024 * 1024;

    public async Task<CourierCallback> TakeAsync(string id, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (couriers.Find(id) is not { } courier)
        {
            return new CourierCallback(WebhookAnswer.Refused, []);
        }

        var callback = courier.ReadCallback(request);
        foreach (var reading in callback.Readings)
        {
            foreach (var use in await waybills.ListAsync(reading.Number, cancellationToken))
            {
                await TakeAsync(use, courier.Source, reading, cancellationToken);
            }
        }

        return callback;
    }

    private async Task TakeAsync(WaybillUse use, string source, CourierReading reading, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(use.Purchase.Order, cancellationToken) is not { } before || before.Find(use.Purchase) is null)
        {
            return;
        }

        var after = await orders.EditFromAsync(
            before,
            Actor.Courier,
            time,
            edit => CourierNews.Apply(edit, use.Purchase, source, reading),
            cancellationToken
        );

        // An earlier try may have broken off between its change and this.
        await waker.WakeAsync(before, after, isRedelivery: true, cancellationToken);
        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
    }
}

using Dropship.Core.Operations;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>
/// Watches the store's deadline of each open order for the whole of its way, whatever it waits for: a person is told when the deadline is
/// near, and once more when it is over.
/// </summary>
public sealed class ShipByWatch(IOrders orders, OrderProjection projection, FulfilmentOptions options, TimeProvider time) : IHeartbeatLook
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = new List<OrderKey>();
        await foreach (var order in orders.ListOpenAsync(null, cancellationToken))
        {
            if (order.AwaitsShipBy && StageOf(order.ShipBy, now) != order.ShipByTold)
            {
                due.Add(order.Key);
            }
        }

        var failures = new List<Exception>();
        foreach (var key in due)
        {
            try
            {
                await TellAsync(key, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One order keeps no other back; the run fails all the same.
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private async Task TellAsync(OrderKey key, CancellationToken cancellationToken)
    {
        if (await orders.LoadAsync(key, cancellationToken) is { } before)
        {
            var after = await orders.EditFromAsync(before, Actor.System, time, Tell, cancellationToken);
            await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
        }
    }

    private void Tell(OrderEdit edit)
    {
        var stage = StageOf(edit.Record.StoreOrder.ShipBy, edit.Now);
        if (edit.Record.AwaitsShipBy && stage != edit.Record.ShipByTold)
        {
            edit.Change(
                EventKinds.ShipBy,
                stage switch
                {
                    ShipByStage.Near => "the store's deadline is near",
                    ShipByStage.Passed => "the store's deadline is over",
                    _ => "the store gives more time",
                },
                order => order with { ShipByTold = stage },
                edit.Record.ShipByTold.ToString(),
                stage.ToString()
            );
        }
    }

    private ShipByStage StageOf(DateTimeOffset? shipBy, DateTimeOffset now) =>
        shipBy <= now ? ShipByStage.Passed
        : shipBy - options.WarnBeforeShipBy <= now ? ShipByStage.Near
        : ShipByStage.None;
}

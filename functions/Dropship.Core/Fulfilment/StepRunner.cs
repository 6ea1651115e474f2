using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment;

/// <summary>
/// What every step of the fulfilment orchestration has in common: it reads the tables first, does one thing outside at the most, writes what came
/// of it, and tells what comes next. Each may run again after a crash.
/// </summary>
public sealed class StepRunner(IOrders orders, OrderProjection aftermath, IWorkQueues queues, FulfilmentAlarm alarm)
{
    /// <summary>Reads what comes next. Changes nothing of the order.</summary>
    public async Task<FulfilmentProgress> ReadAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var record = await orders.RequireAsync(key.Order, cancellationToken);

        // A step that fails after its change was written is not taken again; what it owed to the list and to people is made up here.
        await TellOthersAsync(record, key, cancellationToken);
        await aftermath.FinishAsync(record, record, isRedelivery: true, cancellationToken);
        return Of(record, key);
    }

    /// <summary>
    /// What comes next for an order that this instance has just written, where that begins with a save, which fails when another has changed the order since; null for
    /// whatever else comes next.
    /// </summary>
    public FulfilmentProgress? FindRecent(PurchaseOrderKey key) =>
        orders.FindRecent(key.Order) is { } record && record.Find(key) is { State: PurchaseOrderState.AwaitingApproval, Approval: null } && Of(record, key) is { View: { NextStep: FulfilmentStep.RequestApproval, WakeAt: null } } progress
            ? progress
            : null;

    /// <summary>Takes one step and tells what comes next.</summary>
    /// <param name="key">The purchase order.</param>
    /// <param name="known">The order as the step before left it; null to read it.</param>
    /// <param name="step">What is done, from the order as it is to the order as it is then.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<FulfilmentProgress> RunAsync(PurchaseOrderKey key, Order? known, Func<Order, Task<Order>> step, CancellationToken cancellationToken)
    {
        var before = known ?? await orders.RequireAsync(key.Order, cancellationToken);
        var after = await step(before);
        await TellOthersAsync(after, key, cancellationToken);
        await aftermath.FinishAsync(before, after, isRedelivery: true, cancellationToken);
        return Of(after, key);
    }

    // The other orchestrations of the order hear of it by the look at the order that this asks for; asked twice does no harm.
    private async Task TellOthersAsync(Order record, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (BundleParcels.ConcernsOthers(record, key))
        {
            await queues.SendOrderAsync(key.Order, cancellationToken);
        }
    }

    private FulfilmentProgress Of(Order record, PurchaseOrderKey key)
    {
        var purchase = record.Find(key) ?? throw new InvalidOperationException($"Order {record.Key} has no purchase order {key}.");
        return new FulfilmentProgress(record, alarm.ViewOf(record, purchase));
    }
}

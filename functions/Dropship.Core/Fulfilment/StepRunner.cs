using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Stores;

namespace Dropship.Core.Fulfilment;

/// <summary>
/// What every step of the fulfilment orchestration has in common: it reads the tables first, does one thing outside at the most, writes what came
/// of it, and tells what comes next. Each may run again after a crash.
/// </summary>
public sealed class StepRunner(IOrders orders, OrderAftermath aftermath, StepTrouble trouble, IWorkQueues queues, FulfilmentAlarm alarm)
{
    /// <summary>Reads what comes next. Changes nothing of the order.</summary>
    public async Task<FulfilmentView> ReadAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var record = await orders.RequireAsync(key.Order, cancellationToken);

        // A step that fails after its change was written is not taken again; what it owed to the list and to people is made up here.
        await aftermath.FinishAsync(record, record, mayRepeat: true, cancellationToken);
        return ViewOf(record, key);
    }

    /// <summary>Takes one step and tells what comes next.</summary>
    public async Task<FulfilmentView> RunAsync(PurchaseOrderKey key, Func<OrderRecord, Task<OrderRecord>> step, CancellationToken cancellationToken)
    {
        var before = await orders.RequireAsync(key.Order, cancellationToken);
        var after = await step(before);
        if (after.PurchaseOrders.Any(other => other.Key != key && !PurchaseOrderTransitions.IsFinal(other.State) && other.Parcels.Any(parcel => parcel.IsCompanion && (parcel.NeedsPush || parcel.Push == PushState.NotNeeded))))
        {
            // Its orchestration hears of it by the look at the order that this asks for; asked twice does no harm.
            await queues.SendOrderAsync(key.Order, cancellationToken);
        }

        await aftermath.FinishAsync(before, after, mayRepeat: true, cancellationToken);
        var view = ViewOf(after, key);
        if (view.NextStep == FulfilmentStep.Finished)
        {
            // An orchestration that was started again does not know of the trouble before it.
            await trouble.ResolveAsync(key, cancellationToken);
        }

        return view;
    }

    private FulfilmentView ViewOf(OrderRecord record, PurchaseOrderKey key)
    {
        var purchase = record.Find(key) ?? throw new InvalidOperationException($"Order {record.Key} has no purchase order {key}.");
        return alarm.ViewOf(record, purchase);
    }
}

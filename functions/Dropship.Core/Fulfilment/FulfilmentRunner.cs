using System.Collections.Frozen;
using System.Diagnostics;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment;

/// <summary>
/// Takes a purchase order as far as it can go now: it loads the order, decides on the next step, has it taken, shows the result and decides
/// again. It may break off anywhere and run again: it reads the tables first, so no step that took effect is repeated.
/// </summary>
public sealed class FulfilmentRunner(
    IOrders orders,
    IEnumerable<IStepHandler> handlers,
    OrderProjection projection,
    IWorkQueues queues,
    ApprovalOptions approvals,
    FulfilmentOptions options,
    TimeProvider time
)
{
    // A guard against a loop: no purchase order needs more than about eight steps in a row.
    private const int MostSteps = 20;

    private readonly FrozenDictionary<FulfilmentStep, IStepHandler> _handlers = handlers.ToFrozenDictionary(handler => handler.Step);

    /// <returns>What comes next: something to wait for, or the end.</returns>
    /// <exception cref="OutsideUnavailableException">A service outside cannot be reached; what was done before stands.</exception>
    /// <exception cref="InvalidOperationException">The same steps come again and again.</exception>
    public async Task<NextStep> RunAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var order = FindJustPlaced(key) ?? await LoadAsync(key, cancellationToken);
        for (var steps = 0; steps < MostSteps; steps++)
        {
            var next = NextOf(order, key);
            if (next.Step == FulfilmentStep.Finished || IsWaiting(next))
            {
                return next;
            }

            using var span = OrderTraces.Start($"step {next.Step}", ActivityKind.Internal, key.Order, key);
            var result = await _handlers[next.Step].RunAsync(order, key, cancellationToken);
            await FinishAsync(order, result.Order, key, cancellationToken);
            order = result.Order;
            if (result.RetryAt is { } retryAt && NextOf(order, key) is var again && again.Step == next.Step)
            {
                return again with { WakeAt = retryAt };
            }
        }

        throw new InvalidOperationException($"Step loop: {NextOf(order, key).Step} is due again after {MostSteps} steps.");
    }

    // An order that this instance has just placed begins with a guarded save, which fails if another has changed it since: no need to read
    // it.
    private Order? FindJustPlaced(PurchaseOrderKey key) =>
        orders.FindRecent(key.Order) is { } order
        && order.Find(key) is { State: PurchaseOrderState.AwaitingApproval, Approval: null }
        && NextOf(order, key) is { Step: FulfilmentStep.RequestApproval, WakeAt: null }
            ? order
            : null;

    // A crash after a step's save skips what follows the save; it is made up here.
    private async Task<Order> LoadAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var order = await orders.RequireAsync(key.Order, cancellationToken);
        await FinishAsync(order, order, key, cancellationToken);
        return order;
    }

    private async Task FinishAsync(Order before, Order after, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (BundleParcels.ConcernsOthers(after, key))
        {
            // The review of the order wakes the other orchestrations; asked for twice, it does no harm.
            await queues.SendOrderAsync(key.Order, cancellationToken);
        }

        await projection.FinishAsync(before, after, isRedelivery: true, cancellationToken);
    }

    private NextStep NextOf(Order order, PurchaseOrderKey key) =>
        NextStepDecision.Of(
            order,
            order.Find(key) ?? throw new InvalidOperationException($"Order {order.Key} has no purchase order {key}."),
            approvals,
            options,
            time.GetUtcNow()
        );

    private bool IsWaiting(NextStep next) => next.IsWaiting(time.GetUtcNow().UtcDateTime);
}

using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Stores;

/// <summary>Writes numbers to platforms that take them: each write reads the order first, and looks once more after a refusal.</summary>
internal static class ParcelPush
{
    /// <summary>Gives a store a parcel's number.</summary>
    /// <param name="push">The parcel.</param>
    /// <param name="read">Reads the order.</param>
    /// <param name="write">Writes what the plan leaves to write.</param>
    public static async Task<CallResult<TrackingReceipt>> RunAsync(
        TrackingPush push,
        Func<CancellationToken, Task<CallResult<StoreOrderReading>>> read,
        Func<StoreOrder, ParcelPlan, CancellationToken, Task<CallResult<ParcelWritten>>> write,
        CancellationToken cancellationToken
    )
    {
        for (var look = 1; ; look++)
        {
            var order = await ReadAsync(read, cancellationToken);
            if (!order.IsSuccess)
            {
                return order.As<TrackingReceipt>();
            }

            var plan = ParcelPlan.Of(order.Value, push);
            if (plan.Refusal is { } refusal)
            {
                return CallResult.Refused<TrackingReceipt>(refusal.Code, refusal.Text, refusal.Meaning);
            }

            if (plan.Lines.Count == 0)
            {
                return CallResult.Success(new TrackingReceipt(plan.FulfilmentId!, true, Order: order.Value));
            }

            var written = await write(order.Value, plan, cancellationToken);
            if (written.IsSuccess)
            {
                return CallResult.Success(ReceiptOf(written.Value));
            }

            // A refusal means that the order is no longer what was read: one more look says what became of it.
            if (written.Outcome != CallOutcome.Refused || written.Problem.Kind != ProblemKind.Rejected || look == 2)
            {
                return written.As<TrackingReceipt>();
            }
        }
    }

    /// <summary>Changes the numbers of a fulfilment.</summary>
    /// <param name="fulfilmentId">The fulfilment.</param>
    /// <param name="push">The number that is to be there.</param>
    /// <param name="keepsOthers">Whether all numbers stay that are there; if not, all but <see cref="TrackingPush.Replaces"/> do, or
    /// none.</param>
    /// <param name="read">Reads the order.</param>
    /// <param name="write">Writes the number, beside those that stay.</param>
    public static async Task<CallResult<TrackingReceipt>> ChangeAsync(
        string fulfilmentId,
        TrackingPush push,
        bool keepsOthers,
        Func<CancellationToken, Task<CallResult<StoreOrderReading>>> read,
        Func<StoreFulfilment, IReadOnlyList<string>, CancellationToken, Task<CallResult<ParcelWritten>>> write,
        CancellationToken cancellationToken
    )
    {
        var order = await ReadAsync(read, cancellationToken);
        if (!order.IsSuccess)
        {
            return order.As<TrackingReceipt>();
        }

        if (order.Value.Fulfilments.FirstOrDefault(one => one.FulfilmentId == fulfilmentId) is not { } fulfilment)
        {
            return CallResult.Refused<TrackingReceipt>("no-such-fulfilment", "The order has no such fulfilment.", RefusalMeaning.NotFound);
        }

        if (fulfilment.IsCancelled)
        {
            return CallResult.Refused<TrackingReceipt>(
                "fulfilment-cancelled",
                "The fulfilment was cancelled in the store.",
                RefusalMeaning.WrongState
            );
        }

        if (fulfilment.TrackingNumbers.Holds(push.TrackingNumber))
        {
            return CallResult.Success(new TrackingReceipt(fulfilmentId, true, Order: order.Value));
        }

        var kept = fulfilment
            .TrackingNumbers.Where(number => keepsOthers || (push.Replaces is { } old && !TrackingNumbers.AreSame(number, old)))
            .ToList();
        var written = await write(fulfilment, kept, cancellationToken);
        return written.Map(ReceiptOf);
    }

    private static TrackingReceipt ReceiptOf(ParcelWritten written) =>
        new(written.FulfilmentId, false, Order: written.Order, CarrierAs: written.CarrierAs);

    private static async Task<CallResult<StoreOrder>> ReadAsync(
        Func<CancellationToken, Task<CallResult<StoreOrderReading>>> read,
        CancellationToken cancellationToken
    )
    {
        var reading = await read(cancellationToken);
        return !reading.IsSuccess ? reading.As<StoreOrder>()
            : reading.Value.Order is { } order ? CallResult.Success(order)
            : CallResult.NotSent<StoreOrder>(
                new CallProblem(ProblemKind.Unreadable, "unreadable", reading.Value.Problem ?? "the order cannot be read")
            );
    }
}

/// <summary>What a write left in the store.</summary>
/// <param name="FulfilmentId">The fulfilment that carries the number.</param>
/// <param name="Order">The order as the reply tells it; null where it does not.</param>
/// <param name="CarrierAs">What the platform was told of a carrier that it does not list; null for one that it lists.</param>
internal sealed record ParcelWritten(string FulfilmentId, StoreOrder? Order = null, string? CarrierAs = null);

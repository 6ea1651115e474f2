using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Reads an order on 1688 again after a change, and takes in what became of it. An order that cannot be read now is queued for
/// later.</summary>
public sealed class SupplierSync(
    IOrders orders,
    IPurchasingAccounts accounts,
    SupplierOrderFetch fetch,
    SupplierOrderUpdate update,
    PurchasingAccountHealth health,
    RecentSupplierOrders recent,
    SupplierChangeQueue queue
)
{
    /// <summary>Reads one order and takes in what became of it.</summary>
    /// <param name="change">The account and the order.</param>
    /// <param name="isRedelivery">Whether an earlier try may have broken off.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Why it was queued for later or cannot be read; null when it was taken in.</returns>
    public async Task<CallProblem?> ReadAgainAsync(SupplierChange change, bool isRedelivery, CancellationToken cancellationToken)
    {
        // A notification from here on may be newer than what is read now.
        recent.ForgetAsking(change.PurchasingAccountId, change.SupplierOrderId);
        return await ReadAsync(change, isRedelivery, cancellationToken);
    }

    /// <summary>Reads one order at once. Should that fail, the message in the queue has its own tries, and a person hears of it when they
    /// are used up.</summary>
    public async Task ReadNowAsync(SupplierChange change, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(change, isRedelivery: false, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            recent.ForgetAsking(change.PurchasingAccountId, change.SupplierOrderId);
            await queue.SendAsync(change with { IsRedelivery = true }, cancellationToken);
        }
    }

    private async Task<CallProblem?> ReadAsync(SupplierChange change, bool isRedelivery, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(change.PurchasingAccountId, cancellationToken) is not { } account)
        {
            return null;
        }

        if (await fetch.WaitAsync(account, cancellationToken) is { } wait)
        {
            await queue.SendLaterAsync(change, wait, cancellationToken);
            return null;
        }

        var read = await fetch.ReadAsync(account, change.SupplierOrderId, cancellationToken);
        if (!read.IsSuccess)
        {
            return await PutBackAsync(account, change, read.Outcome, read.Problem, cancellationToken);
        }

        if (
            !PurchaseOrderKey.TryParse(read.Value.Key, out var key)
            || await orders.LoadAsync(key.Order, cancellationToken) is not { } before
            || before.Find(key) is null
        )
        {
            // Bought by hand, or by another system.
            return null;
        }

        isRedelivery |= change.IsRedelivery;
        var shipped = await fetch.ReadParcelsAsync(account, read.Value, cancellationToken);
        var after = await update.TakeAsync(
            before,
            key,
            read.Value,
            shipped.IsSuccess ? shipped.Value : read.Value.Parcels,
            isRedelivery,
            cancellationToken
        );
        if (!shipped.IsSuccess)
        {
            return await ReadParcelsLaterAsync(account, after.Find(key)!, read.Value, shipped, cancellationToken);
        }

        var isUnchanged = before.EventCount == after.EventCount;
        if (isRedelivery || !isUnchanged || recent.IsDone(account.Id, change.SupplierOrderId, read.Value.ModifiedAt))
        {
            recent.NoteDone(account.Id, change.SupplierOrderId, read.Value.ModifiedAt);
        }

        // Else another instance has saved it and may have broken off before it told anybody: the sweep reads it as such.
        return null;
    }

    // The parcels are not told. What the order itself says is taken in; what is still missing is asked for later, and a person hears of it.
    private async Task<CallProblem> ReadParcelsLaterAsync(
        PurchasingAccount account,
        PurchaseOrder purchase,
        SupplierOrder order,
        CallResult<IReadOnlyList<SupplierParcel>> shipped,
        CancellationToken cancellationToken
    )
    {
        var problem = shipped.Problem!;
        var change = new SupplierChange(account.Id, order.OrderId);
        if (shipped.Outcome != CallOutcome.Refused)
        {
            return await PutBackAsync(account, change, shipped.Outcome, problem, cancellationToken);
        }

        if (problem.Kind == ProblemKind.Unauthorized)
        {
            // The order was read with the same credentials a moment ago: it is this one interface that the app may not use.
            await health.TellRefusedAsync(account, problem.ToString(), cancellationToken);
        }

        var isAwaited =
            order.Status is SupplierOrderStatus.AwaitingReceipt or SupplierOrderStatus.Received or SupplierOrderStatus.Completed
            && !PurchaseOrderTransitions.IsFinal(purchase.State)
            && !purchase.Parcels.Any(parcel => parcel.SupplierOrderId == order.OrderId && !parcel.IsNameless);
        if (!isAwaited)
        {
            return problem;
        }

        if (problem.Kind != ProblemKind.Unauthorized)
        {
            await health.TellParcelsRefusedAsync(account, order, problem, cancellationToken);
        }

        await queue.SendAfterSweepAsync(change, cancellationToken);
        return problem;
    }

    private async Task<CallProblem> PutBackAsync(
        PurchasingAccount account,
        SupplierChange change,
        CallOutcome outcome,
        CallProblem problem,
        CancellationToken cancellationToken
    )
    {
        var pause = await fetch.NoteAsync(account, problem, cancellationToken);
        if (problem.Kind == ProblemKind.Unauthorized)
        {
            // The sweep has counted this change as taken in: it waits here until the account works again.
            await queue.SendAfterSweepAsync(change, cancellationToken);
        }
        else if (outcome != CallOutcome.Refused)
        {
            await queue.SendLaterAsync(change, pause, cancellationToken);
        }

        return problem;
    }
}

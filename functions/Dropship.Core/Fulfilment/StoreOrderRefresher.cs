using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment;

/// <summary>Asks the store once more, right before money moves: what changed there meanwhile is taken in and acted upon first.</summary>
public sealed class StoreOrderRefresher(IStoreAccounts accounts, IStorePlatforms platforms, IOrders orders, OrderIntake intake, OrderReviewer reviewer)
{
    /// <returns>The order as it is now.</returns>
    /// <exception cref="OutsideUnavailableException">The store could not be read, or what it says cannot be made out.</exception>
    public async Task<Order> ReadAsync(Order record, string step, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(record.Key.AccountId, cancellationToken);
        var read = await platforms.Require(account).ReadOrderAsync(account, record.Key.StoreOrderId, cancellationToken);
        if (!read.IsSuccess)
        {
            throw new OutsideUnavailableException(step, read.Problem);
        }

        if (read.Value.Order is not { } order)
        {
            throw new OutsideUnavailableException(step, new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Problem ?? "the order cannot be read"));
        }

        if (order.UpdatedAt < record.StoreOrder.UpdatedAt || (order.UpdatedAt == record.StoreOrder.UpdatedAt && OrderIntake.IsSame(order, record.StoreOrder)))
        {
            // What was written down of it may not have been acted upon yet.
            return await reviewer.ReviewAsync(record, account, cancellationToken);
        }

        await intake.TakeAsync(account, read.Value, cancellationToken);
        return await reviewer.ReviewAsync(await orders.RequireAsync(record.Key, cancellationToken), account, cancellationToken);
    }
}

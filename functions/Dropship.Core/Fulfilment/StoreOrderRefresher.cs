using Dropship.Core.Ingest;
using Dropship.Core.Orders;
using Dropship.Core.Planning;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment;

/// <summary>Reads the store order again right before money moves. What changed there is taken in and acted upon first.</summary>
public sealed class StoreOrderRefresher(
    IStoreAccounts accounts,
    IStorePlatforms platforms,
    IOrders orders,
    OrderIntake intake,
    OrderReviewer reviewer,
    OrderMapper mapper
)
{
    /// <returns>The order as it is now.</returns>
    /// <exception cref="OutsideUnavailableException">The store could not be read, or its reply is not readable.</exception>
    public async Task<Order> ReadAsync(Order order, string step, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(order.Key.AccountId, cancellationToken);
        var read = await platforms.Require(account).ReadOrderAsync(account, order.Key.StoreOrderId, cancellationToken);
        if (!read.IsSuccess)
        {
            throw new OutsideUnavailableException(step, read.Problem);
        }

        if (read.Value.Order is not { } now)
        {
            throw new OutsideUnavailableException(
                step,
                new CallProblem(ProblemKind.Unreadable, "unreadable", read.Value.Problem ?? "the order cannot be read")
            );
        }

        if (now.UpdatedAt < order.StoreOrder.UpdatedAt || (now.UpdatedAt == order.StoreOrder.UpdatedAt && now.IsSameAs(order.StoreOrder)))
        {
            // A change that was saved before may not have been acted upon yet.
            return await reviewer.ReviewAsync(order, account, cancellationToken);
        }

        await intake.TakeAsync(account, read.Value, order, mapper.AtOnce(isRedelivery: false), cancellationToken);
        return await orders.RequireAsync(order.Key, cancellationToken);
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Erases the personal data of all orders of a store, open ones too, because the store asks for it.</summary>
public sealed class StoreErasure(
    IOrders orders,
    PersonalDataErasure erasure,
    IWorkQueues queues,
    PersonalDataOptions options,
    TimeProvider time
)
{
    private const int Hands = 8;

    /// <summary>Goes on for as long as it may, and asks for another turn when there is more. May run any number of times.</summary>
    /// <param name="accountId">The store account.</param>
    public async Task EraseAsync(string accountId, CancellationToken cancellationToken)
    {
        var begin = time.GetUtcNow();
        var isOver = false;

        // Those at their end after the open, so that nothing is missed that moves there meanwhile.
        var due = orders
            .ListOpenAsync(null, cancellationToken)
            .Concat(orders.ListUnerasedAsync(DateOnly.MaxValue, cancellationToken))
            .Where(order => order.Key.AccountId == accountId && order.PersonalDataErasedAt is null)
            .TakeWhile(_ => !(isOver = time.GetUtcNow() - begin >= options.RunFor));
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = Hands, CancellationToken = cancellationToken },
            async (order, token) => await erasure.EraseAsync(order.Key, "the store asked for it", token)
        );
        if (isOver)
        {
            await queues.SendErasureAsync(accountId, cancellationToken);
        }
    }
}

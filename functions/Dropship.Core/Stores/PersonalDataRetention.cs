using Dropship.Core.Operations;
using Dropship.Core.Purchasing;

namespace Dropship.Core.Stores;

/// <summary>Erases the personal data of orders whose end is long enough ago. One that is not at its end keeps it, however old it is.</summary>
public sealed class PersonalDataRetention(IOrders orders, PersonalDataErasure erasure, PersonalDataOptions options, TimeProvider time)
{
    /// <returns>How many orders were erased.</returns>
    public async Task<int> EraseDueAsync(CancellationToken cancellationToken)
    {
        var endedBefore = time.GetUtcNow() - options.RetainFor;
        var due = new List<OrderKey>();
        await foreach (var order in orders.ListAsync(includeFinal: true, cancellationToken))
        {
            if (IsDue(order, endedBefore))
            {
                due.Add(order.Key);
            }

            if (due.Count == options.OrdersPerRun)
            {
                break;
            }
        }

        var erased = 0;
        foreach (var key in due)
        {
            // The list is a view; the order itself says where it stands.
            if (await orders.LoadAsync(key, cancellationToken) is { } record && IsDue(OrderSummary.Of(record), endedBefore))
            {
                await erasure.EraseAsync(key, Who.System, "it ended long enough ago", cancellationToken);
                erased++;
            }
        }

        return erased;
    }

    private static bool IsDue(OrderSummary order, DateTimeOffset endedBefore) =>
        order.PersonalDataErasedAt is null
        && OrderTransitions.IsFinal(order.State)
        && order.StateSince < endedBefore
        && order.PurchaseOrders.All(purchase => PurchaseOrderTransitions.IsFinal(purchase.State) && purchase.StateSince < endedBefore);
}

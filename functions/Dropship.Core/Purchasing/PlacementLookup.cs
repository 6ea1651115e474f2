using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Finds out by our key whether 1688 made an order whose creation is in doubt. Nothing is created here.</summary>
public sealed class PlacementLookup(
    ISupplierMarket market,
    CircuitBreaker breaker,
    PlacementEdits edits,
    PurchasingOptions options,
    TimeProvider time
)
{
    /// <returns>The order as it is now; unchanged while the look-up is not due.</returns>
    public async Task<Order> LookUpAsync(
        Order order,
        PurchaseOrder purchase,
        PurchasingAccount account,
        CancellationToken cancellationToken
    )
    {
        var dueAt = purchase.Placement!.LookUpAt;
        if (dueAt > time.GetUtcNow())
        {
            return order;
        }

        var service = CircuitBreaker.PurchasingAccount(account.Id);
        if (await breaker.WaitAsync(service, cancellationToken) is { } wait)
        {
            return await edits.PostponeLookUpAsync(
                order,
                purchase.Key,
                EventKinds.LookUpWaits,
                "1688 does not answer",
                wait,
                cancellationToken
            );
        }

        var found = await market.FindByKeyAsync(account, purchase.Key.Value, cancellationToken);
        var pause = await breaker.NoteAsync(service, account.DisplayName, found.Problem, cancellationToken);
        if (!found.IsSuccess)
        {
            var next = pause > options.LookUpAgainAfter ? pause.Value : options.LookUpAgainAfter;
            return await edits.PostponeLookUpAsync(
                order,
                purchase.Key,
                EventKinds.LookUpFailed,
                found.Problem.ToString(),
                next,
                cancellationToken
            );
        }

        if (found.Value.Count == 0)
        {
            return await edits.CountEmptyLookUpAsync(order, purchase.Key, dueAt, cancellationToken);
        }

        IReadOnlyList<SupplierOrderRecord> placed = [.. found.Value.Select(SupplierOrderRecord.From)];
        return await edits.AdoptAsync(
            order,
            purchase.Key,
            placed,
            PurchaseAdoption.FindLeftOut(purchase, placed),
            "the look-up found it on 1688",
            cancellationToken
        );
    }
}

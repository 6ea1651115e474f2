using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Planning;

/// <summary>Looks at an order with all that the review needs to know, and writes what it decides.</summary>
public sealed class OrderReviewer(
    IOrders orders,
    IStoreAccounts accounts,
    IForwarderAccounts forwarders,
    ISkuMappings mappings,
    TimeProvider time
)
{
    /// <returns>The order as it is now.</returns>
    public async Task<Order> ReviewAsync(Order record, CancellationToken cancellationToken) =>
        await ReviewAsync(record, await accounts.RequireAsync(record.Key.AccountId, cancellationToken), cancellationToken);

    /// <summary>Overload for callers that already loaded the store account.</summary>
    public async Task<Order> ReviewAsync(Order record, StoreAccount account, CancellationToken cancellationToken)
    {
        var decide = await PrepareAsync(account, record, cancellationToken);
        return await orders.EditFromAsync(record, Actor.System, time, decide, cancellationToken);
    }

    /// <summary>Reads what the decision over an order needs to know, and notes which variants the mappings stand for by it.</summary>
    /// <returns>The decision.</returns>
    public async Task<Action<OrderEdit>> PrepareAsync(StoreAccount account, Order record, CancellationToken cancellationToken)
    {
        var known = await KnowAsync(account, record, cancellationToken);
        var forwarder = await forwarders.FindForAsync(account, cancellationToken);
        return edit => OrderReview.Apply(edit, account, forwarder, known);
    }

    // Noted before anything is planned: of two orders at once with different variants, one sees the other's.
    private async Task<IReadOnlyDictionary<string, SkuMapping>> KnowAsync(
        StoreAccount account,
        Order record,
        CancellationToken cancellationToken
    )
    {
        var known = await mappings.MatchAsync(record.Key.AccountId, OrderReview.FindSkus(record), cancellationToken);
        if (OrderReview.FindNewVariants(record, account, known) is not { Count: > 0 } shown)
        {
            return known;
        }

        var noted = known.ToDictionary(StringComparer.Ordinal);
        foreach (var (mapping, variant) in shown)
        {
            if (await mappings.NoteVariantAsync(mapping.AccountId, mapping.Sku, variant, cancellationToken) is { } now)
            {
                foreach (var sku in known.Where(entry => entry.Value.Sku == mapping.Sku).Select(entry => entry.Key))
                {
                    noted[sku] = now;
                }
            }
        }

        return noted;
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Purchasing;

/// <summary>Reads an order and its parcels from 1688, and notes what that says about 1688 and the account.</summary>
public sealed class SupplierOrderFetch(
    ISupplierMarket market,
    IAdoptedOrders adopted,
    CircuitBreaker breaker,
    PurchasingAccountHealth health
)
{
    /// <summary>How long 1688 is left alone before the next call; null when it may be called.</summary>
    public Task<TimeSpan?> WaitAsync(PurchasingAccount account, CancellationToken cancellationToken) =>
        breaker.WaitAsync(CircuitBreaker.PurchasingAccount(account.Id), cancellationToken);

    /// <summary>Notes how a call ended.</summary>
    /// <returns>How long 1688 is left alone; null when it may be called.</returns>
    public Task<TimeSpan?> NoteAsync(PurchasingAccount account, CallProblem? problem, CancellationToken cancellationToken) =>
        breaker.NoteAsync(CircuitBreaker.PurchasingAccount(account.Id), account.DisplayName, problem, cancellationToken);

    /// <returns>The order with the key of its purchase order, which one that was placed by hand does not carry itself.</returns>
    public async Task<CallResult<SupplierOrder>> ReadAsync(PurchasingAccount account, string orderId, CancellationToken cancellationToken)
    {
        var read = await market.ReadOrderAsync(account, orderId, cancellationToken);
        if (!read.IsSuccess)
        {
            return read;
        }

        await NoteAsync(account, null, cancellationToken);
        return
            !PurchaseOrderKey.TryParse(read.Value.Key, out _) && await adopted.FindAsync(account.Id, orderId, cancellationToken) is { } key
            ? CallResult.Success(read.Value with { Key = key.Value })
            : read;
    }

    /// <returns>None while there are no parcels; a problem when 1688 does not tell.</returns>
    public async Task<CallResult<IReadOnlyList<SupplierParcel>>> ReadParcelsAsync(
        PurchasingAccount account,
        SupplierOrder order,
        CancellationToken cancellationToken
    )
    {
        if (order is not { IsPaid: true, Status: not (SupplierOrderStatus.AwaitingPayment or SupplierOrderStatus.Cancelled) })
        {
            return CallResult.Success<IReadOnlyList<SupplierParcel>>([]);
        }

        var shipped = await market.ReadParcelsAsync(account, order.OrderId, cancellationToken);
        if (shipped.IsSuccess)
        {
            await health.ResolveParcelsAsync(account, cancellationToken);
            return shipped;
        }

        return shipped.Problem.Meaning == RefusalMeaning.NotYetShipped ? CallResult.Success<IReadOnlyList<SupplierParcel>>([]) : shipped;
    }
}

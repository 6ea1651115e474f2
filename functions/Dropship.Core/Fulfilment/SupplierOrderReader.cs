using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment;

/// <summary>Reads the market's orders behind a purchase order, and takes in what they say.</summary>
public sealed class SupplierOrderReader(IOrders orders, IPurchasingAccounts purchasingAccounts, ISupplierMarket market, TimeProvider time)
{
    /// <param name="record">The order as it was loaded.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="step">The step that wants to know, for the error's words.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="OutsideUnavailableException">The market could not be read.</exception>
    public Task<Order> ReadAsync(Order record, PurchaseOrderKey key, string step, CancellationToken cancellationToken) =>
        ReadAsync(record, key, step, _ => { }, cancellationToken);

    /// <summary>The same, and changes the order further in the same write.</summary>
    public async Task<Order> ReadAsync(
        Order record,
        PurchaseOrderKey key,
        string step,
        Action<OrderEdit> then,
        CancellationToken cancellationToken
    )
    {
        var purchase = record.Find(key)!;
        var purchasingAccount = await purchasingAccounts.RequireAsync(purchase.PurchasingAccountId, cancellationToken);
        var read = new List<SupplierOrder>();
        foreach (var order in purchase.SupplierOrders)
        {
            var result = await market.ReadOrderAsync(purchasingAccount, order.OrderId, cancellationToken);
            read.Add(result.IsSuccess ? result.Value : throw new OutsideUnavailableException(step, result.Problem));
        }

        return await orders.EditFromAsync(
            record,
            Actor.Market,
            time,
            edit =>
            {
                SupplierProgress.Apply(edit, key, read);
                then(edit);
            },
            cancellationToken
        );
    }
}

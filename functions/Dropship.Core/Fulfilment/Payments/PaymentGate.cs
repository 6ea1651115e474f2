using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>The checks that every approved purchase order passes before it is paid: the stop switch, and the guards with the amount as it
/// is now.</summary>
public sealed class PaymentGate(IStoreAccounts stores, IPurchasingAccounts purchasingAccounts, PurchaseGuards guards, IStopSwitch stop)
{
    /// <summary>The stop of all outgoing money; null when there is none.</summary>
    public Task<StopState?> FindStopAsync(CancellationToken cancellationToken) => stop.FindStopAsync(cancellationToken);

    /// <summary>The guard that forbids the payment; null when none does.</summary>
    public async Task<GuardViolation?> JudgeAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        await guards.JudgeAsync(order, key, await stores.RequireAsync(order.Key.AccountId, cancellationToken), cancellationToken);

    /// <summary>The account that pays.</summary>
    public Task<PurchasingAccount> RequireAccountAsync(PurchaseOrder purchase, CancellationToken cancellationToken) =>
        purchasingAccounts.RequireAsync(purchase.PurchasingAccountId, cancellationToken);
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Fulfilment.Payments;

/// <summary>What every approved purchase order passes before it is paid: the switch, and the figures once more, with the amount as it is now.</summary>
public sealed class PaymentGate(IStoreAccounts stores, PurchaseGuards guards, IStopSwitch stop)
{
    /// <summary>Whether all outgoing money is stopped.</summary>
    public async Task<bool> IsStoppedAsync(CancellationToken cancellationToken) => (await stop.ReadAsync(cancellationToken)).IsStopped;

    /// <summary>What speaks against paying; null when nothing does.</summary>
    public async Task<GuardViolation?> JudgeAsync(Order record, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        guards.Judge(record, key, await stores.RequireAsync(record.Key.AccountId, cancellationToken));
}

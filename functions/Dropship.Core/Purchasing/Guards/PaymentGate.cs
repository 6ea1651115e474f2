using Dropship.Core.Stores;

namespace Dropship.Core.Purchasing.Guards;

/// <summary>What every approved purchase order passes before it is paid: the switch, and the figures once more, with the amount as it is now.</summary>
public sealed class PaymentGate(IStoreAccounts stores, PurchaseGuards guards, IStopSwitch stop)
{
    /// <summary>Whether all outgoing money is stopped.</summary>
    public async Task<bool> IsStoppedAsync(CancellationToken cancellationToken) => (await stop.ReadAsync(cancellationToken)).IsStopped;

    /// <summary>What speaks against paying; null when nothing does.</summary>
    public async Task<Objection?> JudgeAsync(OrderRecord record, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        guards.Judge(record, key, await stores.RequireAsync(record.Key.AccountId, cancellationToken));
}

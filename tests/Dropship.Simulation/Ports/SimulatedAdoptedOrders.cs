using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Simulation.Ports;

/// <summary>Nobody places by hand in a run.</summary>
internal sealed class SimulatedAdoptedOrders : IAdoptedOrders
{
    public Task<PurchaseOrderKey?> FindAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken) =>
        Task.FromResult<PurchaseOrderKey?>(null);

    public Task<PurchaseOrderKey> ClaimAsync(
        string purchasingAccountId,
        string supplierOrderId,
        PurchaseOrderKey key,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("Nobody places by hand in a run.");

    public Task RemoveAsync(string purchasingAccountId, string supplierOrderId, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody places by hand in a run.");
}

using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

internal sealed class SimulatedStoreAccounts(Wire wire, Action<string, PullCursor> onCursor)
    : SimulatedAccounts<StoreAccount>(wire, "store", account => account.Id, onCursor),
        IStoreAccounts
{
    public Task<IAsyncDisposable?> TryClaimAsync(string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody sets a store up in a simulation.");
}

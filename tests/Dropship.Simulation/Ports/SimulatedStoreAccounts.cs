using Dropship.Core.Ports;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Memory;

namespace Dropship.Simulation.Ports;

internal sealed class SimulatedStoreAccounts(Wire wire, MemoryStoreAccounts rows, Action<string, PullCursor> onCursor)
    : SimulatedAccounts<StoreAccount>(wire, rows, "store", account => account.Id, onCursor),
        IStoreAccounts
{
    public Task<IAsyncDisposable?> TryClaimAsync(string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody sets a store up in a simulation.");
}

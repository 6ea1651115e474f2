using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

internal sealed class SimulatedStoreAccounts(Wire wire, Action<string, PullCursor> onCursor)
    : SimulatedAccounts<StoreAccount>(wire, "store", account => account.Id, onCursor),
        IStoreAccounts;

using Dropship.Core.Ports;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Memory;

namespace Dropship.Simulation.Ports;

internal sealed class SimulatedPurchasingAccounts(Wire wire, MemoryPurchasingAccounts rows)
    : SimulatedAccounts<PurchasingAccount>(wire, rows, "buyer", account => account.Id, null),
        IPurchasingAccounts;

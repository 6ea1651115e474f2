using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

internal sealed class SimulatedPurchasingAccounts(Wire wire)
    : SimulatedAccounts<PurchasingAccount>(wire, "buyer", account => account.Id, null),
        IPurchasingAccounts;

using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

internal sealed class SimulatedBuyerAccounts(Wire wire)
    : SimulatedAccounts<BuyerAccount>(wire, "buyer", account => account.Id, null), IBuyerAccounts;

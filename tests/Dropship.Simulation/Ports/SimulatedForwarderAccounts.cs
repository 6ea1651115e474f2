using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

internal sealed class SimulatedForwarderAccounts(Wire wire)
    : SimulatedAccounts<ForwarderAccount>(wire, "forwarder", account => account.Id, null),
        IForwarderAccounts;

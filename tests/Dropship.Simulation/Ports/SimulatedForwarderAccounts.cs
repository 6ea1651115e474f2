using Dropship.Core.Ports;
using Dropship.Simulation.Engine;
using Dropship.TestKit.Memory;

namespace Dropship.Simulation.Ports;

internal sealed class SimulatedForwarderAccounts(Wire wire, MemoryForwarderAccounts rows)
    : SimulatedAccounts<ForwarderAccount>(wire, rows, "forwarder", account => account.Id, null),
        IForwarderAccounts;

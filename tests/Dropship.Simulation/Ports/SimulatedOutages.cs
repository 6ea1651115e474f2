using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Outages behind the wire. As each host keeps what it read last, asking costs no turn.</summary>
internal sealed class SimulatedOutages(Wire wire, IOutages rows) : IOutages
{
    public Task<Outage?> FindAsync(string service, CancellationToken cancellationToken) => rows.FindAsync(service, cancellationToken);

    public Task<bool> TrySaveAsync(Outage outage, CancellationToken cancellationToken) =>
        wire.TableAsync("save outage", outage.Service, () => rows.TrySaveAsync(outage, cancellationToken));

    public Task RemoveAsync(string service, CancellationToken cancellationToken) =>
        wire.TableAsync("remove outage", service, () => rows.RemoveAsync(service, cancellationToken));
}

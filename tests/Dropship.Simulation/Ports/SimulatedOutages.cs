using Dropship.Core.Ports;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Outages in memory. As each host keeps what it read last, asking costs no turn.</summary>
internal sealed class SimulatedOutages(Wire wire) : IOutages
{
    private readonly Rows<Outage> _rows = new(
        outage => outage.Service,
        outage => outage.Version,
        (outage, version) => outage with { Version = version }
    );

    public Task<Outage?> FindAsync(string service, CancellationToken cancellationToken) => Task.FromResult(_rows.Find(service));

    public Task<bool> TrySaveAsync(Outage outage, CancellationToken cancellationToken) =>
        wire.StoreAsync("save outage", outage.Service, () => _rows.TrySave(outage));

    public Task RemoveAsync(string service, CancellationToken cancellationToken) =>
        wire.StoreAsync("remove outage", service, () => _rows.Remove(service));
}

using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

public sealed class MemoryOutages : IOutages
{
    private readonly MemoryRows<Outage> _rows = new(
        outage => outage.Service,
        outage => outage.Version,
        (outage, version) => outage with { Version = version }
    );

    public Task<Outage?> FindAsync(string service, CancellationToken cancellationToken) => Task.FromResult(_rows.Find(service));

    public Task<bool> TrySaveAsync(Outage outage, CancellationToken cancellationToken) => Task.FromResult(_rows.TrySave(outage));

    public Task RemoveAsync(string service, CancellationToken cancellationToken) => Task.FromResult(_rows.Remove(service));
}

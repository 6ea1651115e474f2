using Dropship.Core.Ports;

namespace Dropship.Simulation.Ports;

/// <summary>No exchange rates but those of the settings.</summary>
internal sealed class NoFetchedRates : IFetchedRates
{
    public Task<RateRecord?> FindAsync(CancellationToken cancellationToken) => Task.FromResult<RateRecord?>(null);

    public Task<bool> TrySaveAsync(RateRecord record, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is fetched in a simulation.");
}

using System.Globalization;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

/// <summary>Fetched exchange rates in memory.</summary>
public sealed class MemoryFetchedRates : IFetchedRates
{
    private int _version;

    public RateRecord? Record { get; set; }

    public Task<RateRecord?> FindAsync(CancellationToken cancellationToken) => Task.FromResult(Record);

    public Task<bool> TrySaveAsync(RateRecord record, CancellationToken cancellationToken)
    {
        if (record.Version != Record?.Version)
        {
            return Task.FromResult(false);
        }

        Record = record with { Version = (++_version).ToString(CultureInfo.InvariantCulture) };
        return Task.FromResult(true);
    }
}

using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Upkeep;

/// <summary>One row for each service that does not respond, cached for a few seconds.</summary>
internal sealed class TableOutages(TableServiceClient tables, TimeProvider time) : IOutages
{
    private const string Partition = "outage";

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5);

    private readonly TableClient _table = tables.GetTableClient(TableNames.Outages);
    private readonly VersionedRows<Outage> _rows = new(
        tables.GetTableClient(TableNames.Outages),
        outage => outage.Version,
        (outage, version) => outage with { Version = version }
    );
    private readonly ConcurrentDictionary<string, (Outage? Outage, DateTimeOffset ReadAt)> _recent = new(StringComparer.Ordinal);

    public async Task<Outage?> FindAsync(string service, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_recent.TryGetValue(service, out var known) && now - known.ReadAt < s_kept)
        {
            return known.Outage;
        }

        var outage = await _rows.FindAsync(Partition, TableKeys.Escape(service), cancellationToken);
        _recent[service] = (outage, now);
        return outage;
    }

    public async Task<bool> TrySaveAsync(Outage outage, CancellationToken cancellationToken)
    {
        _recent.TryRemove(outage.Service, out _);
        return await _rows.TrySaveAsync(Partition, TableKeys.Escape(outage.Service), outage, cancellationToken);
    }

    public async Task RemoveAsync(string service, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(Partition, TableKeys.Escape(service), ETag.All, cancellationToken);
        _recent[service] = (null, time.GetUtcNow());
    }
}

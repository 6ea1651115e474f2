using Azure.Data.Tables;
using Dropship.Core.Ports;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Upkeep;

/// <summary>The fetched exchange rates in one row, cached for a minute.</summary>
internal sealed class TableFetchedRates(TableServiceClient tables, TimeProvider time) : IFetchedRates
{
    private const string Partition = "rates";
    private const string Row = "latest";

    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    private readonly VersionedRows<RateRecord> _rows = new(
        tables.GetTableClient(TableNames.ExchangeRates),
        record => record.Version,
        (record, version) => record with { Version = version }
    );
    private Cached? _recent;

    public async Task<RateRecord?> FindAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_recent is { } known && now - known.ReadAt < s_kept)
        {
            return known.Record;
        }

        var record = await _rows.FindAsync(Partition, Row, cancellationToken);
        _recent = new Cached(record, now);
        return record;
    }

    public async Task<bool> TrySaveAsync(RateRecord record, CancellationToken cancellationToken)
    {
        _recent = null;
        return await _rows.TrySaveAsync(Partition, Row, record, cancellationToken);
    }

    private sealed record Cached(RateRecord? Record, DateTimeOffset ReadAt);
}

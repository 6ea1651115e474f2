using Azure.Data.Tables;
using Dropship.Core.Operations;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Operations;

/// <summary>The newest digest in one row beside the mails that wait.</summary>
internal sealed class TableDigests(TableServiceClient service) : IDigests
{
    private const string Partition = "digest";
    private const string Newest = "newest";

    private readonly VersionedRows<DigestRecord> _rows = new(
        service.GetTableClient(TableNames.WaitingMails),
        record => record.Version,
        (record, version) => record with { Version = version }
    );

    public Task<DigestRecord?> FindAsync(CancellationToken cancellationToken) => _rows.FindAsync(Partition, Newest, cancellationToken);

    public Task<DigestRecord?> TrySaveAsync(DigestRecord record, CancellationToken cancellationToken) =>
        _rows.SaveAsync(Partition, Newest, record, cancellationToken);
}

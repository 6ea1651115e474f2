using Azure.Data.Tables;
using Azure.Storage.Queues;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Dropship.Storage.Queues;
using Dropship.Storage.Tables;

namespace Dropship.Storage.Upkeep;

/// <summary>One row per reconciled account and side.</summary>
internal sealed class TableReconciliations(TableServiceClient tables, QueueServiceClient queues) : IReconciliations
{
    private readonly VersionedRows<ReconciliationRecord> _rows = new(
        tables.GetTableClient(TableNames.Reconciliations),
        record => record.Version,
        (record, version) => record with { Version = version }
    );
    private readonly QueueClient _turns = queues.GetQueueClient(QueueNames.Reconciliations);

    public Task<ReconciliationRecord?> FindAsync(ReconciledCounterparty side, string accountId, CancellationToken cancellationToken) =>
        _rows.FindAsync(side.ToString(), TableKeys.Escape(accountId), cancellationToken);

    public Task<IReadOnlyList<ReconciliationRecord>> ListAsync(CancellationToken cancellationToken) => _rows.ListAsync(cancellationToken);

    public Task<bool> TrySaveAsync(ReconciliationRecord record, CancellationToken cancellationToken) =>
        _rows.TrySaveAsync(record.Side.ToString(), TableKeys.Escape(record.AccountId), record, cancellationToken);

    public Task SendAsync(ReconciliationMessage turn, TimeSpan? after, CancellationToken cancellationToken) =>
        _turns.SendMessageAsync(turn.ToString(), after, cancellationToken: cancellationToken);
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;

namespace Dropship.TestKit.Memory;

/// <summary>Comparisons in memory, and the queue that carries them on.</summary>
public sealed class MemoryReconciliations : IReconciliations
{
    private readonly MemoryRows<ReconciliationRecord> _rows = new(
        record => KeyOf(record.Side, record.AccountId),
        record => record.Version,
        (record, version) => record with { Version = version }
    );

    public IReadOnlyCollection<ReconciliationRecord> Records => _rows.All;

    public Queue<(ReconciliationMessage Turn, TimeSpan? After)> Turns { get; } = [];

    public Task<ReconciliationRecord?> FindAsync(ReconciledCounterparty side, string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(_rows.Find(KeyOf(side, accountId)));

    public Task<IReadOnlyList<ReconciliationRecord>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReconciliationRecord>>([.. _rows.All]);

    public Task<bool> TrySaveAsync(ReconciliationRecord record, CancellationToken cancellationToken) =>
        Task.FromResult(_rows.TrySave(record));

    public Task SendAsync(ReconciliationMessage turn, TimeSpan? after, CancellationToken cancellationToken)
    {
        Turns.Enqueue((turn, after));
        return Task.CompletedTask;
    }

    private static string KeyOf(ReconciledCounterparty side, string accountId) => $"{side}|{accountId}";
}

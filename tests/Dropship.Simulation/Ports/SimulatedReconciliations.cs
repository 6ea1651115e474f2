using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Comparisons in memory, and the queue that carries them on.</summary>
internal sealed class SimulatedReconciliations(Wire wire, SimulatedQueue queue) : IReconciliations
{
    private readonly Rows<ReconciliationRecord> _rows = new(
        record => KeyOf(record.Side, record.AccountId),
        record => record.Version,
        (record, version) => record with { Version = version }
    );

    public Task<ReconciliationRecord?> FindAsync(ReconciledCounterparty side, string accountId, CancellationToken cancellationToken) =>
        wire.StoreAsync("find comparison", accountId, () => _rows.Find(KeyOf(side, accountId)));

    public Task<IReadOnlyList<ReconciliationRecord>> ListAsync(CancellationToken cancellationToken) =>
        wire.StoreAsync("list comparisons", string.Empty, () => (IReadOnlyList<ReconciliationRecord>)[.. _rows.All]);

    public Task<bool> TrySaveAsync(ReconciliationRecord record, CancellationToken cancellationToken) =>
        wire.StoreAsync("save comparison", record.AccountId, () => _rows.TrySave(record));

    public Task SendAsync(ReconciliationMessage turn, TimeSpan? after, CancellationToken cancellationToken) =>
        queue.SendAsync(turn.ToString(), after);

    private static string KeyOf(ReconciledCounterparty side, string accountId) => $"{side}|{accountId}";
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Upkeep;
using Dropship.Simulation.Engine;

namespace Dropship.Simulation.Ports;

/// <summary>Comparisons behind the wire, and the queue that carries them on.</summary>
internal sealed class SimulatedReconciliations(Wire wire, IReconciliations rows, SimulatedQueue queue) : IReconciliations
{
    public Task<ReconciliationRecord?> FindAsync(ReconciledCounterparty side, string accountId, CancellationToken cancellationToken) =>
        wire.TableAsync("find comparison", accountId, () => rows.FindAsync(side, accountId, cancellationToken));

    public Task<IReadOnlyList<ReconciliationRecord>> ListAsync(CancellationToken cancellationToken) =>
        wire.TableAsync("list comparisons", string.Empty, () => rows.ListAsync(cancellationToken));

    public Task<bool> TrySaveAsync(ReconciliationRecord record, CancellationToken cancellationToken) =>
        wire.TableAsync("save comparison", record.AccountId, () => rows.TrySaveAsync(record, cancellationToken));

    public Task SendAsync(ReconciliationMessage turn, TimeSpan? after, CancellationToken cancellationToken) =>
        queue.SendAsync(turn.ToString(), after);
}

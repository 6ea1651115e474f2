using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>The comparisons: one row for each account, and the messages that carry them on.</summary>
public interface IReconciliations
{
    Task<ReconciliationRecord?> FindAsync(ReconciledCounterparty side, string accountId, CancellationToken cancellationToken);

    Task<IReadOnlyList<ReconciliationRecord>> ListAsync(CancellationToken cancellationToken);

    /// <returns>False when another writer was faster; then nothing is written.</returns>
    Task<bool> TrySaveAsync(ReconciliationRecord record, CancellationToken cancellationToken);

    /// <summary>Has a comparison carried on.</summary>
    Task SendAsync(ReconciliationMessage turn, TimeSpan? after, CancellationToken cancellationToken);
}

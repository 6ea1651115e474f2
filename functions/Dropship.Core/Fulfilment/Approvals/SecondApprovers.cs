using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Knows who is told second: only when those who are told first do not act.</summary>
public sealed class SecondApprovers(IStoreAccounts accounts, ApprovalOptions options)
{
    /// <summary>All who are told of something at some time.</summary>
    public IReadOnlyList<Approver> All => options.Approvers;

    /// <summary>The second person of a store, or of what concerns no store: the one that the store account names, else the one of the
    /// settings. Null when there is none, when the name is nobody's, or when nobody else is there to be told first.</summary>
    /// <param name="storeAccountId">The store account; null for what concerns none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Approver?> FindAsync(string? storeAccountId, CancellationToken cancellationToken)
    {
        var account = storeAccountId is null ? null : await accounts.FindAsync(storeAccountId, cancellationToken);
        var id = account?.SecondApproverId ?? options.SecondApproverId;
        return id is null || All.All(one => one.Id == id) ? null : All.FirstOrDefault(one => one.Id == id);
    }
}

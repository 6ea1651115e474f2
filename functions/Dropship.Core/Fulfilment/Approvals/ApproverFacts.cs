using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Core.Purchasing.Guards;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Gathers what an approver needs to decide.</summary>
public sealed class ApproverFacts(IStoreAccounts accounts, IStopSwitch stop, CurrentRates rates)
{
    /// <exception cref="InvalidOperationException">The order's store account is not set up.</exception>
    public async Task<ApprovalFacts> GatherAsync(
        Order order,
        PurchaseOrder purchase,
        Approval approval,
        CancellationToken cancellationToken
    )
    {
        var account = await accounts.RequireAsync(order.Key.AccountId, cancellationToken);
        var state = await stop.ReadAsync(cancellationToken);
        return ApprovalFacts.Of(order, purchase, approval, account, await rates.ReadAsync(cancellationToken)) with
        {
            Stop = state is { IsStopped: true } ? state : null,
        };
    }
}

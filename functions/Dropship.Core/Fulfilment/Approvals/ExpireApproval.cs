using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Closes a round that nobody decided in time.</summary>
public sealed class ExpireApproval(IOrders orders, TimeProvider time) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.ExpireApproval;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken) =>
        new(
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                {
                    if (
                        edit.Record.Find(key)
                            is { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open } approval }
                        && approval.ExpiresAt <= edit.Now
                    )
                    {
                        edit.Replace(key, old => old with { Approval = approval with { State = ApprovalState.Expired } });
                        edit.Move(
                            key,
                            PurchaseOrderState.ApprovalExpired,
                            "nobody decided in time",
                            edit.HoldFor(HoldReasons.ApprovalExpired, approval.Amount.ToString())
                        );
                    }
                },
                cancellationToken
            )
        );
}

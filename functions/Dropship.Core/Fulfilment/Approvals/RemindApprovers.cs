using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Has the approvers told again, from some time on the second person, too.</summary>
public sealed class RemindApprovers(ApproverRequests requests, IOrders orders, ApprovalOptions options, TimeProvider time) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.Remind;

    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var purchase = order.Find(key)!;
        if (purchase is not { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open } approval })
        {
            return new StepResult(order);
        }

        var number = approval.Reminders + 1;
        if (await requests.TellAsync(order, purchase, ApproverMatterKind.Decision, number, cancellationToken) is { } due)
        {
            return new StepResult(order, due);
        }

        return new StepResult(
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit => edit.MarkMailed(key, approval.Round, number, ApprovalSchedule.Escalates(approval, number, options)),
                cancellationToken
            )
        );
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Mails each approver again.</summary>
public sealed class RemindApprovers(ApproverMails mails, IOrders orders, INotices notices, TimeProvider time) : IStepHandler
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
        await mails.SendAsync(
            order,
            purchase,
            approval,
            (facts, approver, page) => notices.AskForApproval(facts, approver, page, number),
            cancellationToken
        );
        return new StepResult(
            await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit =>
                    edit.ChangeRound(
                        key,
                        approval.Round,
                        EventKinds.ApprovalReminded,
                        $"reminder {number}",
                        round => round with { Reminders = number }
                    ),
                cancellationToken
            )
        );
    }
}

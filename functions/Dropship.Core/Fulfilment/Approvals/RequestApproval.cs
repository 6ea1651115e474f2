using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Reads what 1688 asks, opens a round for exactly that amount, and has each approver told.</summary>
public sealed class RequestApproval(
    SupplierOrderReader reader,
    ApproverRequests requests,
    SecondApprovers seconds,
    IOrders orders,
    ApprovalOptions options,
    TimeProvider time
) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.RequestApproval;

    /// <exception cref="OutsideUnavailableException">1688 could not be read or a mail not handed over. The round stays and is finished
    /// later.</exception>
    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (order.Find(key)!.Approval is not { State: ApprovalState.Open })
        {
            var second = await seconds.FindAsync(key.Order.AccountId, cancellationToken);
            order = await reader.ReadAsync(order, key, "request approval", edit => OpenRound(edit, key, second?.Id), cancellationToken);
        }

        var purchase = order.Find(key)!;
        if (
            purchase is
            {
                State: PurchaseOrderState.AwaitingApproval,
                CancelReason: null,
                Approval: { State: ApprovalState.Open, MailedAt: null } approval
            }
        )
        {
            if (await requests.TellAsync(order, purchase, ApproverMatterKind.Decision, reminder: 0, cancellationToken) is { } due)
            {
                return new StepResult(order, due);
            }

            order = await orders.EditFromAsync(
                order,
                Actor.System,
                time,
                edit => edit.MarkMailed(key, approval.Round, reminder: 0),
                cancellationToken
            );
        }

        return new StepResult(order);
    }

    private void OpenRound(OrderEdit edit, PurchaseOrderKey key, string? secondId)
    {
        var purchase = edit.Record.Find(key)!;
        if (purchase is { State: PurchaseOrderState.Rejected, CancelReason: null, Approval.State: ApprovalState.Postponed })
        {
            edit.Move(key, PurchaseOrderState.AwaitingApproval, "it is asked again");
            purchase = edit.Record.Find(key)!;
        }

        if (
            purchase is not { State: PurchaseOrderState.AwaitingApproval, CancelReason: null, Hold: null, Amount: { } amount }
            || purchase.Approval is { State: ApprovalState.Open }
        )
        {
            return;
        }

        var earlier = purchase.Approval;
        var round = new Approval
        {
            Round = (earlier?.Round ?? 0) + 1,
            State = ApprovalState.Open,
            Amount = amount,
            Tolerance = options.Tolerance.Of(amount) is { Minor: > 0 } more ? more : null,
            Freight = purchase.Freight,
            Goods = purchase.GoodsDigest,
            AmountReadAt = edit.Now,
            PreviousAmount = earlier?.Amount,
            RequestedAt = edit.Now,
            ExpiresAt = ApprovalSchedule.ExpiresAt(edit.Record, purchase, options, edit.Now),
            SecondId = secondId,
        };
        edit.Change(
            key,
            EventKinds.ApprovalRequested,
            $"round {round.Round}",
            old =>
                old with
                {
                    Approval = round,
                    EarlierApprovals = earlier is null ? old.EarlierApprovals : [.. old.EarlierApprovals, earlier],
                },
            earlier?.Amount.ToString(),
            amount.ToString()
        );
    }
}

using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>The steps that ask a person for the money: a round for exactly what the market asks, reminders, and the end of a round that nobody decided.</summary>
public sealed class ApprovalSteps(StepRunner steps, SupplierOrderReader market, ApproverMails mails, IOrders orders, INotices notices, ApprovalOptions options, TimeProvider time)
{
    /// <summary>Reads what the market asks, opens a round for just that amount, and mails each approver.</summary>
    /// <exception cref="OutsideUnavailableException">The market could not be read or a mail could not be handed over; the round stays and is finished later.</exception>
    public Task<FulfilmentProgress> RequestAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, async before =>
    {
        var record = before;
        if (record.Find(key)!.Approval is not { State: ApprovalState.Open })
        {
            record = await market.ReadAsync(record, key, "request approval", edit => OpenRound(edit, key), cancellationToken);
        }

        var purchase = record.Find(key)!;
        if (purchase is { State: PurchaseOrderState.AwaitingApproval, CancelReason: null, Approval: { State: ApprovalState.Open, MailedAt: null } approval })
        {
            await mails.SendAsync(record, purchase, approval, (facts, approver, page) => notices.AskForApproval(facts, approver, page, 0), cancellationToken);
            record = await EditRoundAsync(record, key, approval.Round, "approval-mailed", "the approvers were asked", round => round with { MailedAt = time.GetUtcNow() }, cancellationToken);
        }

        return record;
    }, cancellationToken);

    /// <summary>Mails each approver again.</summary>
    public Task<FulfilmentProgress> RemindAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, async record =>
    {
        var purchase = record.Find(key)!;
        if (purchase is not { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open } approval })
        {
            return record;
        }

        var number = approval.Reminders + 1;
        await mails.SendAsync(record, purchase, approval, (facts, approver, page) => notices.AskForApproval(facts, approver, page, number), cancellationToken);
        return await EditRoundAsync(record, key, approval.Round, "approval-reminded", $"reminder {number}", round => round with { Reminders = number }, cancellationToken);
    }, cancellationToken);

    /// <summary>Closes a round that nobody decided in time.</summary>
    public Task<FulfilmentProgress> ExpireAsync(PurchaseOrderKey key, Order? known, CancellationToken cancellationToken) => steps.RunAsync(key, known, record =>
        orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            if (edit.Record.Find(key) is { State: PurchaseOrderState.AwaitingApproval, Approval: { State: ApprovalState.Open } approval } && approval.ExpiresAt <= edit.Now)
            {
                edit.Replace(key, old => old with { Approval = approval with { State = ApprovalState.Expired } });
                edit.Move(key, PurchaseOrderState.ApprovalExpired, "nobody decided in time", edit.HoldFor(HoldReasons.ApprovalExpired, approval.Amount.ToString()));
            }
        }, cancellationToken), cancellationToken);

    private void OpenRound(OrderEdit edit, PurchaseOrderKey key)
    {
        var purchase = edit.Record.Find(key)!;
        if (purchase is { State: PurchaseOrderState.Rejected, CancelReason: null, Approval.State: ApprovalState.Postponed })
        {
            edit.Move(key, PurchaseOrderState.AwaitingApproval, "it is asked again");
            purchase = edit.Record.Find(key)!;
        }

        if (purchase is not { State: PurchaseOrderState.AwaitingApproval, CancelReason: null, Hold: null, Amount: { } amount } || purchase.Approval is { State: ApprovalState.Open })
        {
            return;
        }

        var expires = edit.Now + options.ExpiresAfter;
        var payBy = purchase.SupplierOrders.Min(order => order.PayBy);
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
            ExpiresAt = payBy is { } limit && limit < expires && limit > edit.Now ? limit : expires,
        };
        edit.Change(
            key,
            "approval-requested",
            $"round {round.Round}",
            old => old with { Approval = round, EarlierApprovals = earlier is null ? old.EarlierApprovals : [.. old.EarlierApprovals, earlier] },
            earlier?.Amount.ToString(),
            amount.ToString());
    }

    private Task<Order> EditRoundAsync(Order record, PurchaseOrderKey key, int round, string what, string why, Func<Approval, Approval> change, CancellationToken cancellationToken) =>
        orders.EditFromAsync(record, Actor.System, time, edit =>
        {
            if (edit.Record.Find(key)?.Approval is { } approval && approval.Round == round)
            {
                edit.Change(key, what, why, old => old with { Approval = change(approval) });
            }
        }, cancellationToken);
}

using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>Changes of an approval round.</summary>
internal static class ApprovalEdits
{
    /// <summary>Changes a round, unless a newer one took its place.</summary>
    public static void ChangeRound(
        this OrderEdit edit,
        PurchaseOrderKey key,
        int round,
        EventKind what,
        string why,
        Func<Approval, Approval> change
    )
    {
        if (edit.Record.Find(key)?.Approval is { } approval && approval.Round == round)
        {
            edit.Change(key, what, why, old => old with { Approval = change(approval) });
        }
    }

    /// <summary>Notes that all approvers were mailed about a round, unless that is noted.</summary>
    /// <param name="edit">The change.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="round">The round.</param>
    /// <param name="reminder">0 for the first mail, then 1, 2…</param>
    /// <param name="isEscalated">Whether the second approver was told, too.</param>
    public static void MarkMailed(this OrderEdit edit, PurchaseOrderKey key, int round, int reminder, bool isEscalated = false)
    {
        if (
            edit.Record.Find(key)?.Approval is not { } approval
            || (reminder == 0 ? approval.MailedAt is not null : approval.Reminders >= reminder)
        )
        {
            return;
        }

        if (reminder == 0)
        {
            edit.ChangeRound(key, round, EventKinds.ApprovalMailed, "the approvers were asked", old => old with { MailedAt = edit.Now });
        }
        else
        {
            edit.ChangeRound(
                key,
                round,
                EventKinds.ApprovalReminded,
                isEscalated && approval.EscalatedAt is null ? $"reminder {reminder}, {approval.SecondId} is told too" : $"reminder {reminder}",
                old => old with { Reminders = reminder, EscalatedAt = isEscalated ? old.EscalatedAt ?? edit.Now : old.EscalatedAt }
            );
        }
    }
}

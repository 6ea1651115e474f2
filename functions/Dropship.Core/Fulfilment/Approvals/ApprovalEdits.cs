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
}

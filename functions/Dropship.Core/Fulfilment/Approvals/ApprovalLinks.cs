using System.Globalization;
using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment.Approvals;

/// <summary>
/// Makes and checks the tickets in approval links. A ticket is bound by its signature to the purchase order, the round, the amount with its
/// limit, the freight, the goods, the expiry and the person it was sent to; nothing of it needs to be stored.
/// </summary>
public sealed class ApprovalLinks(ApprovalOptions options, TimeProvider time)
{
    /// <summary>The address of the page for one person and one round.</summary>
    public Uri PageFor(PurchaseOrderKey key, Approval approval, Approver approver) =>
        new(options.PublicAddress, $"api/approvals/{key}/{Issue(key, approval, approver.Id)}");

    /// <summary>The ticket for one person and one round.</summary>
    public string Issue(PurchaseOrderKey key, Approval approval, string approverId)
    {
        var signer = options.SigningKeys[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{approval.Round}.{approverId}.{signer.Id}.{signer.Sign(Statement(key, approval, approverId))}"
        );
    }

    /// <summary>The approver and the round that a ticket was issued for; null when it was not issued here.</summary>
    public (Approver Approver, Approval Approval)? Check(PurchaseOrder purchase, string ticket)
    {
        var parts = ticket.Split('.');
        if (parts.Length != 4 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var round))
        {
            return null;
        }

        var approval =
            purchase.Approval?.Round == round
                ? purchase.Approval
                : purchase.EarlierApprovals.FirstOrDefault(earlier => earlier.Round == round);
        var approver = options.Approvers.FirstOrDefault(one => one.Id == parts[1]);
        var signer = options.SigningKeys.FirstOrDefault(key => key.Id == parts[2]);
        if (
            approval is null
            || approver is null
            || signer is null
            || !signer.IsSignatureOf(Statement(purchase.Key, approval, approver.Id), parts[3])
        )
        {
            return null;
        }

        return (approver, approval);
    }

    /// <summary>A mark for the form of a page that is shown now; the buttons work only with it.</summary>
    public string IssueNonce(string ticket)
    {
        var issued = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{issued}.{options.SigningKeys[0].Sign($"page|{ticket}|{issued}")}";
    }

    /// <summary>Whether a form comes from a page that was shown a short while ago for this very link.</summary>
    public bool IsFresh(string ticket, string? nonce)
    {
        var parts = nonce?.Split('.') ?? [];
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var issued))
        {
            return false;
        }

        var age = time.GetUtcNow().ToUnixTimeSeconds() - issued;
        return age >= 0
            && age <= options.PageLifetime.TotalSeconds
            && options.SigningKeys.Any(key => key.IsSignatureOf($"page|{ticket}|{parts[0]}", parts[1]));
    }

    private static string Statement(PurchaseOrderKey key, Approval approval, string approverId) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"approval|{key}|{approval.Round}|{approval.Amount.Minor}|{approval.Amount.Currency}|{approval.Limit.Minor}|{approval.Freight?.Minor}|{approval.Goods}|{approval.ExpiresAt.ToUnixTimeSeconds()}|{approverId}"
        );
}

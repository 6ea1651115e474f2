namespace Dropship.Core.Ports;

/// <summary>The market's word that an order changed, as a message carries it: whose and which, nothing of the order itself.</summary>
/// <param name="PurchasingAccountId">The customer.</param>
/// <param name="SupplierOrderId">The market's order.</param>
/// <param name="IsRedelivery">Whether it may have been begun before and have broken off: put back for a later try, pushed to an instance
/// that ended, or found by a sweep. Then all is seen to once more.</param>
public readonly record struct SupplierChange(string PurchasingAccountId, string SupplierOrderId, bool IsRedelivery = false)
{
    private const string Again = "again";

    /// <summary>Reads the form <c>account|order</c> or <c>account|order|again</c>.</summary>
    /// <exception cref="FormatException">The text has neither form.</exception>
    public static SupplierChange Parse(string text) =>
        text.Split('|') switch
        {
            [{ Length: > 0 } purchasingAccountId, { Length: > 0 } order] => new SupplierChange(purchasingAccountId, order),
            [{ Length: > 0 } purchasingAccountId, { Length: > 0 } order, Again] => new SupplierChange(
                purchasingAccountId,
                order,
                IsRedelivery: true
            ),
            _ => throw new FormatException($"'{text}' does not name a 1688 order; the form is account|order or account|order|{Again}."),
        };

    public override string ToString() =>
        IsRedelivery ? $"{PurchasingAccountId}|{SupplierOrderId}|{Again}" : $"{PurchasingAccountId}|{SupplierOrderId}";
}

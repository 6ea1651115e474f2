namespace Dropship.Core.Operations;

/// <summary>What an order or one of its purchase orders waits for now.</summary>
/// <param name="PurchaseOrder">The purchase order; null for the order itself.</param>
/// <param name="For">What it waits for.</param>
/// <param name="HoldCode">The reason of its hold; null for one that is not held.</param>
/// <param name="By">Who is waited for.</param>
/// <param name="DueAt">Until when that is normal.</param>
/// <param name="ToldAs">The code of the alert that tells that it is overdue.</param>
public sealed record Wait(
    PurchaseOrderKey? PurchaseOrder,
    WaitKind For,
    string? HoldCode,
    WaitActor By,
    DateTimeOffset DueAt,
    string ToldAs
);

namespace Dropship.Core.Ports;

/// <summary>The names of all that can be said of a submitted order: docs/reference/order-intake.md.</summary>
public static class SubmissionFields
{
    public static IReadOnlyList<string> Order { get; } =
    [
        "id",
        "number",
        "createdAt",
        "changedAt",
        "currency",
        "total",
        "payment",
        "paidAt",
        "cancelledAt",
        "hold",
        "shipBy",
        "note",
        "isTest",
        "hasPlatformLabel",
        "shipTo",
        "lines",
    ];

    /// <summary>Of the address that an order goes to.</summary>
    public static IReadOnlyList<string> Address { get; } =
    ["fullName", "company", "phone", "mobile", "country", "province", "city", "district", "town", "line1", "line2", "postCode"];

    /// <summary>Of a line item.</summary>
    public static IReadOnlyList<string> Line { get; } =
    ["id", "sku", "title", "variant", "quantity", "takenBack", "unitPrice", "requiresShipping", "productId", "variantId", "imageUrl"];
}

namespace Dropship.Core.Orders;

/// <summary>An order as the market tells it.</summary>
public sealed record SupplierOrder
{
    public required string OrderId { get; init; }

    /// <summary>Our key, when the order carries one.</summary>
    public string? Key { get; init; }

    public required SupplierOrderStatus Status { get; init; }

    /// <summary>The market's own word for the status.</summary>
    public required string RawStatus { get; init; }

    /// <summary>What is to be paid: goods and freight, less discounts.</summary>
    public required Money Total { get; init; }

    public required Money Freight { get; init; }

    public required bool IsPaid { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The market closes the order when it is not paid by then; null when it does not say.</summary>
    public DateTimeOffset? PayBy { get; init; }

    public string? SupplierId { get; init; }

    public string? SupplierName { get; init; }

    /// <summary>The supplier's login name, for the chat.</summary>
    public string? SupplierLogin { get; init; }

    public IReadOnlyList<SupplierOrderLine> Lines { get; init; } = [];

    /// <summary>Its parcels as far as the order itself tells of them; none where only the parcels' own interface does.</summary>
    public IReadOnlyList<SupplierParcel> Parcels { get; init; } = [];

    /// <summary>Why it was closed, in the market's words; null when it was not.</summary>
    public string? CloseReason { get; init; }

    /// <summary>A refund is under way or done, in the market's word; null when none.</summary>
    public string? RefundStatus { get; init; }
}

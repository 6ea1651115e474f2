namespace Dropship.Core.Orders;

/// <summary>What was last read of one of the market's orders.</summary>
public sealed record SupplierOrderRecord
{
    public required string OrderId { get; init; }

    public required SupplierOrderStatus Status { get; init; }

    public required string RawStatus { get; init; }

    public required Money Total { get; init; }

    public required Money Freight { get; init; }

    public required bool IsPaid { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public DateTimeOffset? PayBy { get; init; }

    public string? SupplierName { get; init; }

    public string? SupplierLogin { get; init; }

    public string? CloseReason { get; init; }

    /// <summary>A refund or an after-sale, in the market's word; null when there is none.</summary>
    public string? RefundStatus { get; init; }

    public IReadOnlyList<SupplierOrderLine> Lines { get; init; } = [];

    public static SupplierOrderRecord From(SupplierOrder order) =>
        new()
        {
            OrderId = order.OrderId,
            Status = order.Status,
            RawStatus = order.RawStatus,
            Total = order.Total,
            Freight = order.Freight,
            IsPaid = order.IsPaid,
            PaidAt = order.PaidAt,
            CreatedAt = order.CreatedAt,
            ModifiedAt = order.ModifiedAt,
            PayBy = order.PayBy,
            SupplierName = order.SupplierName,
            SupplierLogin = order.SupplierLogin,
            CloseReason = order.CloseReason,
            RefundStatus = order.RefundStatus,
            Lines = order.Lines,
        };
}

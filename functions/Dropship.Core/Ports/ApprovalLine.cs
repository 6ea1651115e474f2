using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Goods of a purchase order as an approver sees them: the store's line items, and what 1688 says of the goods.</summary>
public sealed record ApprovalLine
{
    /// <summary>The store's title of the line item with its variant; null when the store order no longer has it.</summary>
    public string? StoreTitle { get; init; }

    public required string Sku { get; init; }

    /// <summary>The supplier's title; the offer's id when nobody knows one.</summary>
    public required string Title { get; init; }

    /// <summary>Colour, size and other attributes of the spec.</summary>
    public string? Spec { get; init; }

    public string? ImageUrl { get; init; }

    public required int Quantity { get; init; }

    /// <summary>The price of one piece on 1688; null when 1688 does not say.</summary>
    public Money? UnitPrice { get; init; }

    /// <summary>The price of all pieces, without freight; null when 1688 does not say.</summary>
    public Money? Amount { get; init; }

    internal static ApprovalLine Of(StoreOrder order, PurchaseOrder purchase, PurchaseOrderLine line)
    {
        var sold = line
            .Sources.Select(source => order.Lines.FirstOrDefault(one => one.LineId == source.StoreLineId))
            .OfType<OrderLine>()
            .ToList();
        var bought = purchase
            .SupplierOrders.Where(one => one.Status != SupplierOrderStatus.Cancelled)
            .SelectMany(one => one.Lines)
            .Where(one => one.OfferId == line.OfferId && (one.SpecId == line.SpecId || line.SpecId is null))
            .ToList();
        var amount = bought.Count == 0 ? (Money?)null : bought.Select(one => one.Amount).Aggregate((left, right) => left + right);
        var pieces = bought.Sum(one => one.Quantity);
        return new ApprovalLine
        {
            StoreTitle = Joined(sold.Select(one => one.VariantTitle is { Length: > 0 } variant ? $"{one.Title} · {variant}" : one.Title)),
            Sku = Joined(line.Sources.Select(source => source.Sku)) ?? string.Empty,
            Title = line.Title ?? First(bought, one => one.Title) ?? line.OfferId,
            Spec = Joined(bought.Select(one => one.Spec).OfType<string>()),
            ImageUrl =
                line.ImageUrl
                ?? First(bought, one => one.ImageUrl)
                ?? sold.Select(one => one.ImageUrl).FirstOrDefault(url => url is not null),
            Quantity = line.Quantity,
            UnitPrice =
                bought.Select(one => one.UnitPrice).FirstOrDefault(price => price is not null)
                ?? (amount is { } sum && pieces > 0 && sum.Minor % pieces == 0 ? new Money(sum.Minor / pieces, sum.Currency) : null),
            Amount = amount,
        };
    }

    private static string? First(IEnumerable<SupplierOrderLine> lines, Func<SupplierOrderLine, string?> part) =>
        lines.Select(part).FirstOrDefault(text => text is not null);

    private static string? Joined(IEnumerable<string> texts) =>
        string.Join(", ", texts.Distinct(StringComparer.Ordinal)) is { Length: > 0 } joined ? joined : null;
}

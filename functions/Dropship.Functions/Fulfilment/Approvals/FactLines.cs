using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Fulfilment.Approvals;

/// <summary>What there is to know for a decision, as the templates show it.</summary>
internal static class FactLines
{
    public static object[] Lines(ApprovalFacts facts, IReadOnlyDictionary<string, string> t) =>
    [
        .. facts.Lines.Select(line => new
        {
            title = line.Title ?? line.OfferId,
            quantity = line.Quantity,
            quantityWord = t["quantity"],
            spec = Spec(line),
            image = line.ImageUrl,
        }),
    ];

    public static object[] Rows(ApprovalFacts facts, Language language, IReadOnlyDictionary<string, string> t)
    {
        (string Name, string? Value)[] rows =
        [
            (t["supplier"], facts.SupplierName),
            (t["amount"], facts.Approval.Amount.ToString()),
            (t["limit"], facts.Approval.Tolerance is null ? null : facts.Approval.Limit.ToString()),
            (t["freight"], facts.Freight?.ToString()),
            (t["salePrice"], facts.SalePrice.ToString()),
            (t["margin"], Margin(facts, t)),
            (t["store"], facts.StoreName),
            (t["order"], facts.OrderNumber),
            (t["shipBy"], facts.ShipBy is { } shipBy ? Texts.Time(language, shipBy) : null),
            (t["area"], facts.Area),
            (t["supplierOrders"], string.Join(", ", facts.SupplierOrderIds)),
            (t["readAt"], Texts.Time(language, facts.Approval.AmountReadAt)),
            (t["expires"], Texts.Time(language, facts.Approval.ExpiresAt)),
        ];
        return [.. rows.Where(row => !string.IsNullOrEmpty(row.Value)).Select(row => new { name = row.Name, value = row.Value })];
    }

    public static string? Margin(ApprovalFacts facts, IReadOnlyDictionary<string, string> t)
    {
        if (facts.Margin is not { } margin)
        {
            return null;
        }

        var percent = facts.MarginPercent is { } share ? string.Create(CultureInfo.InvariantCulture, $" ({share} %)") : string.Empty;
        var rate = facts.SalePrice.Currency != Currencies.Cny && facts.RateOf is { } day ? string.Create(CultureInfo.InvariantCulture, $", {t["marginRate"]} {day:yyyy-MM-dd}") : string.Empty;
        return $"{margin}{percent}{rate}";
    }

    private static string Spec(PurchaseOrderLine line) => string.Join(", ", line.Sources.Select(source => source.Sku).Distinct(StringComparer.Ordinal));
}

using System.Globalization;
using Dropship.Core;
using Dropship.Core.Orders;
using Dropship.Core.Ports;
using Dropship.Functions.Presentation;

namespace Dropship.Functions.Fulfilment.Approvals;

/// <summary>The facts for a decision, as the templates show them.</summary>
internal static class FactLines
{
    private const int OldRateDays = 30;

    public static object[] Lines(ApprovalFacts facts, IReadOnlyDictionary<string, string> t) =>
        [
            .. facts.Lines.Select(line => new
            {
                storeTitle = line.StoreTitle,
                sku = line.Sku,
                title = line.Title,
                spec = line.Spec,
                image = line.ImageUrl,
                sum = Sum(line, t),
            }),
        ];

    public static object[] Rows(ApprovalFacts facts, Language language, Texts texts, bool isOpen = true)
    {
        var t = texts.In(language);
        var isTransit = facts.Route == PurchaseRoute.Transit;
        var rateAge = RateAge(facts);
        (string Name, string? Value, string? Tone)[] rows =
        [
            (t["supplier"], facts.SupplierName, null),
            (t["amount"], facts.Approval.Amount.ToString(), null),
            (t["limit"], facts.Approval.Tolerance is null ? null : facts.Approval.Limit.ToString(), null),
            (t[isTransit ? "freightTransit" : "freight"], facts.Freight?.ToString(), null),
            (t["forwarderFee"], facts.ForwarderFee?.ToString(), null),
            (t["salePrice"], facts.SalePrice.ToString(), null),
            (t["margin"], Margin(facts), facts.Margin?.Minor < 0 ? "loss" : null),
            (t["rate"], Rate(facts, language, texts, rateAge), rateAge is > OldRateDays or < -1 ? "loss" : null),
            (
                t["notInMargin"],
                facts.Margin is null ? null : t[isTransit && facts.ForwarderFee is null ? "notInMarginTransit" : "notInMarginDirect"],
                null
            ),
            (t["store"], facts.StoreName, null),
            (t["order"], facts.OrderNumber, null),
            (t["shipBy"], facts.ShipBy is { } shipBy ? Texts.Time(language, shipBy) : null, null),
            (t["route"], Route(facts, language, texts), null),
            (t["supplierOrders"], string.Join(", ", facts.SupplierOrderIds), null),
            (t["readAt"], Texts.Time(language, facts.Approval.AmountReadAt), null),
            (t["expires"], isOpen ? Texts.Time(language, facts.Approval.ExpiresAt) : null, null),
        ];
        return
        [
            .. rows.Where(row => !string.IsNullOrEmpty(row.Value))
                .Select(row => new
                {
                    name = row.Name,
                    value = row.Value,
                    tone = row.Tone,
                }),
        ];
    }

    /// <summary>Who stopped payments and since when; null when they are not stopped.</summary>
    public static string? Stopped(StopState? stop, Language language, Texts texts) =>
        stop is null
            ? null
            : texts.Say(
                language,
                "stopped",
                ("when", stop.Since is { } since ? Texts.Time(language, since) : string.Empty),
                ("who", stop.By ?? string.Empty)
            );

    /// <summary>What the round before asked for; null when it asked for the same.</summary>
    public static string? Previous(ApprovalFacts facts) =>
        facts.Approval.PreviousAmount is { } previous && previous != facts.Approval.Amount ? previous.ToString() : null;

    /// <summary>The margin with its share of the price; null when it is not known.</summary>
    public static string? Margin(ApprovalFacts facts)
    {
        var percent = facts.MarginPercent is { } share ? string.Create(CultureInfo.InvariantCulture, $" ({share} %)") : string.Empty;
        return facts.Margin is { } margin ? $"{margin}{percent}" : null;
    }

    private static string Sum(ApprovalLine line, IReadOnlyDictionary<string, string> t)
    {
        var pieces = line.Quantity.ToString(CultureInfo.InvariantCulture);
        var product = line.UnitPrice is { } price ? $"{pieces} × {price}" : $"{t["quantity"]} {pieces}";
        return line.Amount is { } amount ? $"{product} = {amount}" : product;
    }

    private static int? RateAge(ApprovalFacts facts) =>
        facts.SalePrice.Currency != Currencies.Cny && facts is { Margin: not null, RateOf: { } day }
            ? DateOnly.FromDateTime(facts.Approval.AmountReadAt.UtcDateTime).DayNumber - day.DayNumber
            : null;

    private static string? Rate(ApprovalFacts facts, Language language, Texts texts, int? age) =>
        age is { } days
            ? texts.Say(
                language,
                days < -1 ? "rateFuture" : "rateAge",
                ("day", facts.RateOf!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("days", Math.Max(0, days).ToString(CultureInfo.InvariantCulture))
            )
            : null;

    private static string? Route(ApprovalFacts facts, Language language, Texts texts)
    {
        var area = facts.Area is { Length: > 0 } known ? known : null;
        return facts.Route == PurchaseRoute.Transit
                ? texts.Say(
                    language,
                    "routeTransit",
                    ("forwarder", facts.ForwarderArea ?? "?"),
                    ("area", area ?? texts.In(language)["customer"])
                )
            : area is null ? null
            : texts.Say(language, "routeDirect", ("area", area));
    }
}

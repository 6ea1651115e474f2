using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.TikTok;

/// <summary>Maps TikTok's orders to ours. Each piece is a line item of its own there; those of one SKU are a line here. Pure.</summary>
internal static class TikTokMapper
{
    /// <summary>A time that must be there, in seconds since 1970.</summary>
    /// <exception cref="UnreadableReplyException">It is missing or no time.</exception>
    public static DateTimeOffset Time(JsonElement json, string name) =>
        OptionalTime(json, name) ?? throw new UnreadableReplyException($"'{name}' is missing");

    /// <summary>A time in seconds since 1970; null when it is missing or zero.</summary>
    /// <exception cref="UnreadableReplyException">It is no time.</exception>
    public static DateTimeOffset? OptionalTime(JsonElement json, string name)
    {
        var seconds = json.OptionalWhole(name) ?? 0;
        return seconds == 0 ? null
            : seconds is > 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new UnreadableReplyException($"'{name}' is no time");
    }

    /// <summary>Maps an order; the reading reports what is wrong with it.</summary>
    /// <exception cref="UnreadableReplyException">Its id or time of change cannot be read.</exception>
    public static TikTokOrder Order(JsonElement json)
    {
        var id = json.Text("id");
        var updatedAt = Time(json, "update_time");
        IReadOnlyList<TikTokUnit> units = [];
        string? option = null;
        var reading = StoreReads.Map(
            id,
            updatedAt,
            () =>
            {
                option = json.OptionalText("delivery_option_id");
                units = Units(json);
                return Whole(json, id, updatedAt, units);
            }
        );
        return new TikTokOrder(reading, units, option);
    }

    private static List<TikTokUnit> Units(JsonElement order)
    {
        var isCancelled = TikTokTables.IsCancelled(order.Text("status"));
        return
        [
            .. order
                .Items("line_items")
                .GroupBy(json => json.OptionalText("sku_id") ?? json.Text("id"), StringComparer.Ordinal)
                .SelectMany(line =>
                {
                    var id = line.Select(json => json.Text("id"))
                        .OrderBy(one => one.Length)
                        .ThenBy(one => one, StringComparer.Ordinal)
                        .First();
                    return line.Select(json => new TikTokUnit(
                        json.Text("id"),
                        id,
                        isCancelled
                            ? TikTokUnitState.Cancelled
                            : TikTokTables.StateOf(json.Text("display_status"), json.OptionalText("package_status")),
                        json.OptionalText("package_id"),
                        json.OptionalText("tracking_number"),
                        json
                    ));
                }),
        ];
    }

    private static StoreOrder Whole(JsonElement json, string id, DateTimeOffset updatedAt, IReadOnlyList<TikTokUnit> units)
    {
        if (units.Count == 0)
        {
            throw new UnreadableReplyException("the order has no line items");
        }

        var payment = json.Object("payment");
        var currency = Currencies.Normalise(payment.Text("currency"));
        var living = units.Where(unit => unit.State != TikTokUnitState.Cancelled).ToList();
        var isOpen = living.Exists(unit => unit.IsOpen);
        var isSent = living.Exists(unit => unit.State == TikTokUnitState.Sent);
        var isOurs = json.Text("fulfillment_type") == "FULFILLMENT_BY_SELLER" && json.OptionalFlag("is_sample_order") != true;
        var hold = isOpen && isOurs ? Hold(json, living) : null;
        var paidAt = OptionalTime(json, "paid_time");
        return new StoreOrder
        {
            StoreOrderId = id,
            Number = id,
            CreatedAt = Time(json, "create_time"),
            UpdatedAt = updatedAt,
            PaidAt = paidAt,
            CancelledAt = living.Count == 0 ? OptionalTime(json, "cancel_time") ?? updatedAt : null,
            ShipBy = isOpen ? OptionalTime(json, "rts_sla_time") ?? OptionalTime(json, "shipping_due_time") : null,
            Payment =
                json.OptionalFlag("is_cod") == true ? StorePaymentStatus.Authorized
                : paidAt is null || json.Text("status") == "UNPAID" ? StorePaymentStatus.Pending
                : living.Count > 0 && living.Count < units.Count ? StorePaymentStatus.PartiallyRefunded
                : StorePaymentStatus.Paid,
            Fulfilment =
                hold is not null ? StoreFulfilmentStatus.OnHold
                : !isSent ? StoreFulfilmentStatus.Unfulfilled
                : isOpen ? StoreFulfilmentStatus.PartiallyFulfilled
                : StoreFulfilmentStatus.Fulfilled,
            StoreHold = hold,
            Lines = [.. units.GroupBy(unit => unit.LineId, StringComparer.Ordinal).Select(line => Line([.. line], currency, isOurs))],
            Fulfilments =
            [
                .. living
                    .Where(unit => unit.State == TikTokUnitState.Sent)
                    .GroupBy(unit => unit.PackageId ?? unit.TrackingNumber ?? id, StringComparer.Ordinal)
                    .Select(package => new StoreFulfilment(
                        package.Key,
                        IsCancelled: false,
                        [.. package.Select(unit => unit.TrackingNumber).OfType<string>().Distinct(StringComparer.Ordinal)],
                        [
                            .. package
                                .GroupBy(unit => unit.LineId, StringComparer.Ordinal)
                                .Select(line => new LineQuantity(line.Key, line.Count())),
                        ]
                    )),
            ],
            Total = StoreReads.Approximate(payment.Decimal("total_amount"), currency),
            ShipTo = json.OptionalField("recipient_address") is { } address ? Address(address) : null,
            Note = json.OptionalText("buyer_message") ?? json.OptionalText("seller_note"),
        };
    }

    // Where TikTok sends the goods itself, it makes the number, and masks the address.
    private static string? Hold(JsonElement json, List<TikTokUnit> living) =>
        json.OptionalFlag("is_buyer_request_cancel") == true ? "cancel_requested"
        : json.OptionalFlag("is_on_hold_order") == true ? "ON_HOLD"
        : TikTokTables.IsHeld(json.Text("status")) ? json.Text("status")
        : json.OptionalText("shipping_type") is not "SELLER" and var type ? $"shipping_type {type ?? "none"}"
        : living.Find(unit => unit.State == TikTokUnitState.Held)?.Json.Text("display_status");

    private static OrderLine Line(IReadOnlyList<TikTokUnit> units, string currency, bool isOurs)
    {
        var json = units[0].Json;
        return new OrderLine
        {
            LineId = units[0].LineId,
            Sku = json.OptionalText("seller_sku"),
            ProductId = json.OptionalText("product_id"),
            VariantId = json.OptionalText("sku_id"),
            Title = json.Text("product_name"),
            VariantTitle = json.OptionalText("sku_name"),
            Quantity = units.Count,
            OpenQuantity = units.Count(unit => unit.IsOpen),
            UnitPrice = StoreReads.Approximate(units.Sum(unit => unit.Json.Decimal("sale_price")) / units.Count, currency),
            RequiresShipping = isOurs,
            ImageUrl = json.OptionalText("sku_image"),
        };
    }

    // The levels differ by country: L0 is the country, L1 its province or state, and the city is named so, or the last that is told.
    private static ShipTo Address(JsonElement json)
    {
        var areas = json.OptionalItems("district_info").Where(area => area.OptionalText("address_level") != "L0").ToList();
        var lines = ((string[])["address_line1", "address_line2", "address_line3", "address_line4"])
            .Select(name => json.OptionalText(name)?.Trim())
            .Where(line => line is { Length: > 0 })
            .ToList();
        var region = json.OptionalText("region_code") ?? string.Empty;
        return new ShipTo
        {
            FullName = json.OptionalText("name") ?? $"{json.OptionalText("first_name")} {json.OptionalText("last_name")}".Trim(),
            Phone = json.OptionalText("phone_number"),
            Country = region == "UK" ? "GB" : region,
            Province = NameOf(areas.Find(area => area.OptionalText("address_level") == "L1")),
            City =
                json.OptionalText("post_town")
                ?? NameOf(
                    areas.Find(area => string.Equals(area.OptionalText("address_level_name"), "City", StringComparison.OrdinalIgnoreCase))
                )
                ?? NameOf(areas.LastOrDefault(area => area.OptionalText("address_level") != "L1")),
            Line1 = lines.FirstOrDefault() ?? json.OptionalText("address_detail") ?? json.OptionalText("full_address") ?? string.Empty,
            Line2 = lines.Count > 1 ? string.Join(", ", lines.Skip(1)) : null,
            PostCode = json.OptionalText("postal_code")?.Trim(),
        };

        static string? NameOf(JsonElement area) => area.OptionalText("address_name")?.Trim();
    }
}

/// <summary>An order with what shipping needs of it.</summary>
/// <param name="Reading">The order.</param>
/// <param name="Units">Its pieces.</param>
/// <param name="DeliveryOptionId">The way of delivery that its carriers are listed by; null where it is not told.</param>
internal sealed record TikTokOrder(StoreOrderReading Reading, IReadOnlyList<TikTokUnit> Units, string? DeliveryOptionId);

/// <summary>One piece of an order.</summary>
internal sealed record TikTokUnit(
    string Id,
    string LineId,
    TikTokUnitState State,
    string? PackageId,
    string? TrackingNumber,
    JsonElement Json
)
{
    /// <summary>Whether it is neither sent nor cancelled.</summary>
    public bool IsOpen => State is TikTokUnitState.Open or TikTokUnitState.Held;
}

/// <summary>How far a piece is.</summary>
internal enum TikTokUnitState
{
    /// <summary>To be sent.</summary>
    Open,

    /// <summary>Sent, or arranged to be.</summary>
    Sent,

    Cancelled,

    /// <summary>TikTok says what nobody knows here.</summary>
    Held,
}

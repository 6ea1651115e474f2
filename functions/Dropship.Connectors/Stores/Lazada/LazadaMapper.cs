using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Lazada;

/// <summary>Maps Lazada's orders to ours. Each piece is an item of its own there; those of one SKU are a line here. Pure.</summary>
internal static class LazadaMapper
{
    /// <exception cref="UnreadableReplyException">Its id or time of change cannot be read.</exception>
    public static StoreOrderReading Changed(JsonElement head) => StoreOrderReading.Changed(head.Text("order_id"), Time(head, "updated_at"));

    /// <summary>A time as Lazada takes it.</summary>
    public static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Maps an order of its head and its items; the reading reports what is wrong with it.</summary>
    public static LazadaOrder Order(StoreOrderReading changed, JsonElement head, JsonElement items)
    {
        IReadOnlyList<LazadaItem> read = [];
        var reading = StoreReads.Map(
            changed.StoreOrderId,
            changed.UpdatedAt,
            () =>
            {
                read = Items(items);
                return Whole(head, changed, read);
            }
        );
        return new LazadaOrder(reading, read);
    }

    private static List<LazadaItem> Items(JsonElement items)
    {
        var all = items.ValueKind == JsonValueKind.Array ? items.EnumerateArray().ToList() : throw new UnreadableReplyException("no items");
        return
        [
            .. all.GroupBy(
                    json => json.OptionalText("sku_id") ?? json.OptionalText("sku") ?? json.Text("order_item_id"),
                    StringComparer.Ordinal
                )
                .SelectMany(line =>
                {
                    var id = line.Min(json => json.Whole("order_item_id")).ToString(CultureInfo.InvariantCulture);
                    return line.Select(json => new LazadaItem(
                        json.Whole("order_item_id").ToString(CultureInfo.InvariantCulture),
                        id,
                        json.Text("status"),
                        json.OptionalText("package_id"),
                        json.OptionalText("tracking_code"),
                        json
                    ));
                }),
        ];
    }

    private static StoreOrder Whole(JsonElement head, StoreOrderReading changed, IReadOnlyList<LazadaItem> items)
    {
        if (items.Count == 0)
        {
            throw new UnreadableReplyException("the order has no items");
        }

        var currency = Currencies.Normalise(items[0].Json.Text("currency"));
        var living = items.Where(item => item.Status != "canceled").ToList();
        var hold = living.Find(item =>
            item.Json.OptionalFlag("need_cancel_confirm") == true || item.Json.OptionalFlag("is_cancel_pending") == true
        )
            is not null
            ? "cancel_pending"
            : living.Find(item => LazadaTables.IsHeld(item.Status))?.Status;
        var isCod = head.OptionalText("payment_method") is { } method && method.Contains("COD", StringComparison.OrdinalIgnoreCase);
        var isOpen = living.Exists(item => LazadaTables.IsOpen(item.Status));
        var isSent = living.Exists(item => LazadaTables.IsSent(item.Status));
        var hasBack = living.Exists(item => LazadaTables.IsBack(item.Status));
        var shipBy = living
            .Where(item => LazadaTables.IsOpen(item.Status))
            .Select(item => item.Json.OptionalTime("sla_time_stamp"))
            .OfType<DateTimeOffset>()
            .ToList();
        return new StoreOrder
        {
            StoreOrderId = changed.StoreOrderId,
            Number = head.OptionalText("order_number") ?? changed.StoreOrderId,
            CreatedAt = Time(head, "created_at"),
            UpdatedAt = changed.UpdatedAt,
            PaidAt = items[0].Json.OptionalWhole("payment_time") is { } paid and > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(paid) : null,
            CancelledAt = living.Count == 0 ? changed.UpdatedAt : null,
            ShipBy = shipBy.Count > 0 ? shipBy.Min() : null,
            Payment =
                items.Any(item => item.Status == "unpaid") || items[0].Json.OptionalWhole("payment_time") is null && living.Count == 0
                    ? StorePaymentStatus.Pending
                : hasBack && living.TrueForAll(item => LazadaTables.IsBack(item.Status)) ? StorePaymentStatus.Refunded
                : hasBack || (!isCod && living.Count > 0 && living.Count < items.Count) ? StorePaymentStatus.PartiallyRefunded
                : isCod ? StorePaymentStatus.Authorized
                : StorePaymentStatus.Paid,
            Fulfilment =
                hold is not null ? StoreFulfilmentStatus.OnHold
                : !isSent ? StoreFulfilmentStatus.Unfulfilled
                : isOpen ? StoreFulfilmentStatus.PartiallyFulfilled
                : StoreFulfilmentStatus.Fulfilled,
            StoreHold = hold,
            Lines = [.. items.GroupBy(item => item.LineId, StringComparer.Ordinal).Select(line => Line([.. line], currency))],
            Fulfilments =
            [
                .. items
                    .Where(item => item.PackageId is not null && LazadaTables.IsSent(item.Status))
                    .GroupBy(item => item.PackageId!, StringComparer.Ordinal)
                    .Select(package => new StoreFulfilment(
                        package.Key,
                        IsCancelled: false,
                        [.. package.Select(item => item.TrackingCode).OfType<string>().Distinct(StringComparer.Ordinal)],
                        [
                            .. package
                                .GroupBy(item => item.LineId, StringComparer.Ordinal)
                                .Select(line => new LineQuantity(line.Key, line.Count())),
                        ]
                    )),
            ],
            Total = StoreReads.Approximate(
                head.Decimal("price") - (head.OptionalDecimal("voucher") ?? 0) + (head.OptionalDecimal("shipping_fee") ?? 0),
                currency
            ),
            ShipTo = head.OptionalField("address_shipping") is { } address ? Address(address) : null,
            Note = head.OptionalText("buyer_note") ?? head.OptionalText("remarks"),
            HasPlatformLabel = true,
        };
    }

    private static OrderLine Line(IReadOnlyList<LazadaItem> items, string currency)
    {
        var json = items[0].Json;
        return new OrderLine
        {
            LineId = items[0].LineId,
            Sku = json.OptionalText("sku"),
            ProductId = json.OptionalText("product_id"),
            VariantId = json.OptionalText("sku_id"),
            Title = json.Text("name"),
            VariantTitle = json.OptionalText("variation"),
            Quantity = items.Count,
            OpenQuantity = items.Count(item => LazadaTables.IsOpen(item.Status) || LazadaTables.IsHeld(item.Status)),
            UnitPrice = StoreReads.Approximate(items.Sum(item => item.Json.Decimal("paid_price")) / items.Count, currency),

            // Lazada's own warehouse sends these, or nobody does.
            RequiresShipping = json.OptionalWhole("is_fbl") is not 1 && json.OptionalWhole("is_digital") is not 1,
            ImageUrl = json.OptionalText("product_main_image"),
        };
    }

    // Most of it is masked: the label carries the address, and only the courier sees it.
    private static ShipTo Address(JsonElement json) =>
        new()
        {
            FullName = $"{json.OptionalText("first_name")} {json.OptionalText("last_name")}".Trim(),
            Phone = json.OptionalText("phone"),
            Country = LazadaTables.CountryOf(json.OptionalText("country") ?? string.Empty),
            Province = json.OptionalText("address3"),
            City = json.OptionalText("city"),
            Line1 = json.OptionalText("address1") ?? string.Empty,
            PostCode = json.OptionalText("post_code"),
        };

    private static DateTimeOffset Time(JsonElement json, string name) =>
        DateTimeOffset.TryParseExact(
            json.Text(name),
            ["yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-ddTHH:mm:sszzz"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        )
            ? time.ToUniversalTime()
            : throw new UnreadableReplyException($"'{name}' is no time");
}

/// <summary>An order with what shipping needs of its items.</summary>
internal sealed record LazadaOrder(StoreOrderReading Reading, IReadOnlyList<LazadaItem> Items);

/// <summary>One piece of an order.</summary>
internal sealed record LazadaItem(string Id, string LineId, string Status, string? PackageId, string? TrackingCode, JsonElement Json);

using System.Globalization;
using System.Net;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.WooCommerce;

/// <summary>Maps WooCommerce's orders to ours. Pure.</summary>
internal static class WooCommerceMapper
{
    /// <summary>The meta data under which shipment-tracking plug-ins show numbers.</summary>
    public const string PluginKey = "_wc_shipment_tracking_items";

    /// <summary>What the meta data of each of our parcels begins with; the fulfilment's id follows.</summary>
    public const string ParcelKey = "_dropship_parcel_";

    // Refunds say which line they are about in their own meta data.
    private const string RefundedLine = "_refunded_item_id";

    /// <summary>Whether the order says that something was given back, which is then to be read.</summary>
    public static bool HasRefunds(JsonElement json) => json.OptionalItems("refunds").Count > 0;

    /// <summary>Reads one order of a list; a change that is to be read where refunds are; null when it cannot be told which one it
    /// is.</summary>
    public static StoreOrderReading? TryOrder(JsonElement json)
    {
        try
        {
            return HasRefunds(json) ? StoreOrderReading.Changed(json.Text("id"), Modified(json)) : Order(json, []);
        }
        catch (UnreadableReplyException)
        {
            return null;
        }
    }

    /// <summary>Reads one order.</summary>
    /// <exception cref="UnreadableReplyException">Its id or time of change cannot be read.</exception>
    public static StoreOrderReading Order(JsonElement json, IReadOnlyList<JsonElement> refunds) =>
        StoreReads.Map(json.Text("id"), Modified(json), () => Whole(json, refunds));

    /// <summary>The order's time of change.</summary>
    public static DateTimeOffset Modified(JsonElement json) => json.Time("date_modified_gmt");

    /// <summary>The carrier and the numbers of our parcels, by fulfilment.</summary>
    public static IReadOnlyList<WooCommerceParcel> Parcels(JsonElement json) =>
        [
            .. json.OptionalItems("meta_data")
                .Where(meta => meta.Text("key").StartsWith(ParcelKey, StringComparison.Ordinal) && meta.TryField("value", out _))
                .Select(meta => Parcel(meta.Text("key")[ParcelKey.Length..], meta.Object("value"))),
        ];

    /// <summary>What shipment-tracking plug-ins show, ours and what the seller typed. PHP writes a list with gaps as an object.</summary>
    public static IReadOnlyList<JsonElement> PluginItems(JsonElement json) =>
        Meta(json, PluginKey)?.OptionalField("value") switch
        {
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
            { ValueKind: JsonValueKind.Object } list => [.. list.EnumerateObject().Select(one => one.Value)],
            _ => [],
        };

    /// <summary>The numbers of an item that a plug-in shows.</summary>
    public static IReadOnlyList<string> NumbersOf(JsonElement item) =>
        item.OptionalField("tracking_number") is { ValueKind: JsonValueKind.String or JsonValueKind.Number }
            ? TrackingNumbers.Read(item.OptionalText("tracking_number"))
            : [];

    private static WooCommerceParcel Parcel(string id, JsonElement json) =>
        new(
            id,
            json.Text("carrier"),
            [.. json.Items("numbers").Select(number => number.GetString()!)],
            [.. json.Items("lines").Select(line => new LineQuantity(line.Text("id"), line.Count("quantity")))]
        );

    private static StoreOrder Whole(JsonElement json, IReadOnlyList<JsonElement> refunds)
    {
        var status = json.Text("status");
        var currency = Currencies.Normalise(json.Text("currency"));
        var isCancelled = status is "cancelled" or "trash";
        var paidAt = json.OptionalTime("date_paid_gmt");
        var parcels = Parcels(json);
        var isGone = isCancelled || status is "refunded";
        var takenBack = refunds
            .SelectMany(refund => refund.OptionalItems("line_items"))
            .Select(line =>
                (Id: Meta(line, RefundedLine)?.OptionalText("value"), Quantity: (int)Math.Abs(line.OptionalWhole("quantity") ?? 0))
            )
            .Where(line => line.Id is not null)
            .GroupBy(line => line.Id!, StringComparer.Ordinal)
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.Quantity), StringComparer.Ordinal);
        var lines = json.Items("line_items").Select(line => Line(line, currency, isGone, parcels, takenBack)).ToList();

        // Completed by a person: what none of our parcels holds went out another way.
        var typed = PluginItems(json).SelectMany(NumbersOf).Where(number => !parcels.Any(parcel => parcel.Numbers.Holds(number))).ToList();
        IReadOnlyList<StoreFulfilment> others = [];
        if (status == "completed" && lines.Exists(line => line.OpenQuantity > 0))
        {
            others =
            [
                new StoreFulfilment(
                    "completed",
                    IsCancelled: false,
                    typed,
                    [.. lines.Where(line => line.OpenQuantity > 0).Select(line => new LineQuantity(line.LineId, line.OpenQuantity))]
                ),
            ];
            lines = [.. lines.Select(line => line with { OpenQuantity = 0 })];
        }

        // A number that the seller typed before that names no goods: which of them are still to be sent, only the seller knows.
        var hold =
            WooCommerceTables.IsHeld(status) ? status
            : typed.Count > 0 && lines.Exists(line => line.OpenQuantity > 0) ? $"shipment tracking: {string.Join(", ", typed)}"
            : null;
        return new StoreOrder
        {
            StoreOrderId = json.Text("id"),
            Number = json.OptionalText("number") ?? json.Text("id"),
            CreatedAt = json.Time("date_created_gmt"),
            UpdatedAt = Modified(json),
            PaidAt = paidAt,
            CancelledAt = isCancelled ? Modified(json) : null,
            Payment = WooCommerceTables.Payment(status, paidAt is not null, refunds.Count > 0),
            Fulfilment =
                status == "completed" ? StoreFulfilmentStatus.Fulfilled
                : hold is not null ? StoreFulfilmentStatus.OnHold
                : parcels.Count == 0 && others.Count == 0 ? StoreFulfilmentStatus.Unfulfilled
                : lines.Exists(line => line.OpenQuantity > 0) ? StoreFulfilmentStatus.PartiallyFulfilled
                : StoreFulfilmentStatus.Fulfilled,
            StoreHold = hold,
            Lines = lines,
            Fulfilments =
            [
                .. parcels.Select(parcel => new StoreFulfilment(parcel.Id, IsCancelled: false, parcel.Numbers, parcel.Lines)),
                .. others,
            ],
            Total = StoreReads.Approximate(json.Decimal("total"), currency),
            ShipTo = Address(json),
            Note = json.OptionalText("customer_note"),
        };
    }

    private static OrderLine Line(
        JsonElement json,
        string currency,
        bool isGone,
        IReadOnlyList<WooCommerceParcel> parcels,
        Dictionary<string, int> takenBack
    )
    {
        var id = json.Text("id");
        var quantity = json.Count("quantity");
        var sent = parcels.SelectMany(parcel => parcel.Lines).Where(line => line.LineId == id).Sum(line => line.Quantity);
        return new OrderLine
        {
            LineId = id,
            Sku = json.OptionalText("sku"),
            ProductId = Id(json, "product_id"),
            VariantId = Id(json, "variation_id"),
            Title = WebUtility.HtmlDecode(json.Text("name")),
            Quantity = quantity,
            OpenQuantity = isGone ? 0 : Math.Max(0, quantity - sent - takenBack.GetValueOrDefault(id)),
            UnitPrice = StoreReads.Approximate(
                quantity == 0 ? 0 : (json.Decimal("total") + (json.OptionalDecimal("total_tax") ?? 0)) / quantity,
                currency
            ),
            ImageUrl = json.OptionalField("image")?.OptionalText("src"),
        };
    }

    private static string? Id(JsonElement json, string name) =>
        json.OptionalWhole(name) is { } id and not 0 ? id.ToString(CultureInfo.InvariantCulture) : null;

    private static ShipTo? Address(JsonElement json)
    {
        // Without an address of its own, goods go where the bill goes.
        var billing = json.OptionalField("billing");
        var address = json.OptionalField("shipping") is { } shipping && shipping.OptionalText("address_1") is not null ? shipping : billing;
        return address is not { } to || to.OptionalText("country") is not { } country
            ? null
            : new ShipTo
            {
                FullName = $"{to.OptionalText("first_name")} {to.OptionalText("last_name")}".Trim(),
                Company = to.OptionalText("company"),
                Phone = to.OptionalText("phone") ?? billing?.OptionalText("phone"),
                Country = country.ToUpperInvariant(),
                Province = to.OptionalText("state"),
                City = to.OptionalText("city"),
                Line1 = to.OptionalText("address_1") ?? string.Empty,
                Line2 = to.OptionalText("address_2"),
                PostCode = to.OptionalText("postcode"),
            };
    }

    private static JsonElement? Meta(JsonElement json, string key)
    {
        foreach (var meta in json.OptionalItems("meta_data").Where(meta => meta.OptionalText("key") == key))
        {
            return meta;
        }

        return null;
    }
}

/// <summary>A parcel as it is kept in an order's meta data.</summary>
internal sealed record WooCommerceParcel(string Id, string Carrier, IReadOnlyList<string> Numbers, IReadOnlyList<LineQuantity> Lines);

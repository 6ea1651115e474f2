using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Shoplazza;

/// <summary>Maps Shoplazza's orders to ours. Pure.</summary>
internal static class ShoplazzaMapper
{
    /// <summary>Reads one order of several; null when it cannot be told which one it is.</summary>
    public static StoreOrderReading? TryOrder(JsonElement json)
    {
        try
        {
            return Order(json);
        }
        catch (UnreadableReplyException)
        {
            return null;
        }
    }

    /// <summary>Reads one order.</summary>
    /// <exception cref="UnreadableReplyException">Its id or time of change cannot be read.</exception>
    public static StoreOrderReading Order(JsonElement json) => StoreReads.Map(json.Text("id"), json.Time("updated_at"), () => Whole(json));

    private static StoreOrder Whole(JsonElement json)
    {
        var status = json.Text("status");
        var financial = json.Text("financial_status");
        var shipped = json.Text("fulfillment_status");
        var currency = Currencies.Normalise(json.Text("currency"));
        var isCancelled = status == "cancelled";
        var fulfilment = ShoplazzaTables.Fulfilment(shipped);

        // Goods that went out under parcels that are not told would be sent again.
        var parcels = fulfilment is StoreFulfilmentStatus.Unfulfilled ? json.OptionalItems("fulfillments") : json.Items("fulfillments");
        var fulfilments = parcels.Select(Parcel).ToList();
        var isGone = isCancelled || financial == "refunded";
        var lines = json.Items("line_items").Select(line => Line(line, currency, isGone, fulfilments)).ToList();
        var payment = ShoplazzaTables.Payment(status, financial, json.OptionalText("payment_method"));
        var hold = ShoplazzaTables.HoldOf(status, financial, shipped);
        return new StoreOrder
        {
            StoreOrderId = json.Text("id"),
            Number = json.OptionalText("number") ?? json.Text("id"),
            CreatedAt = json.Time("created_at"),
            UpdatedAt = json.Time("updated_at"),

            // Cash on delivery is placed, too.
            PaidAt = payment is StorePaymentStatus.Paid or StorePaymentStatus.PartiallyRefunded or StorePaymentStatus.Refunded
                ? json.OptionalTime("placed_at")
                : null,
            CancelledAt = isCancelled ? json.OptionalTime("cancelled_at") ?? json.Time("updated_at") : null,
            Payment = payment,
            Fulfilment = hold is not null && fulfilment != StoreFulfilmentStatus.Fulfilled ? StoreFulfilmentStatus.OnHold : fulfilment,
            StoreHold = hold,
            Lines = lines,
            Fulfilments = fulfilments,
            Total = StoreReads.Approximate(json.Decimal("total_price"), currency),
            ShipTo = Address(json),
            Note = json.OptionalText("customer_note"),
        };
    }

    private static StoreFulfilment Parcel(JsonElement json) =>
        new(
            json.Text("id"),
            json.OptionalText("status") == "cancelled",
            [
                .. json.OptionalItems("tracking_items")
                    .Prepend(json)
                    .SelectMany(one => TrackingNumbers.Read(one.OptionalText("tracking_number")))
                    .Distinct(StringComparer.Ordinal),
            ],
            [.. json.Items("line_items").Select(line => new LineQuantity(line.Text("id"), line.Count("ship_quantity")))]
        );

    private static OrderLine Line(JsonElement json, string currency, bool isGone, List<StoreFulfilment> fulfilments)
    {
        var id = json.Text("id");
        var quantity = json.Count("quantity");
        var sent = fulfilments
            .Where(one => !one.IsCancelled)
            .SelectMany(one => one.Lines)
            .Where(line => line.LineId == id)
            .Sum(line => line.Quantity);
        var isSent = json.OptionalText("fulfillment_status") is "shipped" or "finished" or "returning" or "returned";
        var takenBack = json.OptionalCount("refund_quantity_total") ?? 0;
        return new OrderLine
        {
            LineId = id,
            Sku = json.OptionalText("sku"),
            ProductId = json.OptionalText("product_id"),
            VariantId = json.OptionalText("variant_id"),
            Title = json.Text("product_title"),
            VariantTitle = json.OptionalText("variant_title"),
            Quantity = quantity,
            OpenQuantity = isGone || isSent ? 0 : Math.Max(0, quantity - sent - takenBack),
            UnitPrice = StoreReads.Approximate(json.Decimal("price"), currency),
            RequiresShipping = json.OptionalFlag("requires_shipping") ?? true,
            ImageUrl = Image(json),
        };
    }

    // A text in older versions, an object in newer ones.
    private static string? Image(JsonElement json) =>
        json.OptionalField("image") switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Object } image => image.OptionalText("src"),
            _ => null,
        };

    private static ShipTo? Address(JsonElement json)
    {
        if (json.OptionalField("shipping_address") is not { } to || to.OptionalText("country_code") is not { } country)
        {
            return null;
        }

        // Which of the fields holds the street differs by version.
        var street = new[] { to.OptionalText("address"), to.OptionalText("address1") }
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return new ShipTo
        {
            FullName = to.OptionalText("name") ?? $"{to.OptionalText("first_name")} {to.OptionalText("last_name")}".Trim(),
            Company = to.OptionalText("company"),
            Phone = to.OptionalText("phone"),
            Country = country.ToUpperInvariant(),
            Province = to.OptionalText("province"),
            City = to.OptionalText("city"),
            District = to.OptionalText("area"),
            Line1 = string.Join(", ", street),
            Line2 = to.OptionalText("address2"),
            PostCode = to.OptionalText("zip"),
        };
    }
}

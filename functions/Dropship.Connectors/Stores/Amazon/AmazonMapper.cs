using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Amazon;

/// <summary>Maps Amazon's orders to ours. Pure.</summary>
internal static class AmazonMapper
{
    /// <summary>A time as Amazon takes it.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "Z";

    /// <summary>Maps one order; the reading reports what is wrong with it.</summary>
    /// <param name="currency">The store's currency, for an order that tells no price yet.</param>
    /// <exception cref="UnreadableReplyException">Its id or time of change cannot be read.</exception>
    public static StoreOrderReading Order(JsonElement json, string currency)
    {
        var (id, updatedAt) = (json.Text("orderId"), json.Time("lastUpdatedTime"));
        return StoreReads.Map(id, updatedAt, () => Whole(json, id, updatedAt, currency));
    }

    private static StoreOrder Whole(JsonElement json, string id, DateTimeOffset updatedAt, string currency)
    {
        var fulfilment = json.Object("fulfillment");
        var status = fulfilment.Text("fulfillmentStatus");
        var isCancelled = status == "CANCELLED";
        var parcels = json.OptionalItems("packages")
            .Select(package => new StoreFulfilment(
                package.Text("packageReferenceId"),
                package.OptionalField("packageStatus")?.OptionalText("status") == "CANCELLED",
                TrackingNumbers.Read(package.OptionalText("trackingNumber")),
                [
                    .. package
                        .OptionalItems("packageItems")
                        .Select(item => new LineQuantity(item.Text("orderItemId"), item.Count("quantity"))),
                ]
            ))
            .ToList();
        var isOurs = fulfilment.OptionalText("fulfilledBy") is null or "MERCHANT";
        var items = json.Items("orderItems");
        var hold =
            isCancelled ? null
            : items.Any(item =>
                item.OptionalField("cancellation")?.OptionalField("cancellationRequest") is not null
                && item.OptionalField("cancellation")?.OptionalField("cancellationExecution") is null
            )
                ? "the customer asks to cancel"
            : AmazonTables.Fulfilment(status) is StoreFulfilmentStatus.OnHold or StoreFulfilmentStatus.Unknown ? status
            : null;
        return new StoreOrder
        {
            StoreOrderId = id,
            Number = id,
            CreatedAt = json.Time("createdTime"),
            UpdatedAt = updatedAt,
            CancelledAt = isCancelled ? updatedAt : null,
            ShipBy = fulfilment.OptionalField("shipByWindow")?.OptionalTime("latestDateTime"),
            Payment = AmazonTables.Payment(status),
            Fulfilment = hold is null ? AmazonTables.Fulfilment(status) : StoreFulfilmentStatus.OnHold,
            StoreHold = hold,
            Lines = [.. items.Select(item => Line(item, currency, isCancelled, isOurs))],
            Fulfilments = parcels,
            Total = Amount(json.OptionalField("proceeds")?.OptionalField("grandTotal"), 1, currency),
            ShipTo = json.OptionalField("recipient")?.OptionalField("deliveryAddress") is { } address ? Address(address) : null,
        };
    }

    private static OrderLine Line(JsonElement json, string currency, bool isGone, bool isOurs)
    {
        var quantity = json.Count("quantityOrdered");
        var product = json.Object("product");
        var fulfilment = json.OptionalField("fulfillment");
        var isCancelled = isGone || json.OptionalField("cancellation")?.OptionalField("cancellationExecution") is not null;
        return new OrderLine
        {
            LineId = json.Text("orderItemId"),
            Sku = product.OptionalText("sellerSku"),
            ProductId = product.OptionalText("asin"),
            Title = product.OptionalText("title") ?? product.OptionalText("asin") ?? "?",
            Quantity = quantity,
            OpenQuantity = isCancelled ? 0 : fulfilment?.OptionalCount("quantityUnfulfilled") ?? quantity,
            UnitPrice = product.OptionalField("price")?.OptionalField("unitPrice") is { } price
                ? Amount(price, 1, currency)
                : Amount(json.OptionalField("proceeds")?.OptionalField("proceedsTotal"), quantity, currency),
            RequiresShipping = isOurs,
        };
    }

    // A pending order tells no prices.
    private static Money Amount(JsonElement? json, int pieces, string currency) =>
        json is { } amount && pieces > 0
            ? StoreReads.Approximate(amount.Decimal("amount") / pieces, Currencies.Normalise(amount.Text("currencyCode")))
            : Money.Zero(currency);

    private static ShipTo Address(JsonElement json) =>
        new()
        {
            FullName = json.OptionalText("name") ?? string.Empty,
            Company = json.OptionalText("companyName"),
            Phone = json.OptionalText("phone"),
            Country = json.OptionalText("countryCode") ?? string.Empty,
            Province = json.OptionalText("stateOrRegion"),
            City = json.OptionalText("city") ?? json.OptionalText("municipality"),
            District = json.OptionalText("districtOrCounty"),
            Line1 = json.OptionalText("addressLine1") ?? string.Empty,
            Line2 = string.Join(", ", ((string?[])[json.OptionalText("addressLine2"), json.OptionalText("addressLine3")]).OfType<string>())
                is { Length: > 0 } rest
                ? rest
                : null,
            PostCode = json.OptionalText("postalCode"),
        };
}

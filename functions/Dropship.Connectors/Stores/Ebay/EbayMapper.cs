using System.Globalization;
using System.Text.Json;
using Dropship.Connectors.Http;
using Dropship.Core;
using Dropship.Core.Orders;

namespace Dropship.Connectors.Stores.Ebay;

/// <summary>Maps eBay's orders to ours. Pure.</summary>
internal static class EbayMapper
{
    /// <exception cref="UnreadableReplyException">Its id or time of change cannot be read.</exception>
    public static StoreOrderReading Changed(JsonElement json) =>
        StoreOrderReading.Changed(json.Text("orderId"), json.Time("lastModifiedDate"));

    /// <summary>The same; null when it cannot be told which order it is.</summary>
    public static StoreOrderReading? TryChanged(JsonElement json)
    {
        try
        {
            return Changed(json);
        }
        catch (UnreadableReplyException)
        {
            return null;
        }
    }

    /// <summary>An order of a listing: whole, or only changed where its parcels are to be read.</summary>
    public static StoreOrderReading Listed(JsonElement json) => HasParcels(json) ? Changed(json) : Order(json, []);

    /// <summary>Whether parcels were told of it, which its own reply does not list.</summary>
    /// <remarks>A status that is no word makes the order malformed, and nothing of it is asked for.</remarks>
    public static bool HasParcels(JsonElement json) =>
        json.OptionalField("orderFulfillmentStatus") is { ValueKind: JsonValueKind.String } status
        && !status.ValueEquals("NOT_STARTED"u8);

    /// <summary>A time as eBay takes it.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture) + "Z";

    /// <summary>Maps an order with its parcels; the reading reports what is wrong with it.</summary>
    public static StoreOrderReading Order(JsonElement json, IReadOnlyList<JsonElement> parcels)
    {
        var changed = Changed(json);
        return StoreReads.Map(changed.StoreOrderId, changed.UpdatedAt, () => Whole(json, changed, parcels));
    }

    private static StoreOrder Whole(JsonElement json, StoreOrderReading changed, IReadOnlyList<JsonElement> parcels)
    {
        var payment = json.Text("orderPaymentStatus");
        var status = json.Text("orderFulfillmentStatus");
        var cancel = json.OptionalField("cancelStatus")?.OptionalText("cancelState");
        var isCancelled = cancel == "CANCELED";
        var fulfilments = parcels
            .Select(parcel => new StoreFulfilment(
                parcel.Text("fulfillmentId"),
                IsCancelled: false,
                TrackingNumbers.Read(parcel.OptionalText("shipmentTrackingNumber")),
                [
                    .. parcel
                        .Items("lineItems")
                        .Select(line => new LineQuantity(line.Text("lineItemId"), line.OptionalCount("quantity") ?? 1)),
                ]
            ))
            .ToList();
        var isGone = isCancelled || payment == "FULLY_REFUNDED";
        var lines = json.Items("lineItems").Select(line => Line(line, fulfilments, isGone, IsOurs(json))).ToList();
        var total = json.Object("pricingSummary").Object("total");
        var hold = HoldOf(json, cancel, payment);
        var shipBy = json.Items("lineItems")
            .Select(line => line.OptionalField("lineItemFulfillmentInstructions")?.OptionalTime("shipByDate"))
            .OfType<DateTimeOffset>()
            .ToList();
        return new StoreOrder
        {
            StoreOrderId = changed.StoreOrderId,
            Number = changed.StoreOrderId,
            CreatedAt = json.Time("creationDate"),
            UpdatedAt = changed.UpdatedAt,
            PaidAt = PaidAt(json),
            CancelledAt = isCancelled ? changed.UpdatedAt : null,
            ShipBy = shipBy.Count > 0 ? shipBy.Min() : null,
            Payment = EbayTables.Payment(payment),
            Fulfilment = status switch
            {
                "FULFILLED" => StoreFulfilmentStatus.Fulfilled,
                _ when hold is not null => StoreFulfilmentStatus.OnHold,
                "IN_PROGRESS" => lines.Exists(line => line.OpenQuantity > 0)
                    ? StoreFulfilmentStatus.PartiallyFulfilled
                    : StoreFulfilmentStatus.Fulfilled,
                "NOT_STARTED" => StoreFulfilmentStatus.Unfulfilled,
                _ => StoreFulfilmentStatus.Unknown,
            },
            StoreHold = hold,
            Lines = lines,
            Fulfilments = fulfilments,
            Total = StoreReads.Approximate(total.Decimal("value"), Currencies.Normalise(total.Text("currency"))),
            ShipTo = Address(json),
            Note = json.OptionalText("buyerCheckoutNotes"),
        };
    }

    private static string? HoldOf(JsonElement json, string? cancel, string payment) =>
        cancel == "IN_PROGRESS" ? "cancel IN_PROGRESS"
        : payment == "FAILED" ? "payment FAILED"
        : json.OptionalField("paymentSummary") is { } summary
        && summary
            .OptionalItems("payments")
            .SelectMany(one => one.OptionalItems("paymentHolds"))
            .Select(one => one.OptionalText("holdState"))
            .FirstOrDefault(state => state is "HELD" or "HELD_PENDING")
            is { } held
            ? $"payment {held}"
        : IsByHub(json) && HubReference(json) is null ? "no shipToReferenceId"
        : null;

    // The hub that sends an order on abroad knows the parcel by this alone.
    private static string? HubReference(JsonElement json) =>
        json.OptionalItems("fulfillmentStartInstructions") is [var first, ..]
            ? first.OptionalField("shippingStep")?.OptionalText("shipToReferenceId")
            : null;

    private static bool IsByHub(JsonElement json) =>
        json.OptionalItems("fulfillmentStartInstructions") is [var first, ..] && first.OptionalText("ebaySupportedFulfillment") == "true";

    private static DateTimeOffset? PaidAt(JsonElement json)
    {
        foreach (var payment in json.OptionalField("paymentSummary")?.OptionalItems("payments") ?? [])
        {
            return payment.OptionalText("paymentStatus") == "PAID" ? payment.OptionalTime("paymentDate") : null;
        }

        return null;
    }

    private static bool IsOurs(JsonElement json) =>
        json.OptionalItems("fulfillmentStartInstructions") is not [var first, ..]
        || first.OptionalText("fulfillmentInstructionsType") is null or "SHIP_TO" or "SELLER_DEFINED";

    private static OrderLine Line(JsonElement json, List<StoreFulfilment> fulfilments, bool isGone, bool isOurs)
    {
        var id = json.Text("lineItemId");
        var quantity = json.Count("quantity");
        var cost = json.OptionalField("discountedLineItemCost") ?? json.Object("lineItemCost");
        var currency = Currencies.Normalise(cost.Text("currency"));
        var sent = fulfilments.SelectMany(one => one.Lines).Where(line => line.LineId == id).Sum(line => line.Quantity);
        var refunded = json.OptionalItems("refunds").Sum(refund => refund.OptionalField("amount")?.OptionalDecimal("value") ?? 0);

        // A refund names an amount and no pieces: all of it takes all of them back.
        var isRefunded = refunded > 0 && refunded >= cost.Decimal("value");
        return new OrderLine
        {
            LineId = id,
            Sku = json.OptionalText("sku"),
            ProductId = json.OptionalText("legacyItemId"),
            VariantId = json.OptionalText("legacyVariationId"),
            Title = json.Text("title"),
            VariantTitle = Variant(json),
            Quantity = quantity,
            OpenQuantity =
                isGone || isRefunded || json.OptionalText("lineItemFulfillmentStatus") == "FULFILLED" ? 0 : Math.Max(0, quantity - sent),
            UnitPrice = StoreReads.Approximate(quantity == 0 ? 0 : cost.Decimal("value") / quantity, currency),
            RequiresShipping = isOurs,
        };
    }

    private static string? Variant(JsonElement json)
    {
        var aspects = json.OptionalItems("variationAspects")
            .Select(aspect => $"{aspect.OptionalText("name")}: {aspect.OptionalText("value")}")
            .ToList();
        return aspects.Count > 0 ? string.Join(", ", aspects) : null;
    }

    private static ShipTo? Address(JsonElement json)
    {
        if (
            json.OptionalItems("fulfillmentStartInstructions") is not [var first, ..]
            || first.OptionalField("shippingStep")?.OptionalField("shipTo") is not { } to
            || to.OptionalField("contactAddress") is not { } address
        )
        {
            return null;
        }

        return new ShipTo
        {
            FullName = to.OptionalText("fullName") ?? string.Empty,
            Company = to.OptionalText("companyName"),
            Phone = to.OptionalField("primaryPhone")?.OptionalText("phoneNumber"),
            Country = address.OptionalText("countryCode") ?? string.Empty,
            Province = address.OptionalText("stateOrProvince"),
            City = address.OptionalText("city"),
            District = address.OptionalText("county"),
            Line1 = string.Join(", ", new[] { HubReference(json), address.OptionalText("addressLine1") }.OfType<string>()),
            Line2 = address.OptionalText("addressLine2"),
            PostCode = address.OptionalText("postalCode"),
        };
    }
}
